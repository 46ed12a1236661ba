package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.Namespace;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WriteStreamContractTests {
    private static final String LATE =
            "CREATE STREAM late WITH (retention = '7 days') AS SELECT flight_id, departed_at, CAST(delay AS DECIMAL(10, 2))"
                    + " AS delay, ARRAY[origin] AS airports FROM flights WHERE delay > 60";

    private final JsonMapper json = JsonMapper.builder().build();

    private JsonNode contract(String sql, String version) {
        CompiledView compiled = new CompileView(
                        KnownStreams.of(List.of(FlightsStream.schema("flights", new UUID(1, 1)))), Namespace.NONE)
                .compile(sql);
        return json.valueToTree(WriteStreamContract.of(compiled, version, 2));
    }

    @Test
    void saysWhatTheQuerySays() {
        JsonNode contract = contract(LATE, "1.0.0");

        assertThat(contract.path("id").asString()).isEqualTo("late");
        assertThat(contract.path("status").asString()).isEqualTo("active");
        assertThat(contract.path("slaProperties").toString())
                .isEqualTo("[{\"property\":\"retention\",\"value\":604800000,\"unit\":\"ms\"}]");
        assertThat(contract.path("schema").path(0).path("properties").toString())
                .isEqualTo("[{\"name\":\"flight_id\",\"logicalType\":\"string\",\"required\":true,\"primaryKey\":true,"
                        + "\"primaryKeyPosition\":1},"
                        + "{\"name\":\"departed_at\",\"logicalType\":\"timestamp\",\"required\":true},"
                        + "{\"name\":\"delay\",\"logicalType\":\"number\",\"physicalType\":\"DECIMAL(10,2)\"},"
                        + "{\"name\":\"airports\",\"logicalType\":\"array\","
                        + "\"items\":{\"name\":\"item\",\"logicalType\":\"string\"},\"required\":true}]");
        assertThat(properties(contract))
                .contains("{\"property\":\"millrace.eventTime\",\"value\":\"departed_at\"}")
                .contains("{\"property\":\"millrace.outOfOrderness\",\"value\":\"10000 ms\"}")
                .contains("{\"property\":\"millrace.partitions\",\"value\":2}")
                .contains("{\"property\":\"millrace.derivedFrom\",\"value\":\"flights\"}")
                .contains("\"millrace.statement\",\"value\":\"CREATE STREAM late")
                .doesNotContain("millrace.compatibility");
    }

    @Test
    void isTheSameForTheSameStatement() {
        assertThat(contract(LATE, "1.0.0").toString())
                .isEqualTo(contract(LATE, "1.0.0").toString());
    }

    @Test
    void mayHaveOtherColumnsWhenItIsMadeAnew() {
        assertThat(properties(contract(LATE, "2.0.0")))
                .contains("{\"property\":\"millrace.compatibility\",\"value\":\"NONE\"}");
    }

    @Test
    void describesMapsByTheTypeOfTheirValues() {
        String columns = contract(
                        "CREATE STREAM s AS SELECT flight_id, MAP['d', CAST(delay AS DECIMAL(10, 2))] AS m,"
                                + " ARRAY[MAP['at', departed_at]] AS a FROM flights",
                        "1.0.0")
                .path("schema")
                .path(0)
                .path("properties")
                .toString();
        assertThat(columns)
                .contains(
                        "{\"name\":\"m\",\"logicalType\":\"object\",\"physicalType\":\"MAP<VARCHAR, DECIMAL(10,2)>\",")
                .contains("\"items\":{\"name\":\"item\",\"logicalType\":\"object\","
                        + "\"physicalType\":\"MAP<VARCHAR, TIMESTAMP(3)>\"}");
    }

    private static String properties(JsonNode contract) {
        return contract.path("schema").path(0).path("customProperties").toString();
    }
}

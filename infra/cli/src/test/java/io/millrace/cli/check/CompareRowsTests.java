package io.millrace.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.check.CheckedViews.CheckedView;
import io.millrace.api.view.ViewColumn;
import io.millrace.cli.check.Report.Differences;
import io.millrace.cli.check.ViewTests.ExpectedRow;
import io.millrace.cli.check.ViewTests.ExpectedValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompareRowsTests {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final CheckedView VIEW = view("origin");

    private static CheckedView view(String... key) {
        return new CheckedView(
                "hops.sql",
                "hops",
                List.of("flights"),
                List.of(
                        new ViewColumn("origin", "VARCHAR"),
                        new ViewColumn("hour", "TIMESTAMP(3)"),
                        new ViewColumn("n", "BIGINT"),
                        new ViewColumn("price", "DECIMAL(10,2)"),
                        new ViewColumn("mean", "DOUBLE")),
                List.of(key),
                List.of());
    }

    private static ExpectedRow expected(int line, String json) {
        JsonNode row = JSON.readTree(json);
        Map<String, ExpectedValue> values = new LinkedHashMap<>();
        row.properties().forEach(member -> values.put(member.getKey(), new ExpectedValue(member.getValue(), line)));
        return new ExpectedRow(line, values, row);
    }

    private static List<JsonNode> rows(String... rows) {
        return List.of(rows).stream().map(JSON::readTree).toList();
    }

    @Test
    void comparesNamedColumnsAloneByTheirTypes() {
        Differences differences = CompareRows.of(
                List.of(
                        expected(1, "{\"n\":2,\"price\":1.1,\"mean\":0.333333333333}"),
                        expected(2, "{\"hour\":\"2001-01-01 10:00:00\",\"price\":null}")),
                rows(
                        "{\"origin\":\"SFO\",\"hour\":\"2001-01-01T10:00:00Z\",\"n\":1,\"price\":null,\"mean\":1.0}",
                        "{\"origin\":\"LAS\",\"hour\":null,\"n\":2,\"price\":1.10,\"mean\":0.3333333333333333}"),
                VIEW);
        assertThat(differences.isEmpty()).isTrue();
    }

    @Test
    void matchesAsManyRowsAsCanBe() {
        Differences differences = CompareRows.of(
                List.of(expected(1, "{\"n\":1}"), expected(2, "{\"n\":1,\"origin\":\"LAS\"}")),
                rows("{\"origin\":\"LAS\",\"n\":1}", "{\"origin\":\"SFO\",\"n\":1}"),
                VIEW);
        assertThat(differences.isEmpty()).isTrue();
    }

    @Test
    void showsRowsOfOneKeySideBySide() {
        Differences differences = CompareRows.of(
                List.of(
                        expected(7, "{\"origin\":\"LAS\",\"n\":2,\"mean\":4}"),
                        expected(8, "{\"origin\":\"JFK\",\"n\":1}")),
                rows("{\"origin\":\"SFO\",\"n\":1}", "{\"origin\":\"LAS\",\"n\":3,\"mean\":5.0}"),
                VIEW);
        assertThat(differences.missing()).extracting(Report.MissingRow::line).containsExactly(8);
        assertThat(differences.unexpected()).map(JsonNode::toString).containsExactly("{\"origin\":\"SFO\",\"n\":1}");
        assertThat(differences.different().getFirst().line()).isEqualTo(7);
        assertThat(differences.different().getFirst().values())
                .extracting(Report.DifferentValue::column)
                .containsExactly("n", "mean");
    }

    @Test
    void showsTheNearestRowWhereTheKeyIsHidden() {
        Differences differences = CompareRows.of(
                List.of(expected(7, "{\"origin\":\"LAS\",\"n\":2}")),
                rows("{\"origin\":\"SFO\",\"n\":1}", "{\"origin\":\"LAS\",\"n\":3}"),
                view("$flight_id"));
        assertThat(differences.different()).hasSize(1);
        assertThat(differences.unexpected()).hasSize(1);
        assertThat(differences.missing()).isEmpty();
    }

    @Test
    void tellsTypesApart() {
        assertThat(CompareValues.areEqual("BIGINT", JSON.readTree("\"2\""), JSON.readTree("2")))
                .isFalse();
        assertThat(CompareValues.areEqual("VARCHAR", JSON.readTree("2"), JSON.readTree("\"2\"")))
                .isFalse();
        assertThat(CompareValues.areEqual("DOUBLE", JSON.readTree("1.0000001"), JSON.readTree("1.0")))
                .isFalse();
        assertThat(CompareValues.areEqual("DOUBLE", JSON.readTree("0"), JSON.readTree("0.0")))
                .isTrue();
        assertThat(CompareValues.areEqual("DATE", JSON.readTree("\"x\""), JSON.readTree("\"2001-01-01\"")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            ARRAY<DOUBLE>                                | [1, 0.333333333333, null] | [1.0, 0.3333333333333333, null]   | true
            ARRAY<BIGINT>                                | [1, 2]                    | [2, 1]                            | false
            ARRAY<BIGINT>                                | [1]                       | [1, 2]                            | false
            ARRAY<BIGINT>                                | "[1]"                     | [1]                               | false
            ROW<a DECIMAL(10,2), `b ``c, d` TIMESTAMP(3)> | {"b `c, d": "2001-01-01 10:00:00", "a": 1.1} | {"a": 1.10, "b `c, d": "2001-01-01T10:00:00Z"} | true
            ROW<a BIGINT, b ARRAY<ROW<c VARCHAR>>>       | {"a": 1}                  | {"a": 1, "b": null}               | true
            ROW<a BIGINT, b ARRAY<ROW<c VARCHAR>>>       | {"b": [{"c": "x"}]}       | {"a": 1, "b": [{"c": "x"}]}       | false
            ROW<a BIGINT, b ARRAY<ROW<c VARCHAR>>>       | {"b": [{"c": "x"}]}       | {"a": null, "b": [{"c": "x"}]}    | true
            ROW<a BIGINT>                                | {"a": 1, "x": null}       | {"a": 1}                          | false
            MAP<VARCHAR, DECIMAL(10,2)>                  | {"b": 2, "a": 1.1}        | {"a": 1.10, "b": 2.00}            | true
            MAP<VARCHAR, BIGINT>                         | {"a": 1}                  | {"a": 1, "b": null}               | false
            MAP<VARCHAR, BIGINT>                         | {"a": 1, "c": null}       | {"a": 1, "b": null}               | false
            MAP<VARCHAR, BIGINT>                         | []                        | {}                                | false
            """)
    void comparesObjectsArraysAndMapsValueByValue(String type, String expected, String actual, boolean equal) {
        assertThat(CompareValues.areEqual(type, JSON.readTree(expected), JSON.readTree(actual)))
                .isEqualTo(equal);
    }

    @Test
    void findsTheFirstRowOutOfOrder() {
        List<ExpectedRow> wanted = List.of(expected(1, "{\"n\":1}"), expected(2, "{\"n\":2}"));
        assertThat(CompareRows.firstOutOfOrder(wanted, rows("{\"n\":1}", "{\"n\":2}"), VIEW))
                .isEmpty();
        assertThat(CompareRows.firstOutOfOrder(wanted, rows("{\"n\":2}", "{\"n\":1}"), VIEW))
                .contains(0);
    }
}

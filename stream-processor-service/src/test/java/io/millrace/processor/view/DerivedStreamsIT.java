package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.processor.catalog.ContractStreams;
import io.millrace.processor.plan.CompileTable;
import io.millrace.processor.sql.ParseStatement;
import io.millrace.processor.sql.Statement;
import io.millrace.testkit.TestServers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Derived streams, from SQL over HTTP to their contract, their events, and the views of them. */
class DerivedStreamsIT extends RunningProcessor {
    private static final String LATE = "CREATE STREAM %s WITH (freshness = '1 second', retention = '7 days') AS"
            + " SELECT flight_id, departed_at, origin, delay FROM %s WHERE delay > 60";

    private HttpResponse<String> sql(String statement) throws Exception {
        return send("POST", "/api/sql", "application/sql", statement);
    }

    private JsonNode answer(String statement) throws Exception {
        HttpResponse<String> response = sql(statement);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    /** The committed events of a topic: key and value. */
    private static List<String> events(String stream) {
        List<String> events = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestServers.kafka(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = List.of(
                    new TopicPartition(NAMESPACE + "." + stream, 0), new TopicPartition(NAMESPACE + "." + stream, 1));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
                for (ConsumerRecord<String, String> record : consumer.poll(java.time.Duration.ofMillis(100))) {
                    events.add(record.key() + " " + record.value());
                }
            }
        }
        return events;
    }

    @Test
    void leadsAStreamThroughItsLife() throws Exception {
        publish("skydives");
        flights.flight("skydives", 1, "2001-01-01T10:00:00Z", "LAS", 90, 1);
        flights.flight("skydives", 2, "2001-01-01T10:05:00Z", "SFO", 5, 1);
        String create = LATE.formatted("late_skydives", "skydives");

        assertThat(answer(create).get("properties").get("created").asBoolean()).isTrue();

        assertThat(answer(create).get("properties").get("created").asBoolean()).isFalse();
        assertThat(sql(create.replace("60", "70")).body()).contains("STREAM_EXISTS");
        String first =
                "F1 {\"flight_id\":\"F1\",\"departed_at\":\"2001-01-01T10:00:00Z\",\"origin\":\"LAS\",\"delay\":90}";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(events("late_skydives")).containsExactly(first));
        assertThat(answer("SHOW STREAMS LIKE 'late_sky%'").get("rows").toString())
                .contains("\"derivedFrom\":[\"skydives\"]")
                .contains("\"eventTime\":\"departed_at\"");
        assertThat(answer("DESCRIBE EXTENDED late_skydives").toString())
                .contains("\"derivedFrom\":[\"skydives\"]")
                .contains("\"outOfOrdernessMs\":10000");
        assertThat(answer("SHOW CREATE STREAM late_skydives").get("text").asString())
                .isEqualTo(create);
        assertThat(answer("EXPLAIN STREAM late_skydives").get("text").asString())
                .contains("Emit key [flight_id] events");
        assertThat(get("/api/views/late_skydives").statusCode()).isEqualTo(404);
        readBy("late_by_airport", "late_skydives");
        pauseAndResume("late_skydives", "skydives");

        assertThat(sql("DROP STREAM late_skydives").body())
                .contains("STREAM_READ")
                .contains("late_by_airport");
        answer("DROP VIEW late_by_airport");
        answer("DROP STREAM late_skydives");
        assertThat(registry.documents.get("late_skydives").path("status").asString())
                .isEqualTo("retired");
        assertThat(sql("DROP STREAM late_skydives").statusCode()).isEqualTo(404);
        makeAnew(create);
    }

    @Test
    void aTableDoesNotTakeTheNameOfAStreamThatThisCopyHasNotHeardOf(
            @Autowired StoreTables store, @Autowired ContractStreams streams) throws Exception {
        publish("petrels");
        answer(LATE.formatted("late_petrels", "petrels"));
        Statement.OfTable.Create table =
                (Statement.OfTable.Create) ParseStatement.of("CREATE TABLE late_petrels WITH (stream = 'petrels')");

        assertThatThrownBy(() -> store.create(table.table(), CompileTable.of(table.table(), streams)))
                .hasMessageContaining("A stream is named 'late_petrels'");
        assertThat(sql("CREATE TABLE late_petrels WITH (stream = 'petrels')").statusCode())
                .isEqualTo(409);
        answer("DROP STREAM late_petrels");
    }

    private void readBy(String view, String stream) throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(put(
                                        view,
                                        "CREATE MATERIALIZED VIEW " + view
                                                + " WITH (freshness = '1 second') AS SELECT origin, COUNT(*) AS n FROM "
                                                + stream + " GROUP BY origin")
                                .statusCode())
                        .isIn(200, 201));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(rows(view, 1).values().toString()).isEqualTo("[{\"origin\":\"LAS\",\"n\":1}]"));
    }

    private void pauseAndResume(String stream, String source) throws Exception {
        assertThat(answer("PAUSE STREAM " + stream)
                        .get("properties")
                        .get("state")
                        .asString())
                .isEqualTo("PAUSED");
        flights.flight(source, 3, "2001-01-01T10:10:00Z", "SFO", 300, 1);
        answer("RESUME STREAM " + stream);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(events(stream)).hasSize(2).last().asString().contains("\"delay\":300"));
    }

    /** As soon as the topic of before is gone. */
    private void makeAnew(String create) throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sql(create).statusCode()).isEqualTo(200));
        assertThat(registry.documents.get("late_skydives").path("version").asString())
                .isEqualTo("2.0.0");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(events("late_skydives")).hasSize(2));
        answer("DROP STREAM late_skydives");
    }

    @Test
    void leavesNothingBehindWhereTheRegistryDoesNotAnswer() throws Exception {
        publish("parachutes");
        String create = LATE.formatted("late_parachutes", "parachutes");
        registry.down = true;
        HttpResponse<String> refused = sql(create);
        registry.down = false;

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.body()).contains("REGISTRY_UNAVAILABLE");
        assertThat(sql("SHOW CREATE STREAM late_parachutes").statusCode()).isEqualTo(404);
        assertThat(flights.topics("late_parachutes")).isEmpty();
        assertThat(answer(create).get("properties").get("created").asBoolean()).isTrue();
        answer("DROP STREAM late_parachutes");
    }

    @Test
    void goesOnWhereAStatementStoppedBehindItsContract() throws Exception {
        publish("basejumps");
        String create = LATE.formatted("late_basejumps", "basejumps");
        answer(create);
        JsonNode left = registry.documents.get("late_basejumps");
        answer("DROP STREAM late_basejumps");
        await().atMost(PATIENCE)
                .until(() ->
                        flights.topics("late_basejumps").stream().allMatch(topic -> topic.endsWith(".quarantine")));
        registry.documents.put("late_basejumps", left);

        assertThat(sql(create.replace("60", "70")).body())
                .contains("STREAM_EXISTS")
                .contains("did not come to its end");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sql(create).statusCode()).isEqualTo(200));
        answer("DROP STREAM late_basejumps");
    }

    @Test
    void refusesByScopeByNameAndByPath() throws Exception {
        publish("wingsuits");
        String create = LATE.formatted("late_wingsuits", "wingsuits");

        assertThat(send("views", "POST", "/api/sql", "application/sql", create).statusCode())
                .isEqualTo(403);
        assertThat(put("late_wingsuits", create).body()).contains("POST /api/sql");
        assertThat(sql(LATE.formatted("wingsuits", "wingsuits")).body()).contains("NAME_TAKEN");
        answer("CREATE MATERIALIZED VIEW suited AS SELECT flight_id, delay FROM wingsuits");
        assertThat(sql(LATE.formatted("suited", "wingsuits")).body()).contains("NAME_TAKEN");
        JsonNode corrected =
                JSON.readTree(sql("CREATE STREAM s AS\nSELECT origin, COUNT(*) AS n FROM wingsuits GROUP BY origin")
                        .body());
        assertThat(corrected.toString()).contains("\"line\":2").contains("CREATE MATERIALIZED VIEW keeps it corrected");
        answer("DROP VIEW suited");
    }
}

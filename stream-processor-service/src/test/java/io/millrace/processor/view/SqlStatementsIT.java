package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Statements over HTTP. */
class SqlStatementsIT extends RunningProcessor {
    private HttpResponse<String> sql(String statement) throws Exception {
        return send("POST", "/api/sql", "application/sql", statement);
    }

    private JsonNode answer(String statement) throws Exception {
        HttpResponse<String> response = sql(statement);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    @Test
    void leadsAViewThroughItsLife() throws Exception {
        publish("gliders");
        flights.flight("gliders", 1, "2001-01-01T10:00:00Z", "LAS", 5, 100);
        String create = "CREATE MATERIALIZED VIEW glides WITH (freshness = '1 second', indexes = 'n; origin, n') AS"
                + " SELECT origin, COUNT(*) AS n FROM gliders GROUP BY origin";

        JsonNode created = answer(create).get("properties");

        assertThat(created.get("created").asBoolean()).isTrue();
        assertThat(answer(create.replace("VIEW", "VIEW IF NOT EXISTS").replace("COUNT(*)", "MAX(delay)"))
                        .get("properties")
                        .get("created")
                        .asBoolean())
                .isFalse();
        assertThat(sql(create.replace("COUNT(*)", "MAX(delay)")).statusCode()).isEqualTo(409);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(rows("glides", 1).values().toString()).contains("\"n\":1"));
        assertThat(answer("SHOW CREATE VIEW glides").get("text").asString()).isEqualTo(create);
        assertThat(answer("DESCRIBE gliders").toString())
                .contains(
                        "\"name\":\"departed_at\",\"type\":\"TIMESTAMP(3)\"", "\"name\":\"delay\",\"type\":\"BIGINT\"");
        assertThat(answer("DESCRIBE EXTENDED glides").toString())
                .contains("{\"name\":\"origin\",\"type\":\"VARCHAR\",\"key\":true}")
                .contains("\"streams\":[\"gliders\"]")
                .contains("\"freshnessMs\":1000")
                .contains("\"indexes\":[[\"n\"],[\"origin\",\"n\"]]");
        assertThat(answer("EXPLAIN LINEAGE VIEW glides").get("properties").toString())
                .contains("\"field\":\"origin\",\"transformations\":[{\"type\":\"DIRECT\",\"subtype\":\"IDENTITY\"}]");
        assertThat(answer("EXPLAIN COST VIEW glides").get("properties").toString())
                .contains("\"streams\":[{\"stream\":\"gliders\",\"events\":1,\"eventsPerSecond\":0.0}]");
        assertThat(answer("PAUSE VIEW glides").get("properties").get("state").asString())
                .isEqualTo("PAUSED");
        assertThat(answer("ALTER MATERIALIZED VIEW glides RESUME")
                        .get("properties")
                        .get("state")
                        .asString())
                .isEqualTo("RUNNING");

        assertThat(answer("DROP MATERIALIZED VIEW glides")
                        .get("properties")
                        .get("dropped")
                        .asBoolean())
                .isTrue();
        assertThat(answer("DROP VIEW IF EXISTS glides")
                        .get("properties")
                        .get("dropped")
                        .asBoolean())
                .isFalse();
        assertThat(sql("DROP VIEW glides").statusCode()).isEqualTo(404);
    }

    @Test
    void listsByPageAndPattern() throws Exception {
        publish("balloons");
        answer("CREATE MATERIALIZED VIEW balloons_a AS SELECT flight_id, delay FROM balloons");
        answer("CREATE MATERIALIZED VIEW balloons_b AS SELECT flight_id, origin FROM balloons");

        JsonNode views = answer("SHOW VIEWS LIKE 'balloons%'").get("rows");
        assertThat(views.get(0).get("name").asString()).isEqualTo("balloons_a");
        assertThat(views.get(1).get("name").asString()).isEqualTo("balloons_b");
        assertThat(answer("SHOW STREAMS LIKE 'BALLOON_'")
                        .get("rows")
                        .get(0)
                        .get("eventTime")
                        .asString())
                .isEqualTo("departed_at");
        assertThat(answer("SHOW RUNTIMES LIKE 'balloons_a%'").get("rows").toString())
                .contains("\"views\":[\"balloons_a\"]");
        JsonNode first = JSON.readTree(send("POST", "/api/sql?limit=2", "application/sql", "SHOW FUNCTIONS")
                .body());
        assertThat(first.get("rows").size()).isEqualTo(2);
        String cursor = URLEncoder.encode(first.get("next").asString(), StandardCharsets.UTF_8);
        JsonNode second =
                JSON.readTree(send("POST", "/api/sql?limit=2&cursor=" + cursor, "application/sql", "SHOW FUNCTIONS")
                        .body());
        assertThat(second.get("rows").get(0).get("name").asString())
                .isGreaterThan(first.get("rows").get(1).get("name").asString());
        assertThat(send("POST", "/api/sql?limit=0", "application/sql", "SHOW VIEWS")
                        .statusCode())
                .isEqualTo(400);
        answer("DROP VIEW balloons_a");
        answer("DROP VIEW balloons_b");
    }

    @Test
    void refusesWithPlaceAndHintAndByScope() throws Exception {
        publish("kites");

        JsonNode query = JSON.readTree(sql("SELECT delay FROM kites").body());
        JsonNode unknown = JSON.readTree(sql("DESCRIBE\n  nothing_there").body());

        assertThat(query.toString()).contains("CREATE MATERIALIZED VIEW").contains("\"line\":1");
        assertThat(unknown.toString())
                .contains("VIEW_NOT_FOUND")
                .contains("\"line\":2")
                .contains("\"column\":3");
        assertThat(sqlStatus("read:other", "DROP VIEW kited")).isEqualTo(403);
        assertThat(sqlStatus("read:other", "EXPLAIN SELECT delay FROM kites")).isEqualTo(403);
        assertThat(sqlStatus("read:other", "SHOW CREATE VIEW kited")).isEqualTo(403);
        assertThat(sqlStatus("read:other", "SHOW VIEWS")).isEqualTo(200);
    }

    @Test
    void leadsATableThroughItsLife() throws Exception {
        publish("swifts");
        flights.flight("swifts", 1, "2001-01-01T10:00:00Z", "LAS", 5, 100);
        flights.flight("swifts", 1, "2001-01-01T11:00:00Z", "SFO", 7, 100);
        String create = "CREATE TABLE swifts_now WITH (stream = 'swifts')";

        assertThat(answer(create).get("properties").get("created").asBoolean()).isTrue();
        assertThat(answer(create + ";").get("properties").get("created").asBoolean())
                .isFalse();
        assertThat(sql("CREATE TABLE swifts WITH (stream = 'swifts')").statusCode())
                .isEqualTo(409);
        assertThat(sql("CREATE MATERIALIZED VIEW swifts_now AS SELECT flight_id FROM swifts")
                        .statusCode())
                .isEqualTo(409);
        assertThat(answer("SHOW TABLES LIKE 'swifts%'").get("rows").get(0).toString())
                .contains("\"name\":\"swifts_now\",\"stream\":\"swifts\"");
        assertThat(answer("SHOW CREATE TABLE swifts_now").get("text").asString())
                .isEqualTo(create);
        assertThat(answer("DESCRIBE EXTENDED swifts_now").toString())
                .contains("{\"name\":\"flight_id\",\"type\":\"VARCHAR\",\"key\":true,\"eventTime\":false}")
                .contains("\"kind\":\"TABLE\"");

        answer("CREATE MATERIALIZED VIEW swifts_by_origin WITH (freshness = '1 second') AS"
                + " SELECT origin, COUNT(*) AS n FROM swifts_now GROUP BY origin");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(rows("swifts_by_origin", 1).values().toString())
                                .contains("SFO")
                                .contains("\"n\":1"));
        assertThat(answer("DROP TABLE swifts_now")
                        .get("properties")
                        .get("dropped")
                        .asBoolean())
                .isTrue();
        assertThat(sql("DROP TABLE swifts_now").statusCode()).isEqualTo(404);
        assertThat(answer("EXPLAIN VIEW swifts_by_origin").get("text").asString())
                .contains("Latest of each [flight_id]");
        assertThat(sqlStatus("read:other", create)).isEqualTo(403);
        answer("DROP VIEW swifts_by_origin");
    }

    @Test
    void ofOneNameAViewOrATableIsMade() throws Exception {
        publish("terns");
        for (int round = 0; round < 5; round++) {
            String name = "tern_" + round;
            CompletableFuture<Integer> view =
                    statusOf("CREATE MATERIALIZED VIEW " + name + " AS SELECT flight_id FROM terns");
            CompletableFuture<Integer> table = statusOf("CREATE TABLE " + name + " WITH (stream = 'terns')");
            assertThat(List.of(view.get(), table.get())).as(name).containsExactlyInAnyOrder(200, 409);
            answer("DROP TABLE IF EXISTS " + name);
            answer("DROP VIEW IF EXISTS " + name);
        }
    }

    private CompletableFuture<Integer> statusOf(String statement) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                status.complete(sql(statement).statusCode());
            } catch (Exception e) {
                status.completeExceptionally(e);
            }
        });
        return status;
    }

    private int sqlStatus(String scope, String statement) throws Exception {
        return send(scope, "POST", "/api/sql", "application/sql", statement).statusCode();
    }
}

package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.ReferenceDocument;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The life of views over HTTP. */
class ViewsIT extends RunningProcessor {
    @Test
    void describesItself() throws Exception {
        ReferenceDocument.assertOpenApi(
                "stream-processor-service", get("/v3/api-docs").body());
    }

    @Test
    void runsAGroupedViewFromCreationToDeletion() throws Exception {
        publish("flights");
        flights.flight("flights", 1, "2001-01-01T10:00:00Z", "LAS", 5, 100);
        flights.flight("flights", 2, "2001-01-01T10:30:00Z", "LAS", 15, 0);
        flights.flight("flights", 3, "2001-01-01T10:40:00Z", "SFO", 7, 50);
        String sql = """
                CREATE MATERIALIZED VIEW delays WITH (freshness = '1 second') AS
                SELECT window_start, origin, COUNT(*) AS flights, AVG(CAST(delay AS DOUBLE)) AS avg_delay, MAX(delay) AS worst
                FROM TABLE(TUMBLE(TABLE flights, DESCRIPTOR(departed_at), INTERVAL '1' HOUR))
                GROUP BY window_start, window_end, origin;
                """;

        HttpResponse<String> created = put("delays", sql);

        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("ETag")).isPresent();
        JsonNode status = JSON.readTree(created.body());
        assertThat(status.get("key").toString()).isEqualTo("[\"window_start\",\"origin\"]");
        assertThat(put("delays", sql).statusCode()).isEqualTo(200);
        HttpResponse<String> other = put("delays", sql.replace("MAX(delay)", "MIN(delay)"));
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(JSON.readTree(other.body()).get("code").asString()).isEqualTo("VIEW_EXISTS");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows("delays", 1).values().toString())
                        .contains("\"origin\":\"LAS\",\"flights\":2,\"avg_delay\":10.0,\"worst\":15")
                        .contains("\"origin\":\"SFO\",\"flights\":1"));
        assertThat(JSON.readTree(get("/api/views/delays").body()).get("state").asString())
                .isIn("BACKFILLING", "RUNNING");
        assertThat(get("/api/views?limit=1000").body()).contains("\"delays\"");

        assertThat(send("DELETE", "/api/views/delays", null, null).statusCode()).isEqualTo(204);
        assertThat(send("DELETE", "/api/views/delays", null, null).statusCode()).isEqualTo(404);
        assertThat(get("/api/views/delays").statusCode()).isEqualTo(404);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(flights.topics("delays")).isEmpty());
        assertThat(JSON.readTree(put("delays", sql).body()).get("version").asInt())
                .isEqualTo(2);
        assertThat(send("DELETE", "/api/views/delays", null, null).statusCode()).isEqualTo(204);
    }

    @Test
    void putsRowsThatCannotBeEvaluatedIntoTheQuarantine() throws Exception {
        publish("trips");
        flights.flight("trips", 1, "2001-01-01T10:00:00Z", "LAS", 50, 100);
        flights.flight("trips", 2, "2001-01-01T10:00:01Z", "LAS", 50, 0);
        flights.flight("trips", 3, "2001-01-01T10:00:02Z", "LAS", 50, 10);

        assertThat(put(
                                "ratio",
                                "CREATE MATERIALIZED VIEW ratio WITH (freshness = '1 second') AS"
                                        + " SELECT flight_id, delay / seats AS r FROM trips")
                        .statusCode())
                .isEqualTo(201);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows("ratio", 1).values().toString())
                        .contains("\"r\":0")
                        .contains("\"r\":5"));
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode refused = JSON.readTree(get("/api/views/ratio/quarantine").body());
            assertThat(refused.size()).isEqualTo(1);
            assertThat(refused.get(0).get("code").asString()).isEqualTo("DIVISION_BY_ZERO");
            assertThat(refused.get(0).get("reason").asString()).contains("delay / seats");
        });
    }

    @Test
    void showsTheQuarantineToThoseWhoMayDefineOrOperate() throws Exception {
        publish("jumps");
        assertThat(put("jumped", "CREATE MATERIALIZED VIEW jumped AS SELECT flight_id, delay FROM jumps")
                        .statusCode())
                .isEqualTo(201);
        assertThat(statusFor("views", "/api/views/jumped/quarantine")).isEqualTo(200);
        assertThat(statusFor("operate", "/api/views/jumped/quarantine")).isEqualTo(200);
        assertThat(statusFor("read:jumped", "/api/views/jumped/quarantine")).isEqualTo(403);
    }

    @Test
    void refusesWithPlaceAndHint() throws Exception {
        publish("rides");

        HttpResponse<String> refused = put("v1", "CREATE MATERIALIZED VIEW v1 AS\nSELECT flight_id, dealy FROM rides");

        assertThat(refused.statusCode()).isEqualTo(422);
        JsonNode problem = JSON.readTree(refused.body());
        assertThat(problem.get("code").asString()).isEqualTo("UNKNOWN_COLUMN");
        JsonNode violation = problem.get("violations").get(0);
        assertThat(violation.get("line").asInt()).isEqualTo(2);
        assertThat(violation.get("column").asInt()).isEqualTo(19);
        assertThat(violation.get("hint").asString()).contains("delay");
        HttpResponse<String> taken = put("rides", "CREATE MATERIALIZED VIEW rides AS SELECT flight_id FROM rides");
        assertThat(JSON.readTree(taken.body()).get("code").asString()).isEqualTo("NAME_TAKEN");
        HttpResponse<String> misnamed = put("a", "CREATE MATERIALIZED VIEW b AS SELECT flight_id FROM rides");
        assertThat(JSON.readTree(misnamed.body()).get("code").asString()).isEqualTo("INVALID_NAME");
    }

    @Test
    void packsABatchIntoOneRuntime() throws Exception {
        publish("hops");
        flights.flight("hops", 1, "2001-01-01T10:00:00Z", "LAS", 50, 100);
        String body = """
                {"views":[
                  {"sql":"CREATE MATERIALIZED VIEW per_origin AS SELECT origin, COUNT(*) AS n FROM hops GROUP BY origin"},
                  {"sql":"CREATE MATERIALIZED VIEW late_ones AS SELECT flight_id, delay FROM hops WHERE delay > 10"}]}
                """;

        HttpResponse<String> created = send("POST", "/api/views/batch", "application/json", body);

        assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
        JsonNode reply = JSON.readTree(created.body());
        assertThat(reply.get(0).get("runtime")).isEqualTo(reply.get(1).get("runtime"));
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(rows("per_origin", 1).values().toString()).contains("\"n\":1");
            assertThat(rows("late_ones", 1).values().toString()).contains("\"delay\":50");
        });
        HttpResponse<String> again = send("POST", "/api/views/batch", "application/json", body);
        assertThat(JSON.readTree(again.body()).get(0).get("created").asBoolean())
                .isFalse();
        HttpResponse<String> pause = send("POST", "/api/views/per_origin/pause", null, null);
        assertThat(JSON.readTree(pause.body()).get("code").asString()).isEqualTo("RUNTIME_SHARED");
        assertThat(send("POST", "/api/views/per_origin/pause?together=true", null, null)
                        .statusCode())
                .isEqualTo(200);
        assertThat(JSON.readTree(get("/api/views/late_ones").body())
                        .get("state")
                        .asString())
                .isEqualTo("PAUSED");
        flights.flight("hops", 2, "2001-01-01T10:00:03Z", "LAS", 51, 100);
        assertThat(send("POST", "/api/views/per_origin/resume?together=true", null, null)
                        .statusCode())
                .isEqualTo(200);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(rows("per_origin", 1).values().toString()).contains("\"n\":2"));
        send("DELETE", "/api/views/per_origin", null, null);
        send("DELETE", "/api/views/late_ones", null, null);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(flights.topics("per_origin")).isEmpty());
    }

    @Test
    void takesOutGroupsThatNoLongerHold() throws Exception {
        publish("legs");
        flights.flight("legs", 1, "2001-01-01T10:00:00Z", "LAS", 5, 1);
        flights.flight("legs", 2, "2001-01-01T10:00:01Z", "SFO", 5, 1);
        assertThat(put(
                                "punctual",
                                "CREATE MATERIALIZED VIEW punctual WITH (freshness = '1 second') AS"
                                        + " SELECT origin, COUNT(*) AS n FROM legs GROUP BY origin HAVING MAX(delay) < 10")
                        .statusCode())
                .isEqualTo(201);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows("punctual", 1)).containsOnlyKeys("[\"LAS\"]", "[\"SFO\"]"));

        flights.flight("legs", 3, "2001-01-01T10:00:02Z", "LAS", 90, 1);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows("punctual", 1)).containsOnlyKeys("[\"SFO\"]"));
        assertThat(send("DELETE", "/api/views/punctual", null, null).statusCode())
                .isEqualTo(204);
    }

    @Test
    void createsOnceUnderConcurrentPuts() throws Exception {
        publish("laps");
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Callable<Integer> client = () -> put(
                                "raced",
                                "CREATE MATERIALIZED VIEW raced AS SELECT origin, COUNT(*) AS n FROM laps GROUP BY origin")
                        .statusCode();
                statuses.add(clients.submit(client));
            }
            List<Integer> codes = new ArrayList<>();
            for (Future<Integer> status : statuses) {
                codes.add(status.get());
            }
            assertThat(codes).containsOnlyOnce(201).contains(200).hasSize(8);
        }
        assertThat(send("DELETE", "/api/views/raced", null, null).statusCode()).isEqualTo(204);
    }
}

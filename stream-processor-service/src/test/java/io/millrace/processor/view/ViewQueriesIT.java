package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Forms of queries, from SQL over HTTP to the rows in the changelog. */
class ViewQueriesIT extends RunningProcessor {
    private JsonNode create(String view, String query) throws Exception {
        HttpResponse<String> created =
                put(view, "CREATE MATERIALIZED VIEW " + view + " WITH (freshness = '1 second') AS " + query);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return JSON.readTree(created.body());
    }

    private static List<String> columns(JsonNode status) {
        return status.get("columns")
                .valueStream()
                .map(column -> column.get("name").asString())
                .toList();
    }

    private static void expectRows(String view, String... rows) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows(view, 1).entrySet())
                        .map(row -> row.getKey() + " " + row.getValue())
                        .containsExactlyInAnyOrder(rows));
    }

    @Test
    void keepsAProjectionByThePrimaryKeyThatItDoesNotSelect() throws Exception {
        publish("sectors");
        flights.flight("sectors", 1, "2001-01-01T10:00:00Z", "LAS", 70, 1);
        flights.flight("sectors", 2, "2001-01-01T10:00:01Z", "LAS", 70, 1);
        flights.flight("sectors", 3, "2001-01-01T10:00:02Z", "SFO", 5, 1);

        JsonNode status = create("late", "SELECT origin, delay FROM sectors WHERE delay > 60");

        assertThat(status.get("key").toString()).isEqualTo("[\"$flight_id\"]");
        assertThat(columns(status)).containsExactly("origin", "delay");
        expectRows("late", "[\"F1\"] {\"origin\":\"LAS\",\"delay\":70}", "[\"F2\"] {\"origin\":\"LAS\",\"delay\":70}");

        flights.flight("sectors", 2, "2001-01-01T10:00:03Z", "JFK", 90, 1);
        flights.flight("sectors", 1, "2001-01-01T10:00:04Z", "LAS", 0, 1);
        expectRows("late", "[\"F1\"] {\"origin\":\"LAS\",\"delay\":70}", "[\"F2\"] {\"origin\":\"JFK\",\"delay\":90}");
        assertThat(delete("late").statusCode()).isEqualTo(204);
    }

    @Test
    void keepsTheColumnsOfAStarAsTheyWereWhenTheViewWasMade() throws Exception {
        publish("routes");
        flights.flight("routes", 1, "2001-01-01T10:00:00Z", "LAS", 5, 1);
        String first =
                "[\"F1\"] {\"flight_id\":\"F1\",\"departed_at\":\"2001-01-01T10:00:00Z\",\"origin\":\"LAS\",\"delay\":5,\"seats\":1}";
        List<String> before = columns(create("everything", "SELECT * FROM routes"));
        assertThat(before).containsExactly("flight_id", "departed_at", "origin", "delay", "seats");
        expectRows("everything", first);

        addColumn("routes", "gate");
        assertThat(columns(create("everything_later", "SELECT r.*, delay + 1 AS more FROM routes AS r")))
                .containsExactly("flight_id", "departed_at", "origin", "delay", "seats", "gate", "more");
        assertThat(put(
                                "everything",
                                "CREATE MATERIALIZED VIEW everything WITH (freshness = '1 second') AS SELECT * FROM routes")
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("POST", "/api/views/everything/pause", null, null).statusCode())
                .isEqualTo(200);
        flights.send(
                "routes",
                "F2",
                "{\"flight_id\":\"F2\",\"departed_at\":\"2001-01-01T10:00:01Z\",\"origin\":\"SFO\",\"gate\":\"B7\"}");
        assertThat(send("POST", "/api/views/everything/resume", null, null).statusCode())
                .isEqualTo(200);

        expectRows(
                "everything",
                first,
                "[\"F2\"] {\"flight_id\":\"F2\",\"departed_at\":\"2001-01-01T10:00:01Z\",\"origin\":\"SFO\",\"delay\":null,\"seats\":null}");
        assertThat(columns(JSON.readTree(get("/api/views/everything").body()))).isEqualTo(before);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows("everything_later", 1).toString())
                        .contains("\"gate\":\"B7\"", "\"gate\":null,\"more\":6"));
        assertThat(delete("everything").statusCode()).isEqualTo(204);
        assertThat(delete("everything_later").statusCode()).isEqualTo(204);
    }

    @Test
    void countsAWholeStreamInOneRowThatIsThereFromTheFirstEvent() throws Exception {
        publish("departures");
        JsonNode status = create("total", "SELECT COUNT(*) AS n, SUM(delay) AS delay FROM departures WHERE delay > 0");
        assertThat(status.get("key").toString()).isEqualTo("[]");
        flights.flight("departures", 1, "2001-01-01T10:00:00Z", "LAS", 0, 1);
        await().atMost(PATIENCE)
                .until(() -> flights.topics("millrace.view.total").size() == 2);
        expectRows("total");

        for (int i = 2; i <= 9; i++) {
            flights.flight("departures", i, "2001-01-01T10:00:0" + i + "Z", "LAS", i, 1);
        }
        expectRows("total", "[] {\"n\":8,\"delay\":44}");
        assertThat(delete("total").statusCode()).isEqualTo(204);
    }

    @Test
    void readsAViewInAViewAndGoesOnWithoutIt() throws Exception {
        publish("takeoffs");
        flights.flight("takeoffs", 1, "2001-01-01T10:00:00Z", "LAS", 5, 1);
        flights.flight("takeoffs", 2, "2001-01-01T10:00:01Z", "LAS", 6, 1);
        flights.flight("takeoffs", 3, "2001-01-01T10:00:02Z", "SFO", 7, 1);
        String with = " WITH (freshness = '1 second') AS ";
        String batch = JSON.writeValueAsString(Map.of(
                "views",
                List.of(
                        Map.of(
                                "sql",
                                "CREATE MATERIALIZED VIEW how_many" + with
                                        + "SELECT n, COUNT(*) AS origins FROM starts_per_origin GROUP BY n"),
                        Map.of(
                                "sql",
                                "CREATE MATERIALIZED VIEW starts_per_origin" + with
                                        + "SELECT origin, COUNT(*) AS n FROM takeoffs GROUP BY origin"))));
        HttpResponse<String> created = send("POST", "/api/views/batch", "application/json", batch);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
        expectRows("how_many", "[2] {\"n\":2,\"origins\":1}", "[1] {\"n\":1,\"origins\":1}");

        assertThat(delete("starts_per_origin").statusCode()).isEqualTo(204);
        flights.flight("takeoffs", 4, "2001-01-01T10:00:03Z", "SFO", 7, 1);
        expectRows("how_many", "[2] {\"n\":2,\"origins\":2}");
        assertThat(send("POST", "/api/views/how_many/pause", null, null).statusCode())
                .isEqualTo(200);
        flights.flight("takeoffs", 5, "2001-01-01T10:00:04Z", "JFK", 7, 1);
        assertThat(send("POST", "/api/views/how_many/resume", null, null).statusCode())
                .isEqualTo(200);
        expectRows("how_many", "[2] {\"n\":2,\"origins\":2}", "[1] {\"n\":1,\"origins\":1}");
        assertThat(delete("how_many").statusCode()).isEqualTo(204);
    }

    @Test
    void refusesABatchWhoseViewsReadEachOtherInACircle() throws Exception {
        publish("circled");
        String batch = JSON.writeValueAsString(Map.of(
                "views",
                List.of(
                        Map.of("sql", "CREATE MATERIALIZED VIEW chicken AS SELECT n FROM egg GROUP BY n"),
                        Map.of("sql", "CREATE MATERIALIZED VIEW egg AS SELECT n FROM chicken GROUP BY n"))));
        HttpResponse<String> refused = send("POST", "/api/views/batch", "application/json", batch);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("chicken reads egg reads chicken", "/views/0/sql");
    }

    @Test
    void emitsOnlyWindowsThatTheWatermarkHasClosed() throws Exception {
        publish("arrivals");
        create(
                "closed",
                "SELECT window_start, origin, COUNT(*) AS n"
                        + " FROM TABLE(TUMBLE(TABLE arrivals, DESCRIPTOR(departed_at), INTERVAL '1' HOUR))"
                        + " GROUP BY window_start, window_end, origin EMIT ON WINDOW CLOSE");
        create("seen", "SELECT COUNT(*) AS n FROM arrivals");
        // Several events each, so that both partitions have some.
        for (int i = 0; i < 10; i++) {
            flights.flight("arrivals", i, "2001-01-01T10:59:0" + i + "Z", "LAS", 0, 1);
        }
        for (int i = 0; i < 10; i++) {
            flights.flight("arrivals", i, "2001-01-01T11:00:05Z", "LAS", 0, 1);
        }
        expectRows("seen", "[] {\"n\":20}");
        assertThat(rows("closed", 1))
                .as("11:00:05 is within the out-of-orderness of 10 s")
                .isEmpty();

        for (int i = 0; i < 10; i++) {
            flights.flight("arrivals", i, "2001-01-01T11:30:00Z", "LAS", 0, 1);
        }
        expectRows(
                "closed",
                "[\"2001-01-01T10:00:00Z\",\"LAS\"] {\"window_start\":\"2001-01-01T10:00:00Z\",\"origin\":\"LAS\",\"n\":10}");
        assertThat(delete("closed").statusCode()).isEqualTo(204);
        assertThat(delete("seen").statusCode()).isEqualTo(204);
    }
}

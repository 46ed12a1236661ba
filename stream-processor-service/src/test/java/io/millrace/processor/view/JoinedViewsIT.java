package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Views of several streams and stages, from SQL over HTTP to the rows in the changelog, before and behind a restart. */
class JoinedViewsIT extends RunningProcessor {
    private JsonNode create(String view, String options, String query) throws Exception {
        HttpResponse<String> created = put(
                view, "CREATE MATERIALIZED VIEW " + view + " WITH (freshness = '1 second'" + options + ") AS " + query);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return JSON.readTree(created.body());
    }

    private void restart(String view) throws Exception {
        assertThat(send("POST", "/api/views/" + view + "/pause", null, null).statusCode())
                .isEqualTo(200);
        assertThat(send("POST", "/api/views/" + view + "/resume", null, null).statusCode())
                .isEqualTo(200);
    }

    private static void expectRows(String view, String... rows) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows(view, 1).values())
                        .map(JsonNode::toString)
                        .containsExactlyInAnyOrder(rows));
    }

    @Test
    void joinsGroupsOfTwoStreamsAndGroupsThemAgain() throws Exception {
        publish("boardings");
        publish("landings");
        JsonNode status = create(
                "balance",
                "",
                "SELECT boarded, landed, COUNT(*) AS airports FROM (SELECT b.n AS boarded, l.n AS landed"
                        + " FROM (SELECT origin, COUNT(*) AS n FROM boardings GROUP BY origin) AS b"
                        + " LEFT JOIN (SELECT origin, COUNT(*) AS n FROM landings GROUP BY origin) AS l"
                        + " ON b.origin = l.origin) AS t GROUP BY boarded, landed");
        assertThat(status.get("key").toString()).isEqualTo("[\"boarded\",\"landed\"]");
        for (String airport : List.of("LAS", "SFO", "JFK")) {
            flights.flight("boardings", airport.hashCode(), "2001-01-01T10:00:00Z", airport, 1, 1);
        }
        expectRows("balance", "{\"boarded\":1,\"landed\":null,\"airports\":3}");

        restart("balance");
        flights.flight("landings", 1, "2001-01-01T10:00:00Z", "LAS", 1, 1);
        flights.flight("landings", 2, "2001-01-01T10:00:00Z", "SFO", 1, 1);
        flights.flight("landings", 3, "2001-01-01T10:00:00Z", "SFO", 1, 1);
        flights.flight("boardings", 4, "2001-01-01T10:00:00Z", "JFK", 1, 1);
        expectRows(
                "balance",
                "{\"boarded\":1,\"landed\":1,\"airports\":1}",
                "{\"boarded\":1,\"landed\":2,\"airports\":1}",
                "{\"boarded\":2,\"landed\":null,\"airports\":1}");
        assertThat(delete("balance").statusCode()).isEqualTo(204);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(flights.topics("balance")).isEmpty());
    }

    @Test
    void joinsEventsOfOneStreamWithEachOtherWithinATime() throws Exception {
        publish("layovers");
        JsonNode status = create(
                "connections",
                "",
                "SELECT a.flight_id AS first, b.flight_id AS second FROM layovers AS a JOIN layovers AS b ON a.origin = b.origin"
                        + " AND b.departed_at BETWEEN a.departed_at + INTERVAL '1' MINUTE AND a.departed_at + INTERVAL '1' HOUR");
        assertThat(status.get("key").toString()).isEqualTo("[\"$offset\",\"$offset2\"]");
        flights.flight("layovers", 1, "2001-01-01T10:00:00Z", "LAS", 1, 1);
        flights.flight("layovers", 2, "2001-01-01T10:00:05Z", "LAS", 1, 1);
        flights.flight("layovers", 3, "2001-01-01T10:30:00Z", "LAS", 1, 1);
        flights.flight("layovers", 4, "2001-01-01T10:30:00Z", "SFO", 1, 1);
        expectRows("connections", "{\"first\":\"F1\",\"second\":\"F3\"}", "{\"first\":\"F2\",\"second\":\"F3\"}");

        restart("connections");
        flights.flight("layovers", 5, "2001-01-01T11:25:00Z", "LAS", 1, 1);
        expectRows(
                "connections",
                "{\"first\":\"F1\",\"second\":\"F3\"}",
                "{\"first\":\"F2\",\"second\":\"F3\"}",
                "{\"first\":\"F3\",\"second\":\"F5\"}");
        assertThat(delete("connections").statusCode()).isEqualTo(204);
    }

    @Test
    void keepsTheFirstRowsOfAllPartitions() throws Exception {
        publish("waits");
        create(
                "longest",
                "",
                "SELECT origin, delay, place FROM (SELECT origin, delay, ROW_NUMBER() OVER (ORDER BY delay DESC) AS place"
                        + " FROM (SELECT origin, MAX(delay) AS delay FROM waits GROUP BY origin) AS m) AS t WHERE place <= 2");
        flights.flight("waits", 1, "2001-01-01T10:00:00Z", "LAS", 10, 1);
        flights.flight("waits", 2, "2001-01-01T10:00:00Z", "SFO", 20, 1);
        flights.flight("waits", 3, "2001-01-01T10:00:00Z", "JFK", 30, 1);
        expectRows(
                "longest",
                "{\"origin\":\"JFK\",\"delay\":30,\"place\":1}",
                "{\"origin\":\"SFO\",\"delay\":20,\"place\":2}");

        restart("longest");
        flights.flight("waits", 4, "2001-01-01T10:00:00Z", "LAS", 40, 1);
        expectRows(
                "longest",
                "{\"origin\":\"LAS\",\"delay\":40,\"place\":1}",
                "{\"origin\":\"JFK\",\"delay\":30,\"place\":2}");
        assertThat(delete("longest").statusCode()).isEqualTo(204);
    }
}

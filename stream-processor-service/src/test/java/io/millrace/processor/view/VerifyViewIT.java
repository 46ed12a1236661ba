package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rows that are served are compared with those that the streams make anew. */
class VerifyViewIT extends RunningProcessor {
    private static final String[] AIRPORTS = {"LAS", "SFO", "JFK", "LAX", "ORD"};

    private void create(String view, String query) throws Exception {
        HttpResponse<String> created =
                put(view, "CREATE MATERIALIZED VIEW " + view + " WITH (freshness = '1 second') AS " + query);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    }

    private static void fly(String stream, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            flights.flight(stream, i, "2001-01-01T10:%02d:00Z".formatted(i % 60), AIRPORTS[i % 5], i % 7, i % 3);
        }
    }

    /** The last line of the answer. */
    private JsonNode verify(String view) throws Exception {
        HttpResponse<String> answer = send("POST", "/api/views/" + view + "/verify", null, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String[] lines = answer.body().strip().split("\n");
        assertThat(JSON.readTree(lines[0]).has("eventsToRead"))
                .as(answer.body())
                .isTrue();
        return JSON.readTree(lines[lines.length - 1]);
    }

    private JsonNode result(String view) throws Exception {
        JsonNode line = verify(view);
        assertThat(line.has("result")).as(line.toString()).isTrue();
        return line.get("result");
    }

    private void awaitClosed(String view) {
        await().atMost(PATIENCE)
                .until(() -> send("POST", "/api/views/" + view + "/verify", null, null)
                                .statusCode()
                        == 200);
    }

    @Test
    void isEqualAtEveryMomentAndFindsWhatIsNot() throws Exception {
        publish("audits");
        fly("audits", 0, 200);
        create("audited", "SELECT origin, COUNT(*) AS n, SUM(delay) AS total FROM audits GROUP BY origin");
        awaitClosed("audited");
        for (int round = 0; round < 4; round++) {
            fly("audits", 200 + 50 * round, 250 + 50 * round);
            JsonNode result = result("audited");
            assertThat(result.get("equal").asBoolean()).as(result.toString()).isTrue();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(result("audited").get("events").asLong()).isEqualTo(400));
        assertThat(result("audited").get("rows").asLong()).isEqualTo(5);
        assertThat(result("audited").get("removed")).isEmpty();

        corrupt("audited", "[\"LAS\"]", "{\"origin\":\"LAS\",\"n\":81,\"total\":1}");
        corrupt("audited", "[\"XXX\"]", "{\"origin\":\"XXX\",\"n\":1,\"total\":1}");
        JsonNode result = result("audited");
        assertThat(result.get("equal").asBoolean()).isFalse();
        assertThat(result.get("differences").asLong()).isEqualTo(2);
        assertThat(result.get("different").get(0).get("served").get("n").asInt())
                .isEqualTo(81);
        assertThat(result.get("different").get(0).get("expected").get("n").asInt())
                .isEqualTo(80);
        assertThat(result.get("unexpected").get(0).get("key").toString()).isEqualTo("[\"XXX\"]");
        assertThat(result.get("missing")).isEmpty();
        assertThat(delete("audited").statusCode()).isEqualTo(204);
    }

    @Test
    void verifiesViewsWithoutExchangeAndJoins() throws Exception {
        publish("reviews");
        fly("reviews", 0, 60);
        create("reviewed", "SELECT flight_id, origin, delay FROM reviews WHERE delay > 3");
        create(
                "reviewed_pairs",
                "SELECT a.flight_id AS first, b.flight_id AS second FROM reviews AS a LEFT JOIN reviews AS b"
                        + " ON a.origin = b.origin AND b.departed_at BETWEEN a.departed_at + INTERVAL '1' MINUTE"
                        + " AND a.departed_at + INTERVAL '10' MINUTE");
        for (String view : new String[] {"reviewed", "reviewed_pairs"}) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode line = verify(view);
                assertThat(line.path("result").path("rows").asLong(0))
                        .as(line.toString())
                        .isPositive();
            });
            JsonNode result = result(view);
            assertThat(result.get("equal").asBoolean()).as(result.toString()).isTrue();
            assertThat(delete(view).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void isForThoseWhoOperateOrDefineViews() throws Exception {
        String path = "/api/views/nothing/verify";
        assertThat(send("read:nothing", "POST", path, null, null).statusCode()).isEqualTo(403);
        assertThat(send("operate", "POST", path, null, null).statusCode()).isEqualTo(404);
        assertThat(send("views", "POST", path, null, null).statusCode()).isEqualTo(404);
    }
}

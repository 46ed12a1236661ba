package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rows at positions of the past are made anew in one reading, also of versions that are no more. */
class RowsAnewIT extends RunningProcessor {
    private static final String[] AIRPORTS = {"LAS", "SFO", "JFK", "LAX", "ORD"};

    private static void fly(String stream, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            flights.flight(stream, i, "2001-01-01T10:%02d:00Z".formatted(i % 60), AIRPORTS[i % 5], i % 7, i % 3);
        }
    }

    private void create(String view, String query) throws Exception {
        HttpResponse<String> created =
                put(view, "CREATE MATERIALIZED VIEW " + view + " WITH (freshness = '1 second') AS " + query);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    }

    /** A position that the view has, which counts so many events, as a verification tells it. */
    private String position(String view, long events) {
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            HttpResponse<String> answer = send("POST", "/api/views/" + view + "/verify", null, null);
                            String[] lines = answer.body().strip().split("\n");
                            JsonNode result =
                                    JSON.readTree(lines[lines.length - 1]).path("result");
                            assertThat(result.path("equal").asBoolean(true))
                                    .as(answer.body())
                                    .isTrue();
                            return result.path("events").asLong(-1) == events
                                    ? result.get("position").asString()
                                    : "";
                        },
                        position -> !position.isEmpty());
    }

    private List<JsonNode> anew(String view, int version, String... positions) throws Exception {
        HttpResponse<String> answer = ask("service", view, version, positions);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : answer.body().strip().split("\n")) {
            lines.add(JSON.readTree(line));
        }
        lines.removeIf(line -> line.has("eventsRead"));
        return lines;
    }

    private HttpResponse<String> ask(String scope, String view, int version, String... positions) throws Exception {
        String path = "/internal/view-definitions/" + view + "/versions/" + version + "/rows-anew";
        return send(
                scope,
                "POST",
                path,
                "application/json",
                JSON.writeValueAsString(Map.of("positions", List.of(positions))));
    }

    /** The rows at the position of an index. */
    private static Map<String, String> rows(List<JsonNode> lines, int index) {
        Map<String, String> rows = new TreeMap<>();
        for (JsonNode line : lines) {
            if (line.path("reached").asInt(-1) == index) {
                return rows;
            }
            if (line.has("key") && line.get("row").isNull()) {
                rows.remove(line.get("key").toString());
            } else if (line.has("key")) {
                rows.put(line.get("key").toString(), line.get("row").toString());
            }
        }
        throw new AssertionError("not reached: " + lines);
    }

    @Test
    void tellsRowsOfThePastInOneReadingAndOfVersionsThatAreNoMore() throws Exception {
        publish("retakes");
        String query = "SELECT origin, COUNT(*) AS n, SUM(delay) AS total FROM retakes GROUP BY origin";
        fly("retakes", 0, 10);
        create("retaken", query);
        String first = position("retaken", 10);
        fly("retakes", 10, 25);
        String second = position("retaken", 25);
        fly("retakes", 25, 40);
        position("retaken", 40);

        List<JsonNode> lines = anew("retaken", 1, first, second);
        assertThat(lines.getFirst().get("of").get("view").get("name").asString())
                .isEqualTo("retaken");
        JsonNode lineage = lines.getFirst().get("of").get("lineage");
        assertThat(lineage.get("hash").asString()).matches("[0-9a-f]{64}");
        assertThat(lineage.get("contracts").get(0).get("stream").asString()).isEqualTo("retakes");
        assertThat(rows(lines, 0)).hasSize(5).containsEntry("[\"LAS\"]", "{\"origin\":\"LAS\",\"n\":2,\"total\":5}");
        assertThat(rows(lines, 1).get("[\"LAS\"]")).contains("\"n\":5");
        assertThat(lines.getLast().get("ended").get("removed")).isEmpty();
        assertThat(JSON.readTree(
                        send("service", "GET", "/internal/view-definitions/retaken/versions/1/lineage", null, null)
                                .body()))
                .isEqualTo(lineage);

        assertThat(delete("retaken").statusCode()).isEqualTo(204);
        create("retaken", "SELECT origin, MAX(delay) AS worst FROM retakes GROUP BY origin");
        assertThat(rows(anew("retaken", 1, second), 0)).isEqualTo(rows(lines, 1));
        assertThat(delete("retaken").statusCode()).isEqualTo(204);
    }

    @Test
    void refusesWhatCannotBe() throws Exception {
        publish("reshoots");
        fly("reshoots", 0, 6);
        create("reshot", "SELECT flight_id, origin FROM reshoots WHERE delay >= 0");
        String position = position("reshot", 6);
        assertThat(ask("admin", "reshot", 1, position).statusCode()).isEqualTo(403);
        assertThat(ask("service", "reshot", 2, position).statusCode()).isEqualTo(404);
        assertThat(ask("service", "reshot", 1).statusCode()).isEqualTo(400);
        assertThat(ask("service", "reshot", 1, "nonsense").statusCode()).isEqualTo(400);
        HttpResponse<String> backwards = ask("service", "reshot", 1, position, "AQ");
        assertThat(backwards.statusCode()).isEqualTo(400);
        assertThat(backwards.body()).contains("does not include the one before");
        assertThat(rows(anew("reshot", 1, "AQ", position), 0)).isEmpty();
        assertThat(rows(anew("reshot", 1, "AQ", position), 1)).hasSize(6);
        assertThat(delete("reshot").statusCode()).isEqualTo(204);
    }
}

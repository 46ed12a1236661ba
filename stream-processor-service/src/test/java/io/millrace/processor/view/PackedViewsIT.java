package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Views that share a runtime, one of which is deleted. */
class PackedViewsIT extends RunningProcessor {
    private static final String PER_ORIGIN = "SELECT origin, COUNT(*) AS n FROM turns GROUP BY origin";

    @Test
    void aPackedViewGoesWithAllThatIsItsOwnAndItsNeighboursStayExact() throws Exception {
        publish("turns");
        String body = """
                {"views":[
                  {"sql":"CREATE MATERIALIZED VIEW turns_a WITH (freshness = '1 second') AS %s"},
                  {"sql":"CREATE MATERIALIZED VIEW turns_b WITH (freshness = '1 second') AS SELECT delay, COUNT(*) AS n FROM turns GROUP BY delay"},
                  {"sql":"CREATE MATERIALIZED VIEW turns_c WITH (freshness = '1 second') AS SELECT flight_id, COUNT(*) AS n FROM turns GROUP BY flight_id"}]}
                """.formatted(PER_ORIGIN);
        assertThat(send("POST", "/api/views/batch", "application/json", body).statusCode())
                .isEqualTo(200);
        AtomicInteger sent = new AtomicInteger();
        turn(sent, 200);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(rows("turns_a", 1).values().toString()).contains("200"));
        assertThat(topicsOf("turns_a")).hasSize(5);

        Thread load = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 100; i++) {
                turn(sent, 50);
                await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            }
        });
        assertThat(delete("turns_a").statusCode()).isEqualTo(204);
        assertThat(get("/api/views/turns_a").statusCode()).isEqualTo(404);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(topicsOf("turns_a")).isEmpty());
        assertThat(topicsOf("turns_b")).hasSize(5);
        assertThat(topicsOf("turns_c")).hasSize(3);
        load.join();

        expectCounted("turns_b", sent.get());
        expectCounted("turns_c", sent.get());
        HttpResponse<String> again = put("turns_a", "CREATE MATERIALIZED VIEW turns_a AS " + PER_ORIGIN);
        assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
        JsonNode status = JSON.readTree(again.body());
        assertThat(status.get("version").asInt()).isEqualTo(2);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(rows("turns_a", 2).values().toString()).contains(":" + sent.get()));
        for (String view : new String[] {"turns_a", "turns_b", "turns_c"}) {
            assertThat(delete(view).statusCode()).isEqualTo(204);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(flights.topics("turns_")).isEmpty());
    }

    /** Changelog, quarantine and internal topics of a view's first version. */
    private static List<String> topicsOf(String view) throws Exception {
        return flights.topics(view + ".v1").stream()
                .filter(topic ->
                        topic.contains(".millrace.view." + view + ".v1") || topic.contains("-" + view + ".v1."))
                .toList();
    }

    private static void turn(AtomicInteger sent, int count) {
        for (int i = 0; i < count; i++) {
            int id = sent.getAndIncrement();
            flights.post("turns", id % 17, "2001-01-01T10:00:00Z", "LAS", id % 5);
        }
    }

    /** The counts of a view's rows add up to what was sent. */
    private static void expectCounted(String view, int events) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows(view, 1).values().stream()
                                .mapToInt(row -> row.get("n").asInt())
                                .sum())
                        .isEqualTo(events));
    }
}

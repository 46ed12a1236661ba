package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Views that say how often are verified by themselves. */
class CheckViewsIT extends RunningProcessor {
    @Autowired
    private MeterRegistry meters;

    @Test
    void checksAViewOnItsScheduleAndTellsWhatDiffers() throws Exception {
        publish("checkups");
        for (int i = 0; i < 20; i++) {
            flights.flight("checkups", i, "2001-01-01T10:%02d:00Z".formatted(i), "LAS", i % 7, i % 3);
        }
        HttpResponse<String> created = put(
                "checked",
                "CREATE MATERIALIZED VIEW checked WITH (freshness = '1 second', verify_every = '1 minute') AS"
                        + " SELECT origin, COUNT(*) AS n FROM checkups GROUP BY origin");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode check = status().path("check");
            assertThat(check.path("differences").asLong(-1))
                    .as(check.toString())
                    .isZero();
        });
        HttpResponse<String> first = send("operate", "GET", "/api/views/checked/check", null, null);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(JSON.readTree(first.body()).get("equal").asBoolean()).isTrue();

        corrupt("checked", "[\"LAS\"]", "{\"origin\":\"LAS\",\"n\":7}");
        await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> {
            JsonNode check = status().path("check");
            assertThat(check.path("differences").asLong(-1))
                    .as(check.toString())
                    .isEqualTo(1);
        });
        JsonNode found = JSON.readTree(
                send("operate", "GET", "/api/views/checked/check", null, null).body());
        assertThat(found.get("different").get(0).get("served").get("n").asInt()).isEqualTo(7);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(meters.get("millrace.view.check.differences")
                                .tag("view", "checked")
                                .gauge()
                                .value())
                        .isEqualTo(1));
        assertThat(meters.get("millrace.view.checked.at")
                        .tag("view", "checked")
                        .gauge()
                        .value())
                .isPositive();
        assertThat(delete("checked").statusCode()).isEqualTo(204);
    }

    private JsonNode status() throws Exception {
        return JSON.readTree(
                send("views", "GET", "/api/views/checked", null, null).body());
    }

    @Test
    void saysWhyThereIsNoCheck() throws Exception {
        publish("unchecks");
        assertThat(put("unchecked", "CREATE MATERIALIZED VIEW unchecked AS SELECT flight_id, origin FROM unchecks")
                        .statusCode())
                .isEqualTo(201);
        HttpResponse<String> none = send("views", "GET", "/api/views/unchecked/check", null, null);
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains("NO_CHECK", "verify_every = '1 day'");
        assertThat(send("read:unchecked", "GET", "/api/views/unchecked/check", null, null)
                        .statusCode())
                .isEqualTo(403);
        assertThat(delete("unchecked").statusCode()).isEqualTo(204);
    }
}

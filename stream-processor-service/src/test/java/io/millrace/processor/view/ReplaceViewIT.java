package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ServedProgress;
import io.millrace.kernel.Position;
import io.millrace.kernel.Topics;
import io.millrace.processor.catalog.ContractStreams;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.catalog.CompactedTable;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** A version that is built beside the one that is served, and takes its place when view-service has caught up with it. */
class ReplaceViewIT extends RunningProcessor {
    @Autowired
    private MillraceSettings settings;

    @Autowired
    private ContractStreams streams;

    private static String create(String view, String aggregate) {
        return "CREATE OR REPLACE MATERIALIZED VIEW " + view + " WITH (freshness = '1 second') AS SELECT origin, "
                + aggregate + " AS n FROM " + view + "_flights GROUP BY origin";
    }

    private JsonNode view(String view) throws Exception {
        return JSON.readTree(get("/api/views/" + view).body());
    }

    private static ServedProgress served(
            String view, int version, double progress, Position position, ServedProgress next) {
        return new ServedProgress(view, version, 7, false, progress, null, null, position.token(), 0, 1, next);
    }

    private void begin(String view) throws Exception {
        publish(view + "_flights");
        flights.flight(view + "_flights", 1, "2001-01-01T10:00:00Z", "LAS", 5, 100);
        assertThat(put(view, create(view, "COUNT(*)")).statusCode()).isEqualTo(201);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(rows(view, 1).values().toString()).contains("\"n\":1"));
    }

    @Test
    void takesThePlaceOfTheServedVersionOnceItHasCaughtUp() throws Exception {
        begin("swans");
        UUID topic = streams.find("swans_flights").orElseThrow().topicId();
        Position seen = Position.of(topic, 0, 0);

        assertThat(put("swans", create("swans", "MAX(delay)")).statusCode()).isEqualTo(202);
        assertThat(put("swans", create("swans", "MAX(delay)")).statusCode())
                .as("the same again")
                .isEqualTo(200);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(rows("swans", 2).values().toString()).contains("\"n\":5"));
        assertThat(view("swans").get("version").asInt()).isEqualTo(1);
        assertThat(view("swans").get("next").get("version").asInt()).isEqualTo(2);
        assertThat(view("swans").get("next").get("state").asString()).isEqualTo("BACKFILLING");
        try (CompactedTable<PublishedView> table =
                CompactedTable.of(settings, Topics.VIEWS, PublishedView.class, JSON)) {
            table.start();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(table.get("swans")).hasValueSatisfying(published -> {
                        assertThat(published.version()).isEqualTo(1);
                        assertThat(published.next().version()).isEqualTo(2);
                    }));

            ViewServiceStandIn.serve(served("swans", 1, 1, seen, served("swans", 2, 0.5, Position.EMPTY, null)));
            await().pollDelay(Duration.ofSeconds(3))
                    .untilAsserted(() ->
                            assertThat(view("swans").get("version").asInt()).isEqualTo(1));
            ViewServiceStandIn.serve(served("swans", 1, 1, seen, served("swans", 2, 1, seen, null)));

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(view("swans").get("version").asInt()).isEqualTo(2));
            assertThat(view("swans").has("next")).isFalse();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(table.get("swans")).hasValueSatisfying(published -> {
                        assertThat(published.version()).isEqualTo(2);
                        assertThat(published.next()).isNull();
                    }));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(flights.topics("swans.v1")).isEmpty());
        assertThat(rows("swans", 2).values().toString()).contains("\"n\":5");
        assertThat(delete("swans").statusCode()).isEqualTo(204);
    }

    @Test
    void aNextVersionIsReplacedItselfOrGivenUp() throws Exception {
        begin("geese");

        assertThat(put("geese", create("geese", "MAX(delay)")).statusCode()).isEqualTo(202);
        assertThat(put("geese", create("geese", "MIN(delay)")).statusCode()).isEqualTo(202);
        assertThat(view("geese").get("next").get("version").asInt()).isEqualTo(3);
        assertThat(send("POST", "/api/views/geese/pause", null, null).statusCode())
                .isEqualTo(200);
        assertThat(view("geese").get("next").get("state").asString()).isEqualTo("PAUSED");
        assertThat(put("geese", create("geese", "COUNT(*)")).statusCode())
                .as("back to what is served")
                .isEqualTo(200);
        assertThat(view("geese").has("next")).isFalse();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(flights.topics("geese.v2")).isEmpty();
            assertThat(flights.topics("geese.v3")).isEmpty();
        });
        assertThat(put("geese", create("geese", "MAX(delay)")).statusCode()).isEqualTo(202);
        assertThat(delete("geese").statusCode()).isEqualTo(204);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(flights.topics("geese.v")).isEmpty());
        assertThat(get("/api/views/geese").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesAnotherDefinitionWithoutOrReplace() throws Exception {
        begin("ducks");

        JsonNode refusal =
                JSON.readTree(put("ducks", create("ducks", "MAX(delay)").replace("OR REPLACE ", ""))
                        .body());

        assertThat(refusal.get("code").asString()).isEqualTo("VIEW_EXISTS");
        assertThat(refusal.get("detail").asString()).contains("CREATE OR REPLACE MATERIALIZED VIEW");
        assertThat(put("ducks", create("ducks", "MAX(nothing)")).statusCode()).isEqualTo(422);
        assertThat(view("ducks").has("next")).isFalse();
        assertThat(delete("ducks").statusCode()).isEqualTo(204);
    }
}

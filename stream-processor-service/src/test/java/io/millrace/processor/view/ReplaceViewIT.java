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
import java.net.http.HttpResponse;
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
                        assertThat(published.previous().version()).isEqualTo(1);
                    }));
        }
        assertThat(rows("swans", 2).values().toString()).contains("\"n\":5");
        assertThat(delete("swans").statusCode()).isEqualTo(204);
    }

    /** Says that a next version has what the served one has. */
    private static void catchUp(String view, int version, int next, Position seen) {
        ViewServiceStandIn.serve(served(view, version, 1, seen, served(view, next, 1, seen, null)));
    }

    private void awaitServed(String view, int version) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(view(view).get("version").asInt()).isEqualTo(version));
    }

    private JsonNode awaitPhase(String view, String phase) throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(view(view).path("next").path("phase").asString(""))
                                .isEqualTo(phase));
        return view(view).get("next");
    }

    private static String strictly(String view, String aggregate) {
        return create(view, aggregate).replace("second')", "second', diff_max = '0')");
    }

    @Test
    void waitsWhereRowsDifferByMoreThanTheyMayAndIsServedWhenAskedFor() throws Exception {
        begin("herons");
        Position seen = Position.of(streams.find("herons_flights").orElseThrow().topicId(), 0, 0);
        assertThat(get("/api/views/herons/diff").statusCode()).isEqualTo(404);
        assertThat(put("herons", strictly("herons", "MAX(delay)")).statusCode()).isEqualTo(202);
        assertThat(view("herons").get("next").get("phase").asString()).isEqualTo("BUILDING");

        catchUp("herons", 1, 2, seen);

        JsonNode next = awaitPhase("herons", "AWAITING_CUTOVER");
        assertThat(next.get("differences").asLong()).isEqualTo(1);
        assertThat(next.get("diffMax").asString()).isEqualTo("0 rows");
        assertThat(next.get("reason").asString())
                .startsWith("1 of 1 rows differ")
                .contains("/api/views/herons/diff", "POST /api/views/herons/cutover");
        JsonNode diff = JSON.readTree(get("/api/views/herons/diff").body());
        assertThat(diff.get("different").asLong()).isEqualTo(1);
        assertThat(diff.get("samples").get(0).toString())
                .isEqualTo(
                        "{\"key\":[\"LAS\"],\"served\":{\"origin\":\"LAS\",\"n\":1},\"next\":{\"origin\":\"LAS\",\"n\":5}}");
        assertThat(view("herons").get("version").asInt()).isEqualTo(1);

        assertThat(put("herons", strictly("herons", "COUNT(flight_id)")).statusCode())
                .isEqualTo(202);
        catchUp("herons", 1, 3, seen);
        awaitServed("herons", 3);

        assertThat(put("herons", create("herons", "MAX(delay)")).statusCode()).isEqualTo(202);
        catchUp("herons", 3, 4, seen);
        assertThat(awaitPhase("herons", "AWAITING_CUTOVER").get("diffMax").asString())
                .as("what the served version says holds where the next one says nothing")
                .isEqualTo("0 rows");
        assertThat(send("POST", "/api/views/herons/cutover", null, null).statusCode())
                .isEqualTo(200);
        assertThat(view("herons").get("version").asInt()).isEqualTo(4);
        assertThat(send("POST", "/api/views/herons/cutover", null, null).statusCode())
                .isEqualTo(409);
        assertThat(delete("herons").statusCode()).isEqualTo(204);
    }

    @Test
    void aNextVersionIsComparedWithWhatIsServedAfterARollBack() throws Exception {
        begin("cranes");
        Position seen = Position.of(streams.find("cranes_flights").orElseThrow().topicId(), 0, 0);
        assertThat(put("cranes", create("cranes", "MAX(delay)")).statusCode()).isEqualTo(202);
        catchUp("cranes", 1, 2, seen);
        awaitServed("cranes", 2);
        assertThat(put("cranes", strictly("cranes", "MIN(delay) - 1")).statusCode())
                .isEqualTo(202);
        catchUp("cranes", 2, 3, seen);
        awaitPhase("cranes", "AWAITING_CUTOVER");
        assertThat(JSON.readTree(get("/api/views/cranes/diff").body())
                        .get("servedVersion")
                        .asInt())
                .isEqualTo(2);

        assertThat(send("POST", "/api/views/cranes/rollback", null, null).statusCode())
                .isEqualTo(200);
        catchUp("cranes", 1, 3, seen);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                JSON.readTree(get("/api/views/cranes/diff").body())
                                        .path("servedVersion")
                                        .asInt(0))
                        .isEqualTo(1));
        assertThat(delete("cranes").statusCode()).isEqualTo(204);
    }

    @Test
    void servesTheVersionAgainThatWasServedBefore() throws Exception {
        begin("storks");
        Position seen = Position.of(streams.find("storks_flights").orElseThrow().topicId(), 0, 0);
        assertThat(send("POST", "/api/views/storks/rollback", null, null).statusCode())
                .isEqualTo(409);
        assertThat(put("storks", create("storks", "MAX(delay)")).statusCode()).isEqualTo(202);
        catchUp("storks", 1, 2, seen);
        awaitServed("storks", 2);
        assertThat(view("storks").get("previous").get("version").asInt()).isEqualTo(1);

        HttpResponse<String> back = send("POST", "/api/views/storks/rollback", null, null);

        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        assertThat(JSON.readTree(back.body()).get("version").asInt()).isEqualTo(1);
        assertThat(view("storks").get("previous").get("version").asInt()).isEqualTo(2);
        flights.flight("storks_flights", 2, "2001-01-01T10:00:00Z", "LAS", 7, 100);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(rows("storks", 1).values().toString()).contains("\"n\":2");
            assertThat(rows("storks", 2).values().toString()).contains("\"n\":7");
        });
        assertThat(send("POST", "/api/views/storks/pause", null, null).statusCode())
                .isEqualTo(200);
        assertThat(send("POST", "/api/views/storks/rollback", null, null).statusCode())
                .as("what is paused is not up to date")
                .isEqualTo(409);
        assertThat(send("POST", "/api/views/storks/resume", null, null).statusCode())
                .isEqualTo(200);

        assertThat(put("storks", create("storks", "MIN(delay)")).statusCode()).isEqualTo(202);
        catchUp("storks", 1, 3, seen);
        awaitServed("storks", 3);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(flights.topics("storks.v2")).isEmpty());
        assertThat(delete("storks").statusCode()).isEqualTo(204);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(flights.topics("storks.v")).isEmpty());
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

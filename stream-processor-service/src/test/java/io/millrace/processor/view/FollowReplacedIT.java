package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.view.ServedProgress;
import io.millrace.kernel.Position;
import io.millrace.processor.catalog.ContractStreams;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Views that read a view which is replaced are replaced with it, in one step. */
class FollowReplacedIT extends RunningProcessor {
    @Autowired
    private ContractStreams streams;

    private static String base(String view, String aggregate) {
        return "CREATE OR REPLACE MATERIALIZED VIEW " + view + " WITH (freshness = '1 second') AS SELECT origin, "
                + aggregate + " AS n FROM " + view + "_flights GROUP BY origin";
    }

    private static String reader(String view, String read) {
        return "CREATE MATERIALIZED VIEW " + view
                + " WITH (freshness = '1 second') AS SELECT origin, n * 10 AS tens FROM " + read;
    }

    private JsonNode view(String view) throws Exception {
        return JSON.readTree(get("/api/views/" + view).body());
    }

    private int version(String view) throws Exception {
        return view(view).path("version").asInt();
    }

    private String phase(String view) throws Exception {
        return view(view).path("next").path("phase").asString("");
    }

    private Position begin(String base, String... readers) throws Exception {
        publish(base + "_flights");
        flights.flight(base + "_flights", 1, "2001-01-01T10:00:00Z", "LAS", 5, 100);
        assertThat(put(base, base(base, "COUNT(*)")).statusCode()).isEqualTo(201);
        String read = base;
        for (String reader : readers) {
            HttpResponse<String> created =
                    put(reader, reader(reader, read).replace("n * 10", read.equals(base) ? "n * 10" : "tens"));
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
            awaitRow(reader, 1, "\"tens\":10");
            read = reader;
        }
        return Position.of(streams.find(base + "_flights").orElseThrow().topicId(), 0, 0);
    }

    private static void awaitRow(String view, int version, String part) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(rows(view, version).values().toString()).contains(part));
    }

    /** Says that a next version has what the served one has. */
    private static void catchUp(String view, int version, int next, Position seen) {
        ServedProgress ahead = new ServedProgress(view, next, 7, false, 1, null, null, seen.token(), 0, 1, null);
        ViewServiceStandIn.serve(new ServedProgress(view, version, 7, false, 1, null, null, seen.token(), 0, 1, ahead));
    }

    private void awaitVersions(int version, String... views) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (String view : views) {
                assertThat(version(view)).as(view).isEqualTo(version);
            }
        });
    }

    private int version(String view, String member) throws Exception {
        return view(view).path(member).path("version").asInt();
    }

    private HttpResponse<String> batch(String... statements) throws Exception {
        List<Map<String, String>> views =
                Arrays.stream(statements).map(sql -> Map.of("sql", sql)).toList();
        return send("POST", "/api/views/batch", "application/json", JSON.writeValueAsString(Map.of("views", views)));
    }

    private HttpResponse<String> post(String path) throws Exception {
        return send("POST", path, null, null);
    }

    @Test
    void readersTakeTheirPlacesWithWhatTheyReadAndGoBackWithIt() throws Exception {
        Position seen = begin("finches", "wrens", "robins");

        assertThat(put("finches", base("finches", "MAX(delay)")).statusCode()).isEqualTo(202);

        JsonNode next = view("finches").get("next");
        assertThat(next.get("together").valueStream().map(JsonNode::asString)).containsExactly("robins", "wrens");
        assertThat(view("wrens").get("next").get("version").asInt()).isEqualTo(2);
        awaitRow("wrens", 2, "\"tens\":50");
        awaitRow("robins", 2, "\"tens\":50");
        catchUp("finches", 1, 2, seen);
        catchUp("wrens", 1, 2, seen);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(phase("finches")).isEqualTo("AWAITING_OTHERS"));
        assertThat(view("finches").get("next").get("reason").asString()).contains("version 2 of view robins");
        await().pollDelay(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(version("wrens")).isEqualTo(1));
        catchUp("robins", 1, 2, seen);
        awaitVersions(2, "finches", "wrens", "robins");
        assertThat(view("wrens").has("next")).isFalse();

        assertThat(post("/api/views/finches/rollback").statusCode()).isEqualTo(200);
        awaitVersions(1, "finches", "wrens", "robins");
        assertThat(post("/api/views/wrens/rollback").statusCode()).isEqualTo(200);
        awaitVersions(2, "finches", "wrens", "robins");

        // One that is replaced by itself since is no longer what went with the other.
        assertThat(put(
                                "robins",
                                reader("robins", "wrens")
                                        .replace("CREATE", "CREATE OR REPLACE")
                                        .replace("n * 10", "tens + 1"))
                        .statusCode())
                .isEqualTo(202);
        catchUp("robins", 2, 3, seen);
        awaitVersions(3, "robins");
        assertThat(post("/api/views/finches/rollback").statusCode()).isEqualTo(200);
        awaitVersions(1, "finches", "wrens");
        assertThat(version("robins")).isEqualTo(3);
        for (String view : List.of("robins", "wrens", "finches")) {
            assertThat(delete(view).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void readersThatWouldBreakAreNamedBeforeAnythingStarts() throws Exception {
        Position seen = begin("larks", "rooks");
        String renamed = base("larks", "MAX(delay)").replace("AS n", "AS worst");

        HttpResponse<String> refused = put("larks", renamed);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        JsonNode problem = JSON.readTree(refused.body());
        assertThat(problem.get("code").asString()).isEqualTo("DEPENDENT_BREAKS");
        assertThat(problem.get("detail").asString()).contains("View rooks:", "'n'", "/api/views/batch");
        assertThat(view("larks").has("next")).isFalse();
        assertThat(view("rooks").has("next")).isFalse();

        String mended =
                reader("rooks", "larks").replace("CREATE", "CREATE OR REPLACE").replace("n * 10", "worst * 10");
        HttpResponse<String> both = batch(renamed, mended);
        assertThat(both.statusCode()).as(both.body()).isBetween(200, 202);
        assertThat(view("rooks").get("next").get("together").toString()).isEqualTo("[\"larks\"]");
        assertThat(batch(renamed, mended).statusCode()).as("the same again").isBetween(200, 202);
        assertThat(version("rooks", "next")).isEqualTo(2);
        assertThat(put("larks", renamed).statusCode()).as("it is being built").isEqualTo(200);
        HttpResponse<String> alone = put("larks", renamed.replace("MAX", "MIN"));
        assertThat(alone.statusCode()).as(alone.body()).isEqualTo(409);
        HttpResponse<String> edited = batch(renamed, mended.replace("* 10", "* 20"));
        assertThat(edited.statusCode()).as(edited.body()).isBetween(200, 202);
        assertThat(version("larks", "next")).isEqualTo(3);
        assertThat(view("larks").get("next").get("together").toString()).isEqualTo("[\"rooks\"]");
        assertThat(put("rooks", reader("rooks", "larks").replace("CREATE", "CREATE OR REPLACE"))
                        .statusCode())
                .as("gives the step up")
                .isEqualTo(200);
        assertThat(view("larks").has("next")).isFalse();
        assertThat(view("rooks").has("next")).isFalse();
        HttpResponse<String> anew =
                batch(renamed, mended, reader("ruffs", "larks").replace("n * 10", "worst * 10"));
        assertThat(anew.statusCode()).as(anew.body()).isEqualTo(409);
        assertThat(anew.body()).contains("Create it when that is served");
        assertThat(view("larks").has("next")).isFalse();
        assertThat(batch(renamed, mended).statusCode()).isBetween(200, 202);
        awaitRow("rooks", 4, "\"tens\":50");
        catchUp("larks", 1, 4, seen);
        catchUp("rooks", 1, 4, seen);
        awaitVersions(4, "larks", "rooks");
        assertThat(delete("rooks").statusCode()).isEqualTo(204);
        assertThat(delete("larks").statusCode()).isEqualTo(204);
    }

    @Test
    void allWaitWhereOneMayNotDifferSoMuchAndAreServedWhenOneIsAskedFor() throws Exception {
        Position seen = begin("linnets");
        assertThat(put("siskins", reader("siskins", "linnets").replace("second')", "second', diff_max = '0')"))
                        .statusCode())
                .isEqualTo(201);
        awaitRow("siskins", 1, "\"tens\":10");
        assertThat(put("linnets", base("linnets", "MAX(delay)")).statusCode()).isEqualTo(202);
        catchUp("linnets", 1, 2, seen);
        catchUp("siskins", 1, 2, seen);

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(phase("siskins")).isEqualTo("AWAITING_CUTOVER");
            assertThat(phase("linnets")).isEqualTo("AWAITING_OTHERS");
        });
        assertThat(version("linnets")).isEqualTo(1);
        assertThat(post("/api/views/linnets/cutover").statusCode()).isEqualTo(200);
        awaitVersions(2, "linnets", "siskins");
        assertThat(delete("siskins").statusCode()).isEqualTo(204);
        assertThat(delete("linnets").statusCode()).isEqualTo(204);
    }

    @Test
    void whatIsReadByWayOfOthersIsStatedWithThem() throws Exception {
        begin("knots", "terns", "skuas");
        String top =
                "CREATE OR REPLACE MATERIALIZED VIEW skuas WITH (freshness = '1 second') AS SELECT origin, tens + 1 AS tens"
                        + " FROM terns";
        HttpResponse<String> ends = batch(base("knots", "MAX(delay)"), top);
        assertThat(ends.statusCode()).as(ends.body()).isEqualTo(409);
        assertThat(ends.body()).contains("has knots inside as it was");
        assertThat(view("knots").has("next")).isFalse();
        HttpResponse<String> all = batch(
                base("knots", "MAX(delay)"), reader("terns", "knots").replace("CREATE", "CREATE OR REPLACE"), top);
        assertThat(all.statusCode()).as(all.body()).isBetween(200, 202);
        assertThat(view("knots").get("next").get("together").size()).isEqualTo(2);
        awaitRow("skuas", 2, "\"tens\":51");
        for (String view : List.of("knots", "terns", "skuas")) {
            assertThat(delete(view).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void aRolledBackViewIsNotReadAsItWasByWhatIsBeingBuilt() throws Exception {
        Position seen = begin("smews", "teals");
        assertThat(put("smews", base("smews", "MAX(delay)")).statusCode()).isEqualTo(202);
        catchUp("smews", 1, 2, seen);
        catchUp("teals", 1, 2, seen);
        awaitVersions(2, "smews", "teals");
        HttpResponse<String> late = put("garganeys", reader("garganeys", "smews"));
        assertThat(late.statusCode()).as(late.body()).isEqualTo(201);
        String again = reader("garganeys", "smews").replace("CREATE", "CREATE OR REPLACE");
        assertThat(put("garganeys", again.replace("10", "20")).statusCode()).isEqualTo(202);
        HttpResponse<String> refused = post("/api/views/smews/rollback");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("View garganeys is being replaced");
        assertThat(put("garganeys", again).statusCode()).isEqualTo(200);
        assertThat(post("/api/views/smews/rollback").statusCode()).isEqualTo(200);
        awaitVersions(1, "smews", "teals");
        assertThat(put("garganeys", again).statusCode())
                .as("it was created since, and is mended by its own statement")
                .isEqualTo(202);
        for (String view : List.of("garganeys", "teals", "smews")) {
            assertThat(delete(view).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void whatIsGivenUpIsGivenUpWithItsReaders() throws Exception {
        begin("pipits", "dunlins");
        String wider = base("pipits", "COUNT(*)").replace("AS n FROM", "AS n, MIN(delay) AS least FROM");
        assertThat(put("pipits", wider).statusCode()).isEqualTo(202);
        assertThat(view("dunlins").has("next"))
                .as("what it reads of it stays as it was")
                .isFalse();
        assertThat(put("pipits", base("pipits", "MAX(delay)")).statusCode()).isEqualTo(202);
        assertThat(view("dunlins").get("next").get("version").asInt()).isEqualTo(2);

        HttpResponse<String> late = put("plovers", reader("plovers", "pipits"));
        assertThat(late.statusCode()).as(late.body()).isEqualTo(409);
        assertThat(late.body()).contains("VIEW_STATE", "which is being replaced by version 3");
        assertThat(put(
                                "dunlins",
                                reader("dunlins", "pipits")
                                        .replace("CREATE", "CREATE OR REPLACE")
                                        .replace("10", "20"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(view("dunlins").get("next").get("version").asInt()).isEqualTo(2);

        assertThat(put("pipits", base("pipits", "MIN(delay)")).statusCode()).isEqualTo(202);
        assertThat(view("dunlins").get("next").get("version").asInt()).isEqualTo(3);
        assertThat(put("pipits", base("pipits", "COUNT(*)")).statusCode()).isEqualTo(200);
        assertThat(view("pipits").has("next")).isFalse();
        assertThat(view("dunlins").has("next")).isFalse();

        assertThat(put("pipits", base("pipits", "MAX(delay)")).statusCode()).isEqualTo(202);
        assertThat(view("dunlins").has("next")).isTrue();
        assertThat(delete("pipits").statusCode()).isEqualTo(204);
        assertThat(view("dunlins").has("next")).isFalse();
        assertThat(version("dunlins")).isEqualTo(1);
        assertThat(delete("dunlins").statusCode()).isEqualTo(204);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(flights.topics("dunlins.v")).isEmpty());
    }
}

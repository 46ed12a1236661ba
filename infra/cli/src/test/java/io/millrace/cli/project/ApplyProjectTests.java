package io.millrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.FakeGateway;
import io.millrace.cli.FakeGateway.Answer;
import io.millrace.cli.FakeGateway.Outcome;
import io.millrace.cli.FakeGateway.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ApplyProjectTests {
    private static final String CONTRACT = "id: flights\nversion: 1.0.0\nstatus: active\n";
    private static final String VIEW =
            "-- CREATE MATERIALIZED VIEW wrong\nCREATE MATERIALIZED VIEW routes AS SELECT 1;\n";

    @TempDir
    Path project;

    private final Map<String, String> kept = new ConcurrentHashMap<>();
    private FakeGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway()
                .on("GET /.well-known/jwks.json", 200, "{\"keys\":[{\"kid\":\"gateway-1\"}]}")
                .on("GET /api/", this::get)
                .on("PUT /api/", this::put)
                .on("POST /api/views/batch", this::createViews)
                .on("POST /api/sql", this::sql)
                .on("POST /api/views/plan", ApplyProjectTests::planView)
                .on("DELETE /api/", request -> {
                    kept.remove(request.path());
                    return Answer.of(204, "");
                });
        write("contracts/flights.odcs.yaml", CONTRACT);
        write("views/routes.sql", VIEW);
        write("workflows/report.yaml", "kind: Workflow\nname: report\n");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void applyingTwiceChangesNothing() {
        Outcome first = gateway.run("apply", "-f", project.toString());
        assertThat(first.err()).isEmpty();
        assertThat(first.out()).contains("created    contract  flights", "Applied: 3 created.");
        assertThat(gateway.requests()).extracting(Request::method).contains("PUT");
        gateway.requests().clear();

        Outcome second = gateway.run("apply", "-f", project.toString());
        assertThat(second.code()).isZero();
        assertThat(second.out()).contains("Applied: 3 unchanged.").doesNotContain("created");
        assertThat(gateway.requests()).extracting(Request::method).doesNotContain("PUT");
    }

    @Test
    void dryRunShowsThePlanAndChangesNothing() throws IOException {
        gateway.run("apply", "-f", project.toString());
        write("views/routes.sql", VIEW.replace("SELECT 1", "SELECT 2"));
        gateway.requests().clear();

        Outcome outcome = gateway.run("apply", "--dry-run", "-f", project.toString());
        assertThat(outcome.out()).contains("changed    view      routes", "unchanged  contract  flights");
        assertThat(outcome.code()).isZero();
        assertThat(gateway.requests())
                .extracting(request -> request.method() + " " + request.path())
                .allMatch(call -> call.startsWith("GET ") || call.equals("POST /api/views/plan"));
    }

    @Test
    void dryRunRefusesSqlThatWouldBeRefused() throws IOException {
        gateway.run("apply", "-f", project.toString());
        write("views/broken.sql", "CREATE MATERIALIZED VIEW broken AS SELECT nothing FROM nowhere");

        Outcome outcome = gateway.run("apply", "--dry-run", "-f", project.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).contains("created    view      broken");
        assertThat(outcome.err()).contains("broken.sql: ", "There is no stream nowhere");
        assertThat(kept).doesNotContainKey("/api/views/broken");
    }

    @Test
    void pruneRemovesOnlyWhatTheProjectCreated() throws IOException {
        kept.put("/api/views/foreign", "CREATE MATERIALIZED VIEW foreign AS SELECT 1");
        gateway.run("apply", "-f", project.toString());
        Files.delete(project.resolve("views/routes.sql"));
        Files.delete(project.resolve("contracts/flights.odcs.yaml"));

        assertThat(gateway.run("apply", "-f", project.toString()).out()).doesNotContain("removed");
        assertThat(kept).containsKey("/api/views/routes");

        Outcome pruned = gateway.run("apply", "-f", project.toString(), "--prune");
        assertThat(pruned.err()).isEmpty();
        assertThat(pruned.out()).contains("removed    view      routes", "removed    contract  flights");
        assertThat(kept).doesNotContainKey("/api/views/routes").containsKey("/api/views/foreign");
        assertThat(kept.get("/api/contracts/flights")).contains("retired");
    }

    @Test
    void derivesStreamsBeforeViewsAndBehindThoseThatTheyRead() throws IOException {
        write("streams/a_worst.sql", "CREATE STREAM worst AS SELECT 1 FROM late -- not of early\n;");
        write("streams/b_late.sql", "CREATE STREAM IF NOT EXISTS late AS SELECT 1 FROM flights");
        Outcome first = gateway.run("apply", "-f", project.toString());
        assertThat(first.err()).isEmpty();
        assertThat(first.out().lines().filter(line -> line.contains("created  ")))
                .map(line -> line.replaceAll("\\s+", " ").strip())
                .containsExactly(
                        "created contract flights",
                        "created stream late",
                        "created stream worst",
                        "created view routes",
                        "created workflow report");
        assertThat(gateway.run("apply", "-f", project.toString()).out()).contains("Applied: 5 unchanged.");

        Files.delete(project.resolve("streams/a_worst.sql"));
        Outcome pruned = gateway.run("apply", "-f", project.toString(), "--prune");
        assertThat(pruned.out()).contains("removed    stream    worst");
        assertThat(kept).doesNotContainKey("stream worst").containsKey("stream late");
    }

    @Test
    void createsTablesBeforeViewsAndAmongTheStreamsThatTheyAreOfAndThatReadThem() throws IOException {
        write("streams/a_worst.sql", "CREATE STREAM worst AS SELECT 1 FROM late JOIN known FOR SYSTEM_TIME AS OF t");
        write("streams/b_late.sql", "CREATE STREAM late AS SELECT 1 FROM flights");
        write("tables/known.sql", "CREATE TABLE known WITH (stream = 'late');");
        Outcome first = gateway.run("apply", "-f", project.toString());
        assertThat(first.err()).isEmpty();
        assertThat(first.out().lines().filter(line -> line.contains("created  ")))
                .map(line -> line.replaceAll("\\s+", " ").strip())
                .containsExactly(
                        "created contract flights",
                        "created stream late",
                        "created table known",
                        "created stream worst",
                        "created view routes",
                        "created workflow report");
        assertThat(gateway.requests())
                .extracting(Request::body)
                .filteredOn(body -> body.startsWith("CREATE ") || body.startsWith("{\"views\""))
                .extracting(body -> body.substring(0, 15))
                .containsExactly("CREATE STREAM l", "CREATE TABLE kn", "CREATE STREAM w", "{\"views\":[{\"sql");
        assertThat(gateway.run("apply", "-f", project.toString()).out()).contains("Applied: 6 unchanged.");

        Files.delete(project.resolve("tables/known.sql"));
        Outcome pruned = gateway.run("apply", "-f", project.toString(), "--prune");
        assertThat(pruned.out()).contains("removed    table     known");
        assertThat(kept).doesNotContainKey("table known").containsKey("stream late");
    }

    @Test
    void aTableThatChangedSaysWhatToDo() throws IOException {
        write("tables/known.sql", "CREATE TABLE known WITH (stream = 'flights')");
        gateway.run("apply", "-f", project.toString());
        write("tables/known.sql", "CREATE TABLE known WITH (stream = 'flights', deleted = 'gone')");

        Outcome planned = gateway.run("apply", "--dry-run", "-f", project.toString());
        assertThat(planned.out()).contains("changed    table     known", "views are compiled when these are applied");
        Outcome outcome = gateway.run("apply", "-f", project.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("known.sql: ", "DROP TABLE known first");
    }

    @Test
    void whatAnotherMadeIsNotPruned() throws IOException {
        kept.put("/api/views/routes", VIEW);
        gateway.run("apply", "-f", project.toString());
        Files.delete(project.resolve("views/routes.sql"));
        gateway.run("apply", "-f", project.toString(), "--prune");
        assertThat(kept).containsKey("/api/views/routes");
    }

    @Test
    void pruneWithoutMemoryIsRefused() throws IOException {
        gateway.run("apply", "-f", project.toString());
        Files.delete(project.resolve("millrace.lock"));
        Outcome outcome = gateway.run("apply", "-f", project.toString(), "--prune");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("millrace.lock").contains("without --prune");
    }

    @Test
    void aRefusalNamesTheFile() throws IOException {
        write("views/bad.sql", "CREATE MATERIALIZED VIEW refused AS SELECT nonsense");
        Outcome outcome = gateway.run("apply", "-f", project.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("views/bad.sql: The statement is not valid.", "line 1:45", "no such column");
    }

    @Test
    void everyFileThatCannotBeReadIsNamed() throws IOException {
        write("contracts/a.odcs.yaml", "id: [\n");
        write("contracts/b.odcs.yaml", "version: 1.0.0\n");
        write("views/c.sql", "SELECT 1");
        Outcome outcome = gateway.run("apply", "--dry-run", "-f", project.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("a.odcs.yaml: it is not YAML", "b.odcs.yaml: it has no id", "c.sql: it has no");
    }

    private void write(String file, String text) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Answer sql(Request request) {
        String name = request.body()
                .replaceAll("(?s).*?(STREAM|TABLE) (?:IF (?:NOT )?EXISTS )?(\\w+).*", "$1 $2")
                .toLowerCase(Locale.ROOT);
        if (request.body().startsWith("CREATE")) {
            String present = kept.putIfAbsent(name, request.body());
            if (present != null && !present.equals(request.body())) {
                return Answer.of(409, "{\"code\":\"TABLE_EXISTS\",\"detail\":\"DROP TABLE known first.\"}");
            }
        } else if (request.body().startsWith("DROP")) {
            kept.remove(name);
        } else if (!kept.containsKey(name)) {
            return Answer.of(404, "{\"code\":\"STREAM_NOT_FOUND\"}");
        }
        return Answer.of(200, JsonMapper.shared().writeValueAsString(Map.of("text", kept.getOrDefault(name, ""))));
    }

    private static Answer planView(Request request) {
        return request.body().contains("nowhere")
                ? Answer.of(422, "{\"code\":\"UNKNOWN_STREAM\",\"detail\":\"There is no stream nowhere.\"}")
                : Answer.of(200, "{}");
    }

    private Answer get(Request request) {
        String path = request.path().replaceFirst("/versions/.*", "");
        String text = kept.get(path);
        if (text == null) {
            return Answer.of(404, "{\"title\":\"There is no such thing.\"}");
        }
        if (path.startsWith("/api/views/")) {
            return Answer.of(200, JsonMapper.shared().writeValueAsString(Map.of("sql", text)));
        }
        return Answer.of(
                200, text.equals(CONTRACT) ? "{\"id\":\"flights\",\"version\":\"1.0.0\",\"status\":\"active\"}" : text);
    }

    /** All views or none, as the real one. */
    private Answer createViews(Request request) {
        Map<String, String> wanted = new HashMap<>();
        for (JsonNode view : JsonMapper.shared().readTree(request.body()).get("views")) {
            String sql = view.get("sql").asString();
            if (sql.contains("nonsense")) {
                return Answer.of(
                        422,
                        "{\"title\":\"The statement is not valid.\",\"violations\":[{\"detail\":\"no such"
                                + " column\",\"pointer\":\"/views/"
                                + wanted.size() + "/sql\",\"line\":1,\"column\":45}]}");
            }
            wanted.put("/api/views/" + sql.replaceAll("(?s).*VIEW (\\w+) AS.*", "$1"), sql);
        }
        kept.putAll(wanted);
        return Answer.of(200, "[]");
    }

    private Answer put(Request request) {
        boolean created = kept.put(request.path(), request.body()) == null;
        return Answer.of(created ? 201 : 200, "{}");
    }
}

package io.millrace.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.FakeGateway;
import io.millrace.cli.FakeGateway.Answer;
import io.millrace.cli.FakeGateway.Outcome;
import io.millrace.kernel.Position;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTests {
    private static final UUID TOPIC = new UUID(1, 2);

    @TempDir
    Path directory;

    private FakeGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void pushSumsUpAndMergesPositions() throws IOException {
        gateway.on(
                "POST /api/streams/orders/events",
                request -> Answer.of(
                        207,
                        "{\"accepted\":4999,\"quarantined\":1,\"position\":\""
                                + token(request.body().length() % 7 == 0 ? 0 : 1, 9)
                                + "\",\"errors\":[{\"index\":1,\"code\":\"TYPE_MISMATCH\",\"pointer\":\"/delay\",\"detail\":\"text\"}]}"));
        Path file = Files.writeString(directory.resolve("orders.ndjson"), "{\"a\":1}\n".repeat(10_000));
        Outcome outcome = gateway.run("push", "orders", file.toString());
        assertThat(outcome.code()).isZero();
        assertThat(gateway.requests())
                .hasSize(2)
                .allMatch(request -> request.key().equals("k"));
        assertThat(outcome.out())
                .contains("accepted 9,998, quarantined 2")
                .contains("refused: TYPE_MISMATCH /delay: text")
                .contains("position ");
    }

    @Test
    void pushGoesOnWhereTheGatewayBrokeOff() throws IOException {
        List<String> bodies = new ArrayList<>();
        gateway.on("POST /api/streams/orders/events", request -> {
            bodies.add(request.body());
            return bodies.size() == 1
                    ? new Answer(
                            503,
                            "{\"title\":\"Later\",\"accepted\":2,\"quarantined\":0,\"position\":\"" + token(0, 1)
                                    + "\",\"errors\":[],\"nextIndex\":2}",
                            Map.of("Retry-After", "0"))
                    : Answer.of(
                            200,
                            "{\"accepted\":1,\"quarantined\":0,\"position\":\"" + token(0, 2) + "\",\"errors\":[]}");
        });
        Path file = Files.writeString(directory.resolve("orders.ndjson"), "1\n2\n3\n");
        Outcome outcome = gateway.run("push", "orders", file.toString(), "--json");
        assertThat(outcome.out().strip())
                .isEqualTo("{\"accepted\":3,\"quarantined\":0,\"position\":\"" + token(0, 2) + "\"}");
        assertThat(bodies).containsExactly("1\n2\n3\n", "3\n");
    }

    @Test
    void pushOfOnlyBrokenEventsFails() throws IOException {
        gateway.on(
                "POST /api/streams/orders/events",
                422,
                "{\"accepted\":0,\"quarantined\":1,\"position\":\"\",\"errors\":[]}");
        Path file = Files.writeString(directory.resolve("orders.ndjson"), "nonsense\n");
        assertThat(gateway.run("push", "orders", file.toString()).code()).isEqualTo(1);
    }

    @Test
    void pushToAnUnknownStreamSaysSo() throws IOException {
        Path file = Files.writeString(directory.resolve("orders.ndjson"), "{}\n");
        Outcome outcome = gateway.run("push", "ordrs", file.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("There is no such thing. (NOT_FOUND, HTTP 404)");
    }

    @Test
    void aMissingFileIsNamed() {
        Outcome outcome = gateway.run("push", "orders", "/nowhere.ndjson");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("There is no file /nowhere.ndjson");
    }

    @Test
    void gzipIsRecognized() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write("one\r\n\n \ntwo".getBytes(StandardCharsets.UTF_8));
        }
        EventBatches batches = new EventBatches(new ByteArrayInputStream(zipped.toByteArray()), 10);
        assertThat(batches.next()).extracting(String::new).containsExactly("one\r", "two");
        assertThat(batches.next()).isEmpty();
    }

    @Test
    void batchesAreBounded() throws IOException {
        EventBatches batches =
                new EventBatches(new ByteArrayInputStream("1\n2\n3\n".getBytes(StandardCharsets.UTF_8)), 2);
        assertThat(batches.next()).hasSize(2);
        assertThat(batches.next()).hasSize(1);
        assertThat(batches.next()).isEmpty();
    }

    @Test
    void queryPrintsATableAndHowFreshItIs() {
        gateway.on(
                "GET /api/views/routes/rows?origin=eq.LAS&order=flights.desc",
                request -> new Answer(
                        200,
                        "[{\"origin\":\"LAS\",\"flights\":7}]",
                        Map.of("Millrace-Freshness", "2026-01-01T00:00:00Z")));
        Outcome outcome = gateway.run("query", "routes", "origin=eq.LAS&order=flights.desc");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).isEqualTo("origin  flights\nLAS           7\n");
        assertThat(outcome.err()).contains("1 row, fresh as of 2026-01-01T00:00:00Z");
    }

    @Test
    void queryAsksForRowsAsTheyWere() {
        gateway.on(
                "GET /api/views/routes/rows?limit=1&as_of=2026-01-01T00%3A00%3A00%2B01%3A00",
                request -> new Answer(200, "[]", Map.of("Millrace-As-Of", "2025-12-31T22:59:58Z")));
        Outcome outcome = gateway.run("query", "routes", "limit=1", "--as-of", "2026-01-01T00:00:00+01:00");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("0 rows, as they were from 2025-12-31T22:59:58Z on");
    }

    @Test
    void queryPrintsCsvAndSaysThatThereIsMore() {
        gateway.on(
                "GET /api/views/routes/rows",
                request -> new Answer(
                        200,
                        "origin,flights\r\nLAS,7\r\n",
                        Map.of("Link", "</api/views/routes/rows?cursor=x>; rel=\"next\"")));
        Outcome outcome = gateway.run("query", "routes", "--csv");
        assertThat(outcome.out()).isEqualTo("origin,flights\r\nLAS,7\r\n");
        assertThat(outcome.err()).contains("and more");
        assertThat(gateway.run("query", "routes", "--csv", "--json").code()).isEqualTo(2);
    }

    @Test
    void sqlPrintsAllPagesAsOneTable() {
        gateway.on(
                        "POST /api/sql?limit=1000&cursor=b",
                        200,
                        "{\"statement\":\"SHOW VIEWS\",\"rows\":[{\"name\":\"c\"}]}")
                .on("POST /api/sql", 200, "{\"statement\":\"SHOW VIEWS\",\"rows\":[{\"name\":\"b\"}],\"next\":\"b\"}");

        Outcome outcome = gateway.run("sql", "SHOW VIEWS");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).isEqualTo("name\nb\nc\n");
        assertThat(gateway.requests().getFirst().body()).isEqualTo("SHOW VIEWS");
    }

    @Test
    void sqlPrintsTextAloneAndPropertiesByLine() throws IOException {
        Path file = Files.writeString(directory.resolve("plan.sql"), "EXPLAIN VIEW v");
        gateway.on(
                "POST /api/sql",
                request -> Answer.of(
                        200,
                        request.body().startsWith("EXPLAIN")
                                ? "{\"text\":\"Emit\\n  Scan\\n\",\"properties\":{\"key\":[]}}"
                                : "{\"properties\":{\"name\":\"v\",\"key\":[\"a\"],\"reason\":null}}"));

        assertThat(gateway.run("sql", "-f", file.toString()).out()).isEqualTo("Emit\n  Scan\n");
        assertThat(gateway.run("sql", "PAUSE VIEW v").out()).isEqualTo("name: v\nkey: [\"a\"]\n");
        assertThat(gateway.run("sql").code()).isEqualTo(2);
    }

    @Test
    void whatAUriCannotHoldIsEscapedOnce() {
        assertThat(QueryCommand.query("city=eq.São Paulo&x=eq.a%20b"))
                .isEqualTo("?city=eq.S%C3%A3o%20Paulo&x=eq.a%20b");
        assertThat(QueryCommand.query(null)).isEmpty();
    }

    @Test
    void getFollowsPages() {
        gateway.on("GET /api/views?cursor=b", 200, "[{\"name\":\"b\"}]")
                .on(
                        "GET /api/views",
                        request -> new Answer(
                                200, "[{\"name\":\"a\"}]", Map.of("Link", "</api/views?cursor=b>; rel=\"next\"")));
        assertThat(gateway.run("get", "views", "--json").out().strip())
                .isEqualTo("[{\"name\":\"a\"},{\"name\":\"b\"}]");
    }

    @Test
    void aTableOfViewsLeavesOutWhatIsLong() {
        gateway.on("GET /api/views", 200, "[{\"name\":\"a\",\"sql\":\"SELECT\",\"position\":\"AQ\",\"lateRows\":2}]");
        assertThat(gateway.run("get", "views").out().lines()).containsExactly("name  lateRows", "a            2");
    }

    @Test
    void aTokenIsShownAlone() {
        gateway.on("POST /api/tokens", request -> {
            assertThat(request.body()).isEqualTo("{\"name\":\"ci\",\"scopes\":[\"write:orders\",\"read:*\"]}");
            return Answer.of(201, "{\"id\":\"7\",\"name\":\"ci\",\"key\":\"mr_secret\"}");
        });
        Outcome outcome =
                gateway.run("token", "create", "--scope", "write:orders", "--scope", "read:*", "--name", "ci");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out().strip()).isEqualTo("mr_secret");
    }

    @Test
    void queryKeepsTheReceiptWithItsRows() throws IOException {
        String rows = "[{\"origin\":\"LAS\",\"avg_delay\":12.50}]";
        gateway.on(
                "GET /api/views/delays/rows?limit=1",
                request -> new Answer(200, rows, Map.of("Millrace-Receipt", "aa.bb.cc")));
        Path file = directory.resolve("receipt.json");
        Outcome outcome = gateway.run("query", "delays", "limit=1", "--after", "AQ", "--receipt", file.toString());
        assertThat(outcome.code()).isZero();
        assertThat(gateway.requests().getFirst().prefer()).isEqualTo("wait=10, receipt");
        assertThat(file).hasContent("{\"receipt\":\"aa.bb.cc\",\"rows\":" + rows + "}");
    }

    @Test
    void queryFailsWhereItCannotKeepAReceipt() throws IOException {
        gateway.on("GET /api/views/delays/rows", 200, "[]");
        Path file = directory.resolve("receipt.json");
        Outcome without = gateway.run("query", "delays", "--receipt", file.toString());
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.err()).contains("gave no receipt");
        Outcome csv = gateway.run("query", "delays", "--csv", "--receipt", file.toString());
        assertThat(csv.code()).isEqualTo(2);
        assertThat(csv.err()).contains("leave out --csv");
        gateway.on(
                "GET /api/views/large",
                request -> new Answer(
                        200, "[\"" + "x".repeat(4 * 1024 * 1024) + "\"]", Map.of("Millrace-Receipt", "a.b.c")));
        Outcome large = gateway.run("query", "large", "--json", "--receipt", file.toString());
        assertThat(large.code()).isEqualTo(1);
        assertThat(large.err()).contains("ask for fewer in one query");
        assertThat(file).doesNotExist();
        gateway.on("GET /api/views/routes", request -> new Answer(200, "[]", Map.of("Millrace-Receipt", "a.b.c")));
        Outcome nowhere = gateway.run(
                "query", "routes", "--receipt", directory.resolve("no/such").toString());
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.err()).contains("name another file");
    }

    private static String token(int partition, long offset) {
        return Position.of(TOPIC, partition, offset).token();
    }
}

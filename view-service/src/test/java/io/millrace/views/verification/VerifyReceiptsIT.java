package io.millrace.views.verification;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.view.RowsAnew;
import io.millrace.api.view.ViewState;
import io.millrace.kernel.Position;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Receipts of rows that change are verified, and what was tampered with is refuted. */
class VerifyReceiptsIT {
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long SEED = Long.getLong("seed", 56);
    private static final int RECEIPTS = 1_000;
    private static final int TAMPERED = 100;
    private static final int EPOCHS = 50;

    private static TestView view;
    private static RowsAnewServer processor;
    private static RunningViewService service;
    private static final Map<String, String> ROWS = new TreeMap<>();
    private static long epoch;

    private record Answer(String receipt, String body) {}

    @BeforeAll
    static void start() throws Exception {
        view = new TestView(
                        TestServers.kafka(),
                        NAMESPACE,
                        "vouched",
                        2,
                        List.of("country"),
                        List.of(column("country", "VARCHAR"), column("n", "BIGINT"), column("amount", "DECIMAL(10,2)")))
                .publish();
        processor = new RowsAnewServer(view.definition(ViewState.RUNNING));
        for (int i = 0; i < 20; i++) {
            change(new Random(SEED + i));
        }
        service = started();
    }

    private static RunningViewService started() {
        RunningViewService fresh = RunningViewService.start(
                NAMESPACE,
                TestServers.kafka(),
                TestServers.redis(),
                "one",
                Map.of("millrace.urls.stream-processor-service", processor.url()));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> fresh.get("/api/views/vouched/rows")
                        .headers()
                        .firstValue("Millrace-State")
                        .isEmpty());
        return fresh;
    }

    @AfterAll
    static void stop() {
        service.close();
        view.close();
        processor.close();
    }

    /** Some rows come, change or go in a further epoch. */
    private static Position change(Random random, RowOf... further) {
        view.event();
        List<RowOf> changes = new ArrayList<>(List.of(further));
        changes.forEach(row -> ROWS.put(row.key(), row.json()));
        for (int i = 0; i < 5; i++) {
            int number = random.nextInt(40);
            String key = "[\"c" + number + "\"]";
            String row = random.nextInt(5) == 0
                    ? null
                    : "{\"country\":\"c" + number + "\",\"n\":" + random.nextLong() + ",\"amount\":"
                            + random.nextInt(100) + ".50}";
            changes.removeIf(change -> change.key().equals(key));
            changes.add(new RowOf(number % 2, key, row));
            if (row == null) {
                ROWS.remove(key);
            } else {
                ROWS.put(key, row);
            }
        }
        Position position = new Position.Builder()
                .include(view.definition(ViewState.RUNNING).sources().getFirst().topicId(), 0, view.end() - 1)
                .build();
        processor.history.put(position.token(), new TreeMap<>(ROWS));
        view.epoch(++epoch, changes.toArray(RowOf[]::new));
        return position;
    }

    private static Answer read(String path, Position after, String... headers) {
        List<String> all = new ArrayList<>(List.of("Prefer", "receipt, wait=20", "Millrace-After", after.token()));
        all.addAll(List.of(headers));
        HttpResponse<String> reply = service.get(path, all.toArray(String[]::new));
        assertThat(reply.statusCode()).as(reply.body()).isIn(200, 404);
        assertThat(reply.headers().firstValue("Preference-Applied").orElse("")).contains("receipt");
        return new Answer(
                reply.headers().firstValue("Millrace-Receipt").orElseThrow(),
                reply.statusCode() == 404 ? "[]" : path.contains("/rows/") ? "[" + reply.body() + "]" : reply.body());
    }

    private static JsonNode verify(Object body) {
        HttpResponse<String> reply = service.post("/api/receipts/verify", JSON.writeValueAsString(body));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return JSON.readTree(reply.body());
    }

    private static Map<String, Object> given(String receipt, String rows) {
        return Map.of("receipt", receipt, "rows", JSON.readTree(rows));
    }

    private static String question(Random random) {
        String encoded = URLEncoder.encode("in.(c1,c12,c30)", StandardCharsets.UTF_8);
        return switch (random.nextInt(7)) {
            case 0 -> "/rows";
            case 1 -> "/rows?limit=" + (1 + random.nextInt(10));
            case 2 -> "/rows?n=gt.0&order=amount.desc,n&limit=" + (1 + random.nextInt(6));
            case 3 -> "/rows/c" + random.nextInt(40);
            case 4 -> "/rows?country=" + encoded + "&select=amount,country";
            case 5 -> "/rows?select=n.count(),amount.sum(),country.max()&n=gt.0";
            default -> "/rows?order=n.desc&limit=3";
        };
    }

    /** What was answered of then is verified as what was answered then. */
    @Test
    void receiptsOfRowsAsTheyWereHold() throws Exception {
        Position then = change(new Random(SEED));
        Answer whole = read("/api/views/vouched/rows?limit=100", then);
        change(new Random(SEED + 1), new RowOf(0, "[\"c0\"]", "{\"country\":\"c0\",\"n\":7,\"amount\":1.50}"));
        for (String question :
                List.of("/rows?as_of=%s&limit=100", "/rows?limit=3&as_of=%s&order=n", "/rows/c1?as_of=%s")) {
            Answer past = read("/api/views/vouched" + question.formatted(then.token()), then);
            JsonNode verdict = verify(given(past.receipt(), past.body()));
            assertThat(verdict.get("verdict").asString()).as(verdict.toString()).isEqualTo("CONFIRMED");
            if (question.endsWith("limit=100")) {
                assertThat(past.body()).isEqualTo(whole.body());
            }
        }
    }

    @Test
    void thousandReceiptsHoldAndAHundredTamperedOnesAreRefuted() {
        Random random = new Random(SEED);
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < EPOCHS; i++) {
            Position position = change(random);
            for (int j = 0; j < RECEIPTS / EPOCHS; j++) {
                answers.add(read("/api/views/vouched" + question(random), position));
            }
        }
        int before = processor.readings.get();
        JsonNode alone =
                verify(Map.of("receipts", answers.stream().map(Answer::receipt).toList()));
        assertThat(alone.get("confirmed").asInt()).as(firstNot(alone)).isEqualTo(RECEIPTS);
        assertThat(processor.readings.get()).isEqualTo(before + 1);
        JsonNode withRows = verify(Map.of(
                "receipts",
                answers.stream()
                        .map(answer -> given(answer.receipt(), answer.body()))
                        .toList()));
        assertThat(withRows.get("confirmed").asInt()).as(firstNot(withRows)).isEqualTo(RECEIPTS);

        List<Map<String, Object>> tampered = new ArrayList<>();
        for (int i = 0; i < TAMPERED; i++) {
            Answer answer = answers.get(random.nextInt(answers.size()));
            tampered.add(
                    i % 2 == 0
                            ? given(tampered(answer.receipt(), random), answer.body())
                            : given(answer.receipt(), tamperedRows(answer.body(), random)));
        }
        JsonNode refuted = verify(Map.of("receipts", tampered));
        assertThat(refuted.get("refuted").asInt()).as(refuted.toString()).isEqualTo(TAMPERED);
        for (int i = 0; i < TAMPERED; i++) {
            assertThat(refuted.get("results").get(i).get("reason").asString())
                    .isEqualTo(i % 2 == 0 ? "SIGNATURE" : "ROWS");
        }
    }

    private static String firstNot(JsonNode verdicts) {
        for (JsonNode result : verdicts.get("results")) {
            if (!result.get("verdict").asString().equals("CONFIRMED")) {
                return result.toString();
            }
        }
        return "";
    }

    private static String tampered(String receipt, Random random) {
        int at = random.nextInt(receipt.length());
        while (receipt.charAt(at) == '.') {
            at = random.nextInt(receipt.length());
        }
        char other = receipt.charAt(at) == 'A' ? 'B' : 'A';
        return receipt.substring(0, at) + other + receipt.substring(at + 1);
    }

    private static String tamperedRows(String rows, Random random) {
        ArrayNode changed = (ArrayNode) JSON.readTree(rows);
        if (changed.isEmpty()) {
            changed.addObject().put("country", "c99");
        } else if (random.nextBoolean()) {
            changed.remove(random.nextInt(changed.size()));
        } else {
            ((ObjectNode) changed.get(random.nextInt(changed.size()))).put("amount", 1_000_000);
        }
        return changed.toString();
    }

    @Test
    void namesTheRowThatDiffersAndTakesRowsInOtherSpellings() {
        Position position = change(new Random(1));
        Answer answer = read("/api/views/vouched/rows?limit=3&order=country", position);
        ArrayNode rows = (ArrayNode) JSON.readTree(answer.body());
        ObjectNode second = (ObjectNode) rows.get(1);
        String n = second.get("n").toString();
        rows.set(
                1,
                JSON.readTree("{ \"n\": " + n + ", \"country\": " + second.get("country") + ", \"amount\": "
                        + second.get("amount")
                                .decimalValue()
                                .stripTrailingZeros()
                                .toPlainString() + " }"));
        assertThat(verify(given(answer.receipt(), rows.toString()))
                        .get("verdict")
                        .asString())
                .isEqualTo("CONFIRMED");
        ((ObjectNode) rows.get(1)).put("amount", 7);
        JsonNode refuted = verify(given(answer.receipt(), rows.toString()));
        assertThat(refuted.get("reason").asString()).isEqualTo("ROWS");
        assertThat(refuted.get("difference").get("index").asInt()).isEqualTo(1);
        assertThat(refuted.get("difference").get("expected").get("n").toString())
                .isEqualTo(n);
    }

    @Test
    void holdsOfPagesOtherFormatsAbsentRowsAndReadsOfSeveral() {
        // Keys of texts may be asked for as numbers, and are those texts.
        RowOf number = new RowOf(1, "[\"12.50\"]", "{\"country\":\"12.50\",\"n\":1,\"amount\":2.50}");
        Position position = change(new Random(2), number);
        List<String> receipts = new ArrayList<>();
        receipts.add(read("/api/views/vouched/rows/nowhere", position).receipt());
        receipts.add(
                read("/api/views/vouched/rows", position, "Accept", "text/csv").receipt());
        receipts.add(read("/api/views/vouched/rows", position, "Prefer", "decimals=string")
                .receipt());
        receipts.add(read("/api/views/vouched/rows?lim%69t=5", position).receipt());
        String link = "/api/views/vouched/rows?limit=4&order=n";
        for (int page = 0; page < 3; page++) {
            HttpResponse<String> reply = service.get(link, "Prefer", "receipt");
            receipts.add(reply.headers().firstValue("Millrace-Receipt").orElseThrow());
            String next = reply.headers().firstValue("Link").orElseThrow();
            link = next.substring(1, next.indexOf('>'));
        }
        HttpResponse<String> several = service.post(
                "/api/views/read",
                "{\"reads\":[{\"view\":\"vouched\",\"query\":\"n=lt.0\"},"
                        + "{\"view\":\"vouched\",\"keys\":[[\"c1\"],[\"none\"],[12.50]]}]}",
                "Prefer",
                "receipt");
        JSON.readTree(several.body())
                .get("results")
                .forEach(result -> receipts.add(result.get("receipt").asString()));
        JsonNode verdicts = verify(Map.of("receipts", receipts));
        assertThat(verdicts.get("confirmed").asInt()).as(firstNot(verdicts)).isEqualTo(receipts.size());
    }

    @Test
    void refutesWhatTheLogDoesNotMakeAndSaysWhatCannotBeTold() throws Exception {
        Position position = change(new Random(3));
        String receipt = read("/api/views/vouched/rows", position).receipt();
        service.close();
        service = started();
        assertThat(verdict(receipt)).isEqualTo("CONFIRMED");
        Map<String, String> rows = processor.history.get(position.token());
        processor.history.put(position.token(), Map.of());
        assertThat(verdict(receipt)).isEqualTo("REFUTED ANSWER");
        processor.removed = List.of(new RowsAnew.RemovedStart("orders", 0, 7));
        assertThat(verdict(receipt)).isEqualTo("UNVERIFIABLE BEGINNING_REMOVED");
        processor.history.put(position.token(), rows);
        assertThat(verdict(receipt)).isEqualTo("CONFIRMED");
        processor.removed = List.of();
        for (Map.Entry<String, String> problem : Map.of(
                        "VIEW_NOT_FOUND", "VIEW_UNKNOWN",
                        "VIEW_STATE", "STREAM_GONE",
                        "PLAN_CHANGED", "PLAN_CHANGED",
                        "VERIFICATION_TOO_LARGE", "TOO_LARGE",
                        "TOO_MANY_REQUESTS", "BUSY",
                        "KAFKA_UNAVAILABLE", "UNAVAILABLE")
                .entrySet()) {
            processor.problem = problem.getKey();
            assertThat(verdict(receipt)).isEqualTo("UNVERIFIABLE " + problem.getValue());
        }
        processor.problem = "";
    }

    private static String verdict(String receipt) {
        JsonNode verdict = verify(Map.of("receipt", receipt));
        return (verdict.get("verdict").asString() + " " + verdict.path("reason").asString("")).strip();
    }

    @Test
    void saysWhyAnAnswerHasNoReceipt() throws Exception {
        change(new Random(5));
        String values = String.join(",", Collections.nCopies(999, "nowhere-at-all"));
        HttpResponse<String> large =
                service.get("/api/views/vouched/rows?country=in.(" + values + ")", "Prefer", "receipt");
        assertThat(large.statusCode()).as(large.body()).isEqualTo(422);
        assertThat(large.body()).contains("RECEIPT_TOO_LARGE", "fewer filter values");

        try (TestView unread = new TestView(
                        TestServers.kafka(),
                        NAMESPACE,
                        "not_read_yet",
                        1,
                        List.of("country"),
                        List.of(column("country", "VARCHAR")))
                .publish()) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                HttpResponse<String> none = service.get("/api/views/not_read_yet/rows", "Prefer", "receipt");
                assertThat(none.body()).contains("NO_RECEIPT", "read without 'Prefer: receipt'");
                assertThat(none.statusCode()).isEqualTo(503);
                assertThat(service.get("/api/views/not_read_yet/rows").statusCode())
                        .isEqualTo(200);
            });
        }
    }

    @Test
    void isForThoseWhoMayReadTheViewAndOfReceiptsAlone() {
        String receipt = read("/api/views/vouched/rows", change(new Random(4))).receipt();
        String body = JSON.writeValueAsString(Map.of("receipt", receipt));
        assertThat(service.postAs(TestIdentity.token("read:others"), "/api/receipts/verify", body)
                        .statusCode())
                .isEqualTo(403);
        assertThat(service.postAs(receipt, "/api/receipts/verify", body).statusCode())
                .isEqualTo(401);
        for (String malformed : List.of(
                "{}",
                "{\"receipt\":\"a.b\"}",
                "{\"receipts\":[]}",
                "{\"receipts\":[7]}",
                "{\"receipt\":\"a.b.c\",\"rows\":{}}",
                "[]")) {
            assertThat(service.post("/api/receipts/verify", malformed).statusCode())
                    .as(malformed)
                    .isEqualTo(400);
        }
        assertThat(verdict("a.b.c")).isEqualTo("REFUTED SIGNATURE");
        assertThat(verdict(TestIdentity.token("read:*"))).isEqualTo("REFUTED SIGNATURE");
    }
}

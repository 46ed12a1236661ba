package io.millrace.views.serving;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.kernel.Position;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReadViewsIT {
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static RunningViewService service;
    private static TestView sales;
    private static TestView stock;
    private static TestView behind;

    @BeforeAll
    static void start() {
        sales = view("sales_of_shop", "shop_events");
        stock = view("stock_of_shop", "shop_events");
        behind = view("returns_of_shop", "shop_events");
        sales.event();
        sales.epoch(1, row("a", 1, "10.50"), row("b", 2, "7.00"), row("c", 3, "null"));
        stock.epoch(1, sales.end(), row("a", 100, "1.00"), row("b", 200, "2.00"));
        behind.epoch(41, sales.end(), row("a", 9, "0.00"));
        service = RunningViewService.start(NAMESPACE, TestServers.kafka(), TestServers.redis(), "one", Map.of());
        for (TestView view : List.of(sales, stock, behind)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> service.get("/api/views/" + view.name() + "/rows")
                            .headers()
                            .firstValue("Millrace-State")
                            .isEmpty());
        }
    }

    private static TestView view(String name, String source) {
        return new TestView(
                        TestServers.kafka(),
                        NAMESPACE,
                        name,
                        source,
                        2,
                        List.of("shop", "item"),
                        List.of(),
                        List.of(
                                column("shop", "VARCHAR"),
                                column("item", "BIGINT"),
                                column("n", "BIGINT"),
                                column("amount", "DECIMAL(10,2)")))
                .publish();
    }

    private static RowOf row(String shop, int n, String amount) {
        return new RowOf(
                0,
                "[\"" + shop + "\",1]",
                "{\"shop\":\"" + shop + "\",\"item\":1,\"n\":" + n + ",\"amount\":" + amount + "}");
    }

    @AfterAll
    static void stop() {
        service.close();
        List.of(sales, stock, behind).forEach(TestView::close);
    }

    private static HttpResponse<String> post(String json, String... headers) {
        return service.post("/api/views/read", json, headers);
    }

    private static JsonNode read(String json, String... headers) {
        HttpResponse<String> reply = post(json, headers);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/json");
        return JSON.readTree(reply.body());
    }

    @Test
    void answersQueriesAndKeysOfSeveralViewsAtOnePosition() {
        JsonNode reply = read("""
                {"reads": [
                  {"view": "sales_of_shop", "query": "shop=in.(a,c)&select=shop,amount"},
                  {"view": "stock_of_shop", "keys": [["b", 1], ["x", 1], ["a", "1"]]}]}""");
        assertThat(reply.path("consistent").asBoolean()).isTrue();
        JsonNode first = reply.path("results").path(0);
        assertThat(first.path("view").asString()).isEqualTo("sales_of_shop");
        assertThat(first.path("version").asInt()).isEqualTo(1);
        assertThat(first.path("state").asString()).isEqualTo("RUNNING");
        assertThat(first.path("watermark").asString()).startsWith("1970-01-01T00:16:40.");
        assertThat(first.path("rows").toString())
                .isEqualTo("[{\"shop\":\"a\",\"amount\":10.5},{\"shop\":\"c\",\"amount\":null}]");
        JsonNode second = reply.path("results").path(1);
        assertThat(second.path("rows").path(0).path("n").asInt()).isEqualTo(200);
        assertThat(second.path("rows").path(1).isNull()).isTrue();
        assertThat(second.path("rows").path(2).path("n").asInt()).isEqualTo(100);
        assertThat(second.path("position")).isEqualTo(first.path("position"));
        assertThat(reply.path("position")).isEqualTo(first.path("position"));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !read("{\"reads\":[{\"view\":\"stock_of_shop\"}]}")
                        .path("results")
                        .path(0)
                        .path("freshness")
                        .path("asOf")
                        .asString("")
                        .isEmpty());
    }

    @Test
    void answersWhatSeveralViewsWereAtOnePosition() {
        try (TestView ins = view("ins_of_shop", "moved_events");
                TestView outs = view("outs_of_shop", "moved_events")) {
            ins.event();
            ins.epoch(1, row("a", 1, "1.00"));
            outs.epoch(1, ins.end(), row("a", 1, "1.00"), row("b", 1, "1.00"));
            String reads = "\"reads\":[{\"view\":\"ins_of_shop\",\"query\":\"select=n\"},"
                    + "{\"view\":\"outs_of_shop\",\"keys\":[[\"b\",1],[\"x\",1]]}]";
            String then = read("{\"consistent\":true," + reads + "}", "Prefer", "wait=20")
                    .path("position")
                    .asString();
            ins.event();
            ins.epoch(2, row("a", 2, "2.00"));
            outs.epoch(2, ins.end(), row("a", 2, "2.00"), row("b", 2, "2.00"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> read("{" + reads + "}")
                            .path("results")
                            .path(1)
                            .path("rows")
                            .toString()
                            .contains("\"n\":2"));

            JsonNode past = read("{\"consistent\":true,\"asOf\":\"" + then + "\"," + reads + "}");
            assertThat(past.path("consistent").asBoolean()).isTrue();
            assertThat(past.path("position").asString()).isEqualTo(then);
            JsonNode first = past.path("results").path(0);
            assertThat(first.path("rows").toString()).isEqualTo("[{\"n\":1}]");
            assertThat(first.path("position").asString()).isEqualTo(then);
            assertThat(Instant.parse(first.path("closedAt").asString())).isBefore(Instant.now());
            JsonNode second = past.path("results").path(1);
            assertThat(second.path("rows").path(0).path("n").asInt()).isEqualTo(1);
            assertThat(second.path("rows").path(1).isNull()).isTrue();

            // One of them goes on alone: then there are moments at which they had not included the same.
            ins.event();
            ins.epoch(3, row("a", 3, "3.00"));
            String apart = "{\"asOf\":\"" + Instant.now().plusMillis(300) + "\"," + reads;
            assertThat(read(apart + "}").path("consistent").asBoolean()).isFalse();
            HttpResponse<String> refused = post(apart + ",\"consistent\":true}");
            assertThat(refused.statusCode()).isEqualTo(504);
            assertThat(refused.body()).contains("NO_COMMON_POSITION");
        }
        HttpResponse<String> wrong = post("{\"asOf\":\"noon\",\"reads\":[{\"view\":\"sales_of_shop\"}]}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("\"pointer\":\"/asOf\"", "a time with its offset");
    }

    @Test
    void pagesByTheQueryOfTheNextPage() {
        String query = "order=n.desc&limit=2";
        JsonNode first = read("{\"reads\":[{\"view\":\"sales_of_shop\",\"query\":\"" + query + "\"}]}")
                .path("results")
                .path(0);
        assertThat(first.path("rows").size()).isEqualTo(2);
        String next = first.path("next").asString();
        assertThat(next).startsWith(query + "&cursor=");
        JsonNode second = read("{\"reads\":[{\"view\":\"sales_of_shop\",\"query\":\"" + next + "\"}]}")
                .path("results")
                .path(0);
        assertThat(second.path("rows").path(0).path("shop").asString()).isEqualTo("a");
        assertThat(second.has("next")).isFalse();
        assertThat(service.get("/api/views/sales_of_shop/rows?" + next).body()).contains("\"shop\":\"a\"");
    }

    @Test
    void passesRowsOnAsTheyAre() {
        assertThat(post("{\"reads\":[{\"view\":\"sales_of_shop\",\"keys\":[[\"a\",1]]}]}")
                        .body())
                .contains("\"rows\":[{\"shop\":\"a\",\"item\":1,\"n\":1,\"amount\":10.50}]");
    }

    @Test
    void theRowsOfAllReadsTogetherHaveABound() {
        String text = "x".repeat(900_000);
        try (TestView wide = new TestView(
                        TestServers.kafka(),
                        NAMESPACE,
                        "manuals_of_shop",
                        1,
                        List.of("id"),
                        List.of(column("id", "BIGINT"), column("text", "VARCHAR")))
                .publish()) {
            wide.event();
            for (int id = 0; id < 12; id++) {
                wide.epoch(id + 1, new RowOf(0, "[" + id + "]", "{\"id\":" + id + ",\"text\":\"" + text + "\"}"));
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            service.get("/api/views/manuals_of_shop/rows/11").statusCode() == 200);
            JsonNode results = read("{\"reads\":[{\"view\":\"manuals_of_shop\"},{\"view\":\"manuals_of_shop\"}]}")
                    .path("results");
            assertThat(results.path(0).path("rows").size()).isEqualTo(9);
            assertThat(results.path(1).path("rows").size())
                    .as("one row is on a page in any case")
                    .isEqualTo(1);
            assertThat(results.path(1).path("next").asString()).startsWith("cursor=");
            JsonNode keys = read("{\"reads\":[{\"view\":\"manuals_of_shop\",\"keys\":[[4],[11],[12],[0]]}]}")
                    .path("results")
                    .path(0)
                    .path("rows");
            assertThat(keys.path(1).path("id").asInt()).isEqualTo(11);
            assertThat(keys.path(2).isNull()).isTrue();
            assertThat(keys.path(3).path("id").asInt()).isZero();
            HttpResponse<String> tooLarge = post(
                    "{\"reads\":[{\"view\":\"manuals_of_shop\",\"keys\":[[0],[1],[2],[3],[4],[5],[6],[7],[8],[9]]}]}");
            assertThat(tooLarge.statusCode()).isEqualTo(422);
            assertThat(tooLarge.body()).contains("ANSWER_TOO_LARGE", "fewer keys");
        }
    }

    @Test
    void answersDecimalsAsStringsWherePreferred() {
        JsonNode reply = read(
                "{\"reads\":[{\"view\":\"sales_of_shop\",\"keys\":[[\"a\",1]]},{\"view\":\"sales_of_shop\",\"query\":\"shop=eq.b\"}]}",
                "Prefer",
                "decimals=string");
        assertThat(reply.path("results").path(0).path("rows").path(0).path("amount"))
                .isEqualTo(JSON.readTree("\"10.50\""));
        assertThat(reply.path("results").path(1).path("rows").path(0).path("amount"))
                .isEqualTo(JSON.readTree("\"7.00\""));
    }

    @Test
    void waitsForPositionsAndSaysWhetherTheViewsAgree() {
        Position sent = sales.event();
        long included = sales.end();
        String both = "{\"view\":\"sales_of_shop\",\"keys\":[[\"z\",1]]},{\"view\":\"returns_of_shop\"}";
        HttpResponse<String> early =
                post("{\"after\":\"" + sent.token() + "\",\"reads\":[" + both + "]}", "Prefer", "wait=0");
        assertThat(early.statusCode()).isEqualTo(504);
        assertThat(early.body()).contains("POSITION_NOT_REACHED");

        Thread.ofVirtual().start(() -> {
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            sales.epoch(2, included, row("z", 26, "1.00"));
        });
        JsonNode covered = read(
                "{\"reads\":[{\"view\":\"sales_of_shop\",\"keys\":[[\"z\",1]]}]}",
                "Millrace-After",
                sent.token(),
                "Prefer",
                "wait=10");
        assertThat(covered.path("results")
                        .path(0)
                        .path("rows")
                        .path(0)
                        .path("n")
                        .asInt())
                .isEqualTo(26);

        JsonNode apart = read("{\"reads\":[" + both + "]}");
        assertThat(apart.path("consistent").asBoolean(true)).isFalse();
        assertThat(apart.path("results").path(0).path("position"))
                .isNotEqualTo(apart.path("results").path(1).path("position"));
        assertThat(apart.path("position")).isEqualTo(covered.path("position"));
        HttpResponse<String> refused = post("{\"consistent\":true,\"reads\":[" + both + "]}", "Prefer", "wait=1");
        assertThat(refused.statusCode()).isEqualTo(504);
        assertThat(refused.body())
                .contains("NO_COMMON_POSITION", "'sales_of_shop' at epoch 2", "'returns_of_shop' at epoch 41");

        behind.epoch(42, included);
        stock.epoch(2, included);
        String after = apart.path("position").asString();
        JsonNode together =
                read("{\"consistent\":true,\"after\":\"" + after + "\",\"reads\":[" + both + "]}", "Prefer", "wait=10");
        assertThat(together.path("consistent").asBoolean()).isTrue();
        assertThat(together.path("position").asString()).isEqualTo(after);
        sales.epoch(3, included, new RowOf(0, "[\"z\",1]", null));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> service.get("/api/views/sales_of_shop/rows/z,1").statusCode() == 404);
    }

    @Test
    void carriesOnWhatWasAskedForOfOtherStreams() {
        Position foreign = Position.of(UUID.randomUUID(), 0, 99);
        JsonNode reply = read("{\"after\":\"" + foreign.token() + "\",\"reads\":[{\"view\":\"stock_of_shop\"}]}");
        assertThat(foreign.isCoveredBy(Position.parse(reply.path("position").asString())))
                .isTrue();
    }

    @Test
    void refusesWhatIsWrongAllAtOnce() {
        HttpResponse<String> reply = post("""
                {"reads": [
                  {"view": "sales_of_shop", "query": "shopp=eq.a&limit=0"},
                  {"view": "No view", "query": ""},
                  {"view": "stock_of_shop", "keys": [["a"], ["a", "one"]]}]}""");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(reply.body())
                .contains("\"/reads/0/query\"", "\"hint\":\"shop\"", "UNKNOWN_VIEW", "\"/reads/1/view\"")
                .contains("\"/reads/2/keys/0\"", "\"/reads/2/keys/1/1\"");
        assertThat(post("not JSON").body()).contains("MALFORMED_REQUEST");
        assertThat(post("{\"reads\":[{\"view\":\"sales_of_shop\"}]}", "Millrace-After", "nonsense!")
                        .body())
                .contains("MALFORMED_POSITION");
        assertThat(post("{\"reads\":[{\"view\":\"nowhere\"}]}").statusCode())
                .as("nobody can tell whether it exists")
                .isEqualTo(503);
    }

    @Test
    void wantsTheScopeOfEveryView() {
        String token = TestIdentity.token("read:sales_of_shop");
        String json = "{\"reads\":[{\"view\":\"sales_of_shop\"},{\"view\":\"%s\"}]}";
        assertThat(service.postAs(token, "/api/views/read", json.formatted("sales_of_shop"))
                        .statusCode())
                .isEqualTo(200);
        for (String view : List.of("stock_of_shop", "nowhere")) {
            HttpResponse<String> reply = service.postAs(token, "/api/views/read", json.formatted(view));
            assertThat(reply.statusCode()).isEqualTo(403);
            assertThat(reply.body()).contains("FORBIDDEN", "read:" + view);
        }
    }

    @Test
    void anotherCopyReadsTheSame() {
        String json = "{\"consistent\":true,\"reads\":[{\"view\":\"sales_of_shop\",\"query\":\"shop=eq.a\"},"
                + "{\"view\":\"stock_of_shop\",\"keys\":[[\"a\",1]]}]}";
        String here = read(json).path("results").path(1).path("rows").toString();
        try (RunningViewService two =
                RunningViewService.start(NAMESPACE, TestServers.kafka(), TestServers.redis(), "two", Map.of())) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> two.post("/api/views/read", json).statusCode() == 200);
            HttpResponse<String> there = two.post("/api/views/read", json);
            assertThat(JSON.readTree(there.body())
                            .path("results")
                            .path(1)
                            .path("rows")
                            .toString())
                    .isEqualTo(here);
        }
    }
}

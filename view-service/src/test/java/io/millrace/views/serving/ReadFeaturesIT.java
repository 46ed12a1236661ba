package io.millrace.views.serving;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.view.ViewColumn;
import io.millrace.kernel.Position;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReadFeaturesIT {
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<TestView> VIEWS = new ArrayList<>();
    private static RunningViewService service;
    private static TestView orders;

    @BeforeAll
    static void start() {
        orders = view(
                "orders_of_customer",
                List.of("customer_id"),
                column("customer_id", "VARCHAR"),
                column("orders", "BIGINT"),
                column("revenue", "DECIMAL(10,2)"),
                column("tags", "ARRAY<VARCHAR>"));
        orders.epoch(
                1,
                new RowOf(
                        0,
                        "[\"c1\"]",
                        "{\"customer_id\":\"c1\",\"orders\":7,\"revenue\":12.50,\"tags\":[\"new\",\"eu\"]}"),
                new RowOf(1, "[\"c2\"]", "{\"customer_id\":\"c2\",\"orders\":1,\"revenue\":null,\"tags\":[]}"));
        view(
                        "logins_of_customer",
                        List.of("customer_id", "device"),
                        column("customer_id", "VARCHAR"),
                        column("device", "BIGINT"),
                        column("last_login", "TIMESTAMP(3)"))
                .epoch(
                        1,
                        new RowOf(
                                0,
                                "[\"c1\",1]",
                                "{\"customer_id\":\"c1\",\"device\":1,\"last_login\":\"2001-01-01T00:00:00Z\"}"));
        view("orders_of_all", List.of(), column("n", "BIGINT")).epoch(1, new RowOf(0, "[]", "{\"n\":8}"));
        service = RunningViewService.start(NAMESPACE, TestServers.kafka(), TestServers.redis(), "one", Map.of());
        for (TestView view : VIEWS) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> service.get("/api/views/" + view.name() + "/rows")
                            .headers()
                            .firstValue("Millrace-State")
                            .isEmpty());
        }
    }

    private static TestView view(String name, List<String> key, ViewColumn... columns) {
        TestView view = new TestView(TestServers.kafka(), NAMESPACE, name, 2, key, List.of(columns)).publish();
        VIEWS.add(view);
        view.event();
        return view;
    }

    @AfterAll
    static void stop() {
        service.close();
        VIEWS.forEach(TestView::close);
    }

    private static HttpResponse<String> post(String json, String... headers) {
        return service.post("/api/features/online", json, headers);
    }

    private static JsonNode read(String json, String... headers) {
        HttpResponse<String> reply = post(json, headers);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return JSON.readTree(reply.body());
    }

    @Test
    void answersColumnsOfSeveralViewsForManyKeys() {
        JsonNode reply = read("""
                {"features": ["orders_of_customer.orders", "logins_of_customer.last_login", "orders_of_customer.revenue",
                              "orders_of_all.n", "orders_of_customer.tags"],
                 "keys": [{"customer_id": "c1", "device": 1}, {"device": "1", "customer_id": "c2"},
                          {"customer_id": "c3", "device": 1}],
                 "defaults": {"orders_of_customer.orders": 0, "orders_of_customer.revenue": 0}}""");
        JsonNode rows = reply.path("rows");
        assertThat(rows.path(0).path("values").toString())
                .isEqualTo("[7,\"2001-01-01T00:00:00Z\",12.5,8,[\"new\",\"eu\"]]");
        assertThat(rows.path(0).path("statuses").toString())
                .isEqualTo("[\"PRESENT\",\"PRESENT\",\"PRESENT\",\"PRESENT\",\"PRESENT\"]");
        assertThat(rows.path(1).path("values").toString()).isEqualTo("[1,null,null,8,[]]");
        assertThat(rows.path(1).path("statuses").toString())
                .as("a null in a row is no missing row, and no default stands for it")
                .isEqualTo("[\"PRESENT\",\"ABSENT\",\"PRESENT\",\"PRESENT\",\"PRESENT\"]");
        assertThat(rows.path(2).path("values").toString()).isEqualTo("[0,null,0,8,null]");
        assertThat(rows.path(2).path("statuses").toString())
                .isEqualTo("[\"DEFAULT\",\"ABSENT\",\"DEFAULT\",\"PRESENT\",\"ABSENT\"]");
        assertThat(rows.path(1).path("key").toString()).isEqualTo("{\"device\":\"1\",\"customer_id\":\"c2\"}");
        JsonNode feature = reply.path("features").path(1);
        assertThat(feature.path("name").asString()).isEqualTo("logins_of_customer.last_login");
        assertThat(feature.path("type").asString()).isEqualTo("TIMESTAMP(3)");
        assertThat(feature.path("view").asString()).isEqualTo("logins_of_customer");
        assertThat(feature.path("version").asInt()).isEqualTo(1);
        Position whole = Position.parse(reply.path("position").asString());
        for (JsonNode told : reply.path("features")) {
            assertThat(Position.parse(told.path("position").asString()).isCoveredBy(whole))
                    .isTrue();
        }
    }

    @Test
    void answersDecimalsAsStringsWherePreferred() {
        assertThat(post("{\"features\":[\"orders_of_customer.revenue\"],\"keys\":[{\"customer_id\":\"c1\"}]}")
                        .body())
                .contains("\"values\":[12.50]");
        JsonNode reply = read(
                "{\"features\":[\"orders_of_customer.revenue\"],\"keys\":[{\"customer_id\":\"c1\"},{\"customer_id\":\"x\"}],"
                        + "\"defaults\":{\"orders_of_customer.revenue\":0.5}}",
                "Prefer",
                "decimals=string");
        assertThat(reply.path("rows").path(0).path("values").toString()).isEqualTo("[\"12.50\"]");
        assertThat(reply.path("rows").path(1).path("values").toString()).isEqualTo("[\"0.5\"]");
    }

    @Test
    void answersAsManyKeysAsOneRequestMayHave() {
        String keys = IntStream.range(0, RequestedFeatures.KEYS_MAX)
                .mapToObj(i -> "{\"customer_id\":\"c" + i + "\"}")
                .collect(Collectors.joining(","));
        JsonNode rows = read("{\"features\":[\"orders_of_customer.orders\"],\"keys\":[" + keys + "]}")
                .path("rows");
        assertThat(rows.size()).isEqualTo(RequestedFeatures.KEYS_MAX);
        assertThat(rows.path(1).path("values").toString()).isEqualTo("[7]");
        assertThat(rows.path(2).path("values").toString()).isEqualTo("[1]");
        assertThat(rows.path(99).path("statuses").toString()).isEqualTo("[\"ABSENT\"]");
    }

    @Test
    void waitsForAPosition() {
        Position sent = orders.event();
        String json = "{\"after\":\"" + sent.token()
                + "\",\"features\":[\"orders_of_customer.orders\"],\"keys\":[{\"customer_id\":\"c9\"}]}";
        assertThat(post(json, "Prefer", "wait=0").body()).contains("POSITION_NOT_REACHED");
        orders.epoch(2, new RowOf(0, "[\"c9\"]", "{\"customer_id\":\"c9\",\"orders\":9,\"revenue\":1,\"tags\":[]}"));
        JsonNode reply = read(json, "Prefer", "wait=10");
        assertThat(reply.path("rows").path(0).path("values").toString()).isEqualTo("[9]");
        assertThat(sent.isCoveredBy(Position.parse(reply.path("position").asString())))
                .isTrue();
    }

    @Test
    void refusesWhatIsWrongAllAtOnce() {
        HttpResponse<String> reply = post("""
                {"features": ["orders_of_customer.order", "No view.x", "logins_of_customer.last_login"],
                 "keys": [{"customer_id": "c1"}],
                 "defaults": {"logins_of_customer.last_login": 0}}""");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body())
                .contains("\"/features/0\"", "\"hint\":\"orders\"", "\"/features/1\"", "UNKNOWN_VIEW")
                .contains("\"/keys/0/device\"", "MISSING_KEY_COLUMN", "\"/defaults/logins_of_customer.last_login\"");
    }

    @Test
    void wantsTheScopeOfEveryView() {
        HttpResponse<String> reply = service.postAs(
                TestIdentity.token("read:orders_of_customer"),
                "/api/features/online",
                "{\"features\":[\"orders_of_customer.orders\",\"orders_of_all.n\"],\"keys\":[{\"customer_id\":\"c1\"}]}");
        assertThat(reply.statusCode()).isEqualTo(403);
        assertThat(reply.body()).contains("read:orders_of_all");
    }
}

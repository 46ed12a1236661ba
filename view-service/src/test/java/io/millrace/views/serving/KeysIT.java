package io.millrace.views.serving;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.view.ViewColumn;
import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Views whose key is no column of the rows, in part or whole, and a view that has one row. */
class KeysIT {
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static final int SCAN_ROWS_MAX = 1000;
    private static final List<TestView> VIEWS = new ArrayList<>();
    private static RunningViewService service;

    @BeforeAll
    static void start() {
        ViewColumn origin = column("origin", "VARCHAR");
        ViewColumn delay = column("delay", "BIGINT");
        view("late", List.of("$flight_id"), List.of(column("$flight_id", "VARCHAR")), origin, delay)
                .epoch(
                        1,
                        new RowOf(0, "[\"F3\"]", "{\"origin\":\"LAS\",\"delay\":70}"),
                        new RowOf(1, "[\"F1\"]", "{\"origin\":\"LAS\",\"delay\":70}"),
                        new RowOf(1, "[\"F2\"]", "{\"origin\":\"JFK\",\"delay\":90}"));
        view("parts", List.of("plant", "$part"), List.of(column("$part", "BIGINT")), column("plant", "VARCHAR"), delay)
                .epoch(
                        1,
                        new RowOf(0, "[\"a\",10]", "{\"plant\":\"a\",\"delay\":10}"),
                        new RowOf(1, "[\"a\",9]", "{\"plant\":\"a\",\"delay\":9}"),
                        new RowOf(1, "[\"b\",1]", "{\"plant\":\"b\",\"delay\":1}"));
        view("lines", List.of("$offset"), List.of(), column("message", "VARCHAR"))
                .epoch(
                        1,
                        new RowOf(0, "[\"0-10\"]", "{\"message\":\"second\"}"),
                        new RowOf(0, "[\"0-9\"]", "{\"message\":\"first\"}"),
                        new RowOf(1, "[\"1-0\"]", "{\"message\":\"third\"}"));
        view("total", List.of(), List.of(), column("n", "BIGINT")).epoch(1, new RowOf(1, "[]", "{\"n\":3}"));
        view("nothing", List.of(), List.of(), column("n", "BIGINT")).epoch(1);
        List<RowOf> many = new ArrayList<>();
        for (int i = 0; i <= SCAN_ROWS_MAX; i++) {
            many.add(new RowOf(i % 2, "[" + i + "]", "{\"id\":" + i + ",\"delay\":" + i + "}"));
        }
        view("many", List.of("id"), List.of(), column("id", "BIGINT"), delay).epoch(1, many.toArray(RowOf[]::new));
        service = RunningViewService.start(
                NAMESPACE,
                TestServers.kafka(),
                TestServers.redis(),
                "one",
                Map.of("millrace.views.serving.scan-rows-max", Integer.toString(SCAN_ROWS_MAX)));
        for (TestView view : VIEWS) {
            await().atMost(Duration.ofSeconds(20)).until(() -> isComplete(rows(view.name(), "")));
        }
    }

    private static boolean isComplete(HttpResponse<String> reply) {
        return reply.statusCode() == 200
                && reply.headers().firstValue("Millrace-State").isEmpty();
    }

    private static TestView view(String name, List<String> key, List<ViewColumn> hidden, ViewColumn... columns) {
        TestView view = new TestView(TestServers.kafka(), NAMESPACE, name, 2, key, hidden, List.of(columns)).publish();
        VIEWS.add(view);
        view.event();
        return view;
    }

    @AfterAll
    static void stop() {
        service.close();
        VIEWS.forEach(TestView::close);
    }

    private static HttpResponse<String> rows(String view, String query) {
        return service.get("/api/views/" + view + "/rows" + query);
    }

    /** The bodies of the pages, one row each. */
    private static List<String> paged(String view, String query) {
        List<String> pages = new ArrayList<>();
        String path = "/api/views/" + view + "/rows?limit=1" + query;
        while (path != null) {
            HttpResponse<String> reply = service.get(path);
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
            pages.add(reply.body());
            path = reply.headers()
                    .firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse(null);
        }
        return pages;
    }

    @Test
    void keepsThePrimaryKeyThatIsNotSelectedOutOfTheRowsAndInTheirOrder() {
        assertThat(rows("late", "").body())
                .isEqualTo("[{\"origin\":\"LAS\",\"delay\":70},{\"origin\":\"JFK\",\"delay\":90},"
                        + "{\"origin\":\"LAS\",\"delay\":70}]");
        assertThat(paged("late", ""))
                .containsExactly(
                        "[{\"origin\":\"LAS\",\"delay\":70}]",
                        "[{\"origin\":\"JFK\",\"delay\":90}]",
                        "[{\"origin\":\"LAS\",\"delay\":70}]");
        assertThat(paged("late", "&order=delay&select=delay"))
                .as("equal rows are told apart by the hidden key")
                .containsExactly("[{\"delay\":70}]", "[{\"delay\":70}]", "[{\"delay\":90}]");
    }

    @Test
    void readsOneRowByThePrimaryKeyThatIsNotSelected() {
        assertThat(service.get("/api/views/late/rows/F2").body()).isEqualTo("{\"origin\":\"JFK\",\"delay\":90}");
        assertThat(service.get("/api/views/late/rows/F9").statusCode()).isEqualTo(404);
        assertThat(service.get("/api/views/parts/rows/a,9").body()).isEqualTo("{\"plant\":\"a\",\"delay\":9}");
        HttpResponse<String> malformed = service.get("/api/views/parts/rows/a,nine");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.body()).contains("plant (").contains("part (").doesNotContain("$part");
    }

    @Test
    void filtersByTheVisiblePartOfAKeyAlone() {
        assertThat(rows("parts", "?plant=eq.a").body())
                .isEqualTo("[{\"plant\":\"a\",\"delay\":9},{\"plant\":\"a\",\"delay\":10}]");
        HttpResponse<String> hidden = rows("late", "?flight_id=eq.F2");
        assertThat(hidden.statusCode()).isEqualTo(400);
        assertThat(hidden.body()).contains("UNKNOWN_COLUMN");
    }

    @Test
    void keepsRowsOfAStreamWithoutPrimaryKeyInTheOrderOfTheStream() {
        assertThat(paged("lines", ""))
                .containsExactly(
                        "[{\"message\":\"first\"}]", "[{\"message\":\"second\"}]", "[{\"message\":\"third\"}]");
        assertThat(service.get("/api/views/lines/rows/0-10").body()).isEqualTo("{\"message\":\"second\"}");
        assertThat(service.get("/api/views/lines/rows/0-11").statusCode()).isEqualTo(404);
        HttpResponse<String> malformed = service.get("/api/views/lines/rows/ten");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.body()).contains("partition-offset");
    }

    @Test
    void answersTheOneRowOfAGlobalAggregate() {
        assertThat(rows("total", "").body()).isEqualTo("[{\"n\":3}]");
        assertThat(rows("total", "?n=gt.2&order=n.desc").body()).isEqualTo("[{\"n\":3}]");
        assertThat(rows("total", "?n=gt.3").body()).isEqualTo("[]");
        assertThat(rows("nothing", "").body()).isEqualTo("[]");
        HttpResponse<String> byKey = service.get("/api/views/total/rows/3");
        assertThat(byKey.statusCode()).isEqualTo(400);
        assertThat(byKey.body()).contains("has one row and no key", "GET /api/views/total/rows");
    }

    @Test
    void followsTheOneRowOfAGlobalAggregate() {
        TestView view = view("growing", List.of(), List.of(), column("n", "BIGINT"));
        view.epoch(1, new RowOf(1, "[]", "{\"n\":1}"));
        view.epoch(2, new RowOf(1, "[]", "{\"n\":2}"));
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(rows("growing", "").body()).isEqualTo("[{\"n\":2}]"));
        view.epoch(3, new RowOf(1, "[]", null));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(rows("growing", "").body()).isEqualTo("[]"));
    }

    @Test
    void refusesReadsThatLookAtMoreRowsThanOneReadMay() {
        for (String query : List.of("?delay=gt.10000", "?order=delay")) {
            HttpResponse<String> refused = rows("many", query);
            assertThat(refused.statusCode()).as(query).isEqualTo(422);
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(refused.body())
                    .as(query)
                    .contains("SCAN_TOO_LARGE", "one read may look at " + SCAN_ROWS_MAX)
                    .contains("Filter by equality on the first columns of the key (id)");
        }
        assertThat(rows("many", "").statusCode()).as("in key order").isEqualTo(200);
        assertThat(rows("many", "?id=lt.3&order=delay.desc&limit=1").body())
                .as("a part of the keys")
                .isEqualTo("[{\"id\":2,\"delay\":2}]");
    }
}

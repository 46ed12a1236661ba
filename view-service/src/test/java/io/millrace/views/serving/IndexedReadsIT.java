package io.millrace.views.serving;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.view.ViewColumn;
import io.millrace.api.view.ViewIndex;
import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two views of the same random rows, one with indexes and one without: whatever is asked, both answer the same, page by page. */
class IndexedReadsIT {
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static final int SCAN_ROWS_MAX = 1000;
    private static final int IDS = 700;
    private static final int EPOCHS = 12;
    private static final int QUERIES = 40;
    private static final List<ViewColumn> COLUMNS = List.of(
            column("id", "BIGINT"),
            column("country", "VARCHAR"),
            column("status", "VARCHAR"),
            column("total", "DECIMAL(10,2)"),
            column("open", "BOOLEAN"),
            column("ratio", "DOUBLE"));
    private static final List<ViewIndex> INDEXES = List.of(
            new ViewIndex(List.of("country", "total")),
            new ViewIndex(List.of("status")),
            new ViewIndex(List.of("total")),
            new ViewIndex(List.of("open", "country", "ratio")));
    private static final String[] FILTERS = {
        "country=eq.DE",
        "country=eq.FR",
        "country=is.null",
        "country=not.is.null",
        "country=in.(DE,FR,XX)",
        "country=like.D*",
        "country=neq.DE",
        "status=eq.open",
        "status=in.(open,lost)",
        "status=like.*e*",
        "status=is.null",
        "total=gt.5",
        "total=lte.7.5",
        "total=gte.2&total=lt.4",
        "total=eq.3.50",
        "total=is.null",
        "open=is.true",
        "open=is.unknown",
        "open=eq.false",
        "ratio=gt.0.5",
        "id=gt.300",
        "id=in.(1,2,3,600)",
        "total=eq.0.001"
    };
    private static final String[] ORDERS = {
        "total", "total.desc", "total.asc.nullsfirst", "total.desc.nullslast", "country,total",
                "country.desc,total.desc",
        "country.asc.nullsfirst,total", "status.desc", "status", "open.desc,country.desc,ratio.desc", "ratio",
                "id.desc",
        "country,total.desc", "country"
    };

    private static RunningViewService service;
    private static TestView indexed;
    private static TestView plain;
    private static TestView large;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @BeforeAll
    static void start() {
        indexed = new TestView(TestServers.kafka(), NAMESPACE, "indexed", 2, List.of("id"), COLUMNS)
                .indexed(INDEXES)
                .publish();
        plain = new TestView(TestServers.kafka(), NAMESPACE, "plain", 2, List.of("id"), COLUMNS).publish();
        large = new TestView(TestServers.kafka(), NAMESPACE, "large", 2, List.of("id"), COLUMNS)
                .indexed(List.of(new ViewIndex(List.of("total"))))
                .publish();
        service = RunningViewService.start(
                NAMESPACE,
                TestServers.kafka(),
                TestServers.redis(),
                "one",
                Map.of("millrace.views.serving.scan-rows-max", Integer.toString(SCAN_ROWS_MAX)));
    }

    @AfterAll
    static void stop() {
        service.close();
        indexed.close();
        plain.close();
        large.close();
    }

    @Test
    void answersTheSameAsWithoutIndexes() {
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            RowOf[] changes = changes(epoch == 1 ? IDS : random.nextInt(1, 200));
            String indexedAt = write(indexed, epoch, changes);
            String plainAt = write(plain, epoch, changes);
            for (int i = 0; i < QUERIES; i++) {
                String query = query();
                assertThat(pages("indexed", query, indexedAt))
                        .as("seed %d, epoch %d: %s", seed, epoch, query)
                        .isEqualTo(pages("plain", query, plainAt));
            }
        }
    }

    private static String write(TestView view, int epoch, RowOf... changes) {
        String position = view.event().token();
        view.epoch(epoch, changes);
        return position;
    }

    private RowOf[] changes(int count) {
        RowOf[] changes = new RowOf[count];
        for (int i = 0; i < count; i++) {
            int id = random.nextInt(IDS);
            String row = random.nextInt(5) == 0 ? null : row(id);
            changes[i] = new RowOf(id % 2, "[" + id + "]", row);
        }
        return changes;
    }

    private String row(int id) {
        return "{\"id\":%d,\"country\":%s,\"status\":%s,\"total\":%s,\"open\":%s,\"ratio\":%s}"
                .formatted(
                        id,
                        one("\"DE\"", "\"DEN\"", "\"FR\"", "\"\"", "null", "\"D\\u0000E\""),
                        one("\"open\"", "\"done\"", "\"lost\"", "null"),
                        random.nextInt(8) == 0 ? "null" : random.nextInt(-3, 20) / 2 + one(".00", ".50", ".5", ""),
                        one("true", "false", "null"),
                        random.nextInt(6) == 0 ? "null" : Double.toString(random.nextInt(-4, 9) / 4.0));
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String query() {
        List<String> parts = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            parts.add(one(FILTERS));
        }
        if (random.nextInt(3) > 0) {
            parts.add("order=" + one(ORDERS));
        }
        parts.add("limit=" + one("1", "7", "50", "100", "1000"));
        return String.join("&", parts);
    }

    /** The first pages of an answer, as many as are worth it. */
    private static List<String> pages(String view, String query, String after) {
        List<String> pages = new ArrayList<>();
        String path = "/api/views/" + view + "/rows?" + query;
        while (path != null && pages.size() < 12) {
            HttpResponse<String> reply = service.get(path, "Millrace-After", after, "Prefer", "wait=20");
            assertThat(reply.statusCode()).as(path + reply.body()).isEqualTo(200);
            pages.add(reply.body());
            path = reply.headers()
                    .firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse(null);
        }
        return pages;
    }

    @Test
    void answersOfALargeViewWhatAnIndexAnswersAndAdvisesAnotherOneElse() {
        List<RowOf> many = new ArrayList<>();
        for (int i = 0; i < 5 * SCAN_ROWS_MAX; i++) {
            String status = i % 2 == 0 ? "even" : "odd";
            many.add(new RowOf(
                    i % 2,
                    "[" + i + "]",
                    "{\"id\":%d,\"country\":\"DE\",\"status\":\"%s\",\"total\":%d,\"open\":null,\"ratio\":null}"
                            .formatted(i, status, i / 3)));
        }
        String position = write(large, 1, many.toArray(RowOf[]::new));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> service.get("/api/views/large/rows", "Millrace-After", position, "Prefer", "wait=20")
                                .statusCode()
                        == 200);
        assertThat(ids("total=eq.700")).isEqualTo("2100,2101,2102");
        assertThat(ids("order=total.desc&limit=5")).isEqualTo("4998,4999,4995,4996,4997");
        assertThat(ids("order=total.desc&limit=3&status=eq.odd")).isEqualTo("4999,4995,4997");
        assertThat(ids("total=in.(1,1500)&order=id.desc")).isEqualTo("4502,4501,4500,5,4,3");
        assertThat(refusal("status=eq.even&order=ratio.desc"))
                .contains("SCAN_TOO_LARGE")
                .contains(
                        "Declare WITH (indexes = 'total; status, ratio') by CREATE OR REPLACE MATERIALIZED VIEW large");
        assertThat(refusal("status=eq.no")).contains("indexes = 'total; status'");
        assertThat(refusal("status=neq.even&country=neq.DE")).doesNotContain("indexes");
    }

    private static String ids(String query) {
        HttpResponse<String> reply = service.get("/api/views/large/rows?select=id&" + query);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.body().replaceAll("[^0-9,]", "");
    }

    private static String refusal(String query) {
        HttpResponse<String> reply = service.get("/api/views/large/rows?" + query);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(422);
        return reply.body();
    }
}

package io.millrace.views.serving;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.kernel.Position;
import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows as they were. */
class AsOfIT {
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static RunningViewService service;

    @BeforeAll
    static void start() {
        service = RunningViewService.start(NAMESPACE, TestServers.kafka(), TestServers.redis(), "one", Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static TestView view(String name) {
        return new TestView(
                        TestServers.kafka(),
                        NAMESPACE,
                        name,
                        2,
                        List.of("origin"),
                        List.of(column("origin", "VARCHAR"), column("flights", "BIGINT")))
                .publish();
    }

    private static RowOf row(int sink, String origin, long flights) {
        return new RowOf(sink, "[\"" + origin + "\"]", "{\"origin\":\"" + origin + "\",\"flights\":" + flights + "}");
    }

    private static RowOf gone(int sink, String origin) {
        return new RowOf(sink, "[\"" + origin + "\"]", null);
    }

    /** Closes the epoch, and returns a moment at which it was the newest one and no other was about to be. */
    private static Instant closed(TestView view, long epoch, RowOf... rows) {
        view.epoch(epoch, rows);
        sleep(30);
        Instant at = Instant.now();
        sleep(30);
        return at;
    }

    private static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> rows(String view, Object asOf, String query, String... headers) {
        String encoded = URLEncoder.encode(asOf.toString(), StandardCharsets.UTF_8);
        return service.get(
                "/api/views/" + view + "/rows?as_of=" + encoded + (query.isEmpty() ? "" : "&" + query), headers);
    }

    private static String body(String view, Object asOf, String query) {
        HttpResponse<String> reply = rows(view, asOf, query);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.body();
    }

    private static String header(HttpResponse<String> reply, String name) {
        return reply.headers().firstValue(name).orElseThrow(() -> new AssertionError(name + " is missing"));
    }

    @Test
    void answersWhatTheRowsWereAtATimeAndAtAPosition() {
        try (TestView view = view("pasts")) {
            view.event();
            Instant first = closed(view, 1, row(0, "LAS", 1), row(1, "JFK", 1));
            Position second = view.event();
            Instant afterSecond = closed(view, 2, row(0, "LAS", 2), row(1, "SFO", 5));
            Position third = view.event();
            Instant afterThird = closed(view, 3, gone(1, "JFK"), row(0, "LAS", 3));

            String newest = "[{\"origin\":\"LAS\",\"flights\":3},{\"origin\":\"SFO\",\"flights\":5}]";
            String middle = "[{\"origin\":\"JFK\",\"flights\":1},{\"origin\":\"LAS\",\"flights\":2},"
                    + "{\"origin\":\"SFO\",\"flights\":5}]";
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(
                                    service.get("/api/views/pasts/rows").body())
                            .isEqualTo(newest));
            assertThat(body("pasts", afterThird, "")).isEqualTo(newest);
            assertThat(body("pasts", third.token(), "")).isEqualTo(newest);
            assertThat(body("pasts", afterSecond, "")).isEqualTo(middle);
            assertThat(body("pasts", second.token(), "")).isEqualTo(middle);
            assertThat(body("pasts", first, ""))
                    .isEqualTo("[{\"origin\":\"JFK\",\"flights\":1},{\"origin\":\"LAS\",\"flights\":1}]");

            HttpResponse<String> reply = rows("pasts", afterSecond, "");
            assertThat(Instant.parse(header(reply, "Millrace-As-Of"))).isBetween(first, afterSecond);
            assertThat(header(reply, "Millrace-Watermark")).isEqualTo("1970-01-01T00:16:40.002Z");
            assertThat(second.isCoveredBy(Position.parse(header(reply, "Millrace-Position"))))
                    .isTrue();
            assertThat(third.isCoveredBy(Position.parse(header(reply, "Millrace-Position"))))
                    .isFalse();
            assertThat(reply.headers().firstValue("Millrace-State")).isEmpty();
            HttpResponse<String> again = rows("pasts", header(reply, "Millrace-Position"), "");
            assertThat(again.body()).isEqualTo(middle);
            assertThat(rows("pasts", afterSecond, "", "If-None-Match", header(reply, "ETag"))
                            .statusCode())
                    .isEqualTo(304);

            assertThat(body("pasts", afterSecond, "flights=lt.5&order=flights.desc"))
                    .isEqualTo("[{\"origin\":\"LAS\",\"flights\":2},{\"origin\":\"JFK\",\"flights\":1}]");
            // What the filter let through before is not what it was then.
            assertThat(body("pasts", afterThird, "flights=eq.2")).isEqualTo("[]");
            assertThat(pages("/api/views/pasts/rows?limit=1&as_of=" + afterSecond))
                    .containsExactly(
                            "[{\"origin\":\"JFK\",\"flights\":1}]",
                            "[{\"origin\":\"LAS\",\"flights\":2}]",
                            "[{\"origin\":\"SFO\",\"flights\":5}]");

            assertThat(service.get("/api/views/pasts/rows/JFK?as_of=" + afterSecond)
                            .body())
                    .isEqualTo("{\"origin\":\"JFK\",\"flights\":1}");
            assertThat(service.get("/api/views/pasts/rows/JFK?as_of=" + afterThird)
                            .statusCode())
                    .isEqualTo(404);
            assertThat(service.get("/api/views/pasts/rows/SFO?as_of=" + first).statusCode())
                    .isEqualTo(404);
        }
    }

    private static List<String> pages(String path) {
        List<String> pages = new ArrayList<>();
        String next = path;
        while (next != null) {
            HttpResponse<String> page = service.get(next);
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            pages.add(page.body());
            next = page.headers()
                    .firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse(null);
        }
        return pages;
    }

    @Test
    void leavesOutWhatNotAllPartitionsHaveClosed() {
        try (TestView view = view("halves")) {
            view.event();
            closed(view, 1, row(0, "LAS", 1), row(1, "JFK", 1));
            view.event();
            List<ProducerRecord<byte[], byte[]>> half = new ArrayList<>(view.rows(2, row(0, "LAS", 2)));
            half.add(view.closed(0, 2, view.end()));
            view.send(half);
            sleep(30);
            Instant between = Instant.now();
            sleep(30);
            view.send(List.of(view.closed(1, 2, view.end())));
            sleep(30);
            assertThat(body("halves", between, "origin=eq.LAS")).isEqualTo("[{\"origin\":\"LAS\",\"flights\":1}]");
            assertThat(body("halves", Instant.now(), "origin=eq.LAS"))
                    .isEqualTo("[{\"origin\":\"LAS\",\"flights\":2}]");
        }
    }

    @Test
    void waitsForAPositionThatTheViewHasNotSeen() throws Exception {
        try (TestView view = view("laters");
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            view.event();
            closed(view, 1, row(0, "LAS", 1));
            Position next = view.event();
            Future<HttpResponse<String>> waiting =
                    other.submit(() -> rows("laters", next.token(), "", "Prefer", "wait=20"));
            sleep(200);
            view.epoch(2, row(0, "LAS", 2));
            assertThat(waiting.get().body()).isEqualTo("[{\"origin\":\"LAS\",\"flights\":2}]");

            Position never = view.event();
            HttpResponse<String> refused = rows("laters", never.token(), "", "Prefer", "wait=0");
            assertThat(refused.statusCode()).isEqualTo(504);
            assertThat(refused.body()).contains("POSITION_NOT_REACHED");
        }
    }

    @Test
    void saysWhatIsNoLongerKnown() {
        try (TestView view = view("olds")) {
            Position first = view.event();
            List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>(view.written(
                    Instant.now().minus(Duration.ofHours(3)), 1, view.end(), row(0, "LAS", 1), row(1, "JFK", 1)));
            Position second = view.event();
            written.addAll(view.written(Instant.now().minus(Duration.ofHours(2)), 2, view.end(), row(0, "LAS", 2)));
            // In one transaction, since its end is written now.
            view.send(written);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> service.get("/api/views/olds/rows").body().contains("\"flights\":2"));

            HttpResponse<String> tooOld = rows("olds", Instant.now().minus(Duration.ofMinutes(61)), "");
            assertThat(tooOld.statusCode()).isEqualTo(410);
            assertThat(tooOld.body()).contains("BEYOND_HISTORY", "1h", "history");
            // Nothing has changed since, so that the rows within the history are these.
            assertThat(body("olds", Instant.now().minus(Duration.ofMinutes(59)), "origin=eq.LAS"))
                    .isEqualTo("[{\"origin\":\"LAS\",\"flights\":2}]");
            String position = header(rows("olds", Instant.now(), ""), "Millrace-Position");
            assertThat(body("olds", position, "origin=eq.LAS")).isEqualTo("[{\"origin\":\"LAS\",\"flights\":2}]");
            HttpResponse<String> passed = rows("olds", first.token(), "");
            assertThat(passed.statusCode()).isEqualTo(410);
            assertThat(passed.body()).contains("BEYOND_HISTORY");
            assertThat(second.isCoveredBy(Position.parse(position))).isTrue();
        }
        try (TestView fresh = view("youngs")) {
            Instant before = Instant.now();
            sleep(20);
            fresh.event();
            closed(fresh, 1, row(0, "LAS", 1));
            HttpResponse<String> none = rows("youngs", before, "");
            assertThat(none.statusCode()).isEqualTo(410);
            assertThat(none.body()).contains("had no rows yet");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "as_of=yesterday, such as 2026-11-28T10:15:00Z",
        "as_of=2026-11-28T10:15:00, a time with its offset",
        "as_of=2026-11-28T10:15:00+01:00, %2B",
        "as_of=, a time with its offset",
        "as_of=2999-01-01T00:00:00Z, in the future",
        "as_of=2026-11-28T10:15:00Z&as_of=2026-11-28T10:15:00Z, give it once",
    })
    void refusesWhatIsNoMoment(String query, String mend) {
        try (TestView view = view("refusals")) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> service.get("/api/views/refusals/rows").statusCode() == 200);
            HttpResponse<String> refused = service.get("/api/views/refusals/rows?" + query);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(refused.body()).contains("INVALID_PARAMETER", mend);
            String foreign = Position.of(UUID.randomUUID(), 0, 1).token();
            assertThat(rows("refusals", foreign, "").body()).contains("that the view does not read");
        }
    }

    /** Every epoch moves flights from one row to another, and adds none. */
    @Test
    void everyMomentIsOneEpochWhileOthersAreClosed() throws Exception {
        try (TestView view = view("moves");
                ExecutorService readers = Executors.newFixedThreadPool(4)) {
            view.event();
            List<Instant> moments = new ArrayList<>();
            moments.add(closed(view, 1, row(0, "LAS", 500), row(1, "JFK", 500)));
            List<Future<String>> answers = new ArrayList<>();
            for (int epoch = 2; epoch <= 60; epoch++) {
                view.event();
                view.epoch(epoch, row(0, "LAS", 500 - epoch), row(1, "JFK", 500 + epoch));
                Instant moment = Instant.now();
                moments.add(moment);
                if (epoch % 5 == 0) {
                    Callable<String> reading = () -> body("moves", moment, "select=flights");
                    answers.add(readers.submit(reading));
                }
            }
            for (Future<String> answer : answers) {
                assertThat(sum(answer.get())).isEqualTo(1000);
            }
            // Asked again when all is over, each moment is still what it was.
            for (int i = 1; i < moments.size(); i += 10) {
                Instant moment = moments.get(i);
                String body = body("moves", moment, "");
                assertThat(body).contains("\"flights\":" + (500 + i + 1));
                assertThat(body("moves", moment, "")).isEqualTo(body);
            }
        }
    }

    private static long sum(String body) {
        long sum = 0;
        var matcher = java.util.regex.Pattern.compile("\\d+").matcher(body);
        while (matcher.find()) {
            sum += Long.parseLong(matcher.group());
        }
        return sum;
    }
}

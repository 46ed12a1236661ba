package io.millrace.views.serving;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.kernel.Position;
import io.millrace.testkit.ReferenceDocument;
import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadRowsIT {
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static RunningViewService service;
    private static TestView flights;

    @BeforeAll
    static void start() {
        flights = new TestView(
                        TestServers.kafka(),
                        NAMESPACE,
                        "delays",
                        2,
                        List.of("hour", "origin"),
                        List.of(
                                column("hour", "TIMESTAMP(3)"),
                                column("origin", "VARCHAR"),
                                column("flights", "BIGINT"),
                                column("revenue", "DECIMAL(10,2)")))
                .publish();
        flights.event();
        flights.epoch(
                1,
                row(0, 8, "LAS", 3, "10.50"),
                row(1, 8, "JFK", 1, "7.00"),
                row(0, 9, "LAS", 2, "100.25"),
                row(1, 9, "SFO", 5, "null"));
        service = RunningViewService.start(NAMESPACE, TestServers.kafka(), TestServers.redis(), "one", Map.of());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> service.get("/api/views/delays/rows")
                        .headers()
                        .firstValue("Millrace-State")
                        .isEmpty());
    }

    @AfterAll
    static void stop() {
        service.close();
        flights.close();
    }

    private static RowOf row(int sink, int hour, String origin, int flights, String revenue) {
        String time = "2001-01-01T%02d:00:00Z".formatted(hour);
        return new RowOf(
                sink,
                "[\"" + time + "\",\"" + origin + "\"]",
                "{\"hour\":\"" + time + "\",\"origin\":\"" + origin + "\",\"flights\":" + flights + ",\"revenue\":"
                        + revenue + "}");
    }

    private static List<String> origins(String query) {
        HttpResponse<String> reply = service.get("/api/views/delays/rows?" + query);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        List<String> origins = new ArrayList<>();
        reply.body().lines().forEach(line -> {
            var matcher =
                    java.util.regex.Pattern.compile("\"origin\":\"(\\w+)\"").matcher(line);
            while (matcher.find()) {
                origins.add(matcher.group(1));
            }
        });
        return origins;
    }

    @Test
    void answersWholeRowsInKeyOrder() {
        HttpResponse<String> reply = service.get("/api/views/delays/rows");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body())
                .startsWith(
                        "[{\"hour\":\"2001-01-01T08:00:00Z\",\"origin\":\"JFK\",\"flights\":1,\"revenue\":7.00},{\"hour\"");
        assertThat(origins("")).containsExactly("JFK", "LAS", "LAS", "SFO");
        assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void filtersOrdersAndSelects() {
        assertThat(origins("origin=eq.LAS&flights=gt.2")).containsExactly("LAS");
        assertThat(origins("hour=eq.2001-01-01T09:00:00Z")).containsExactly("LAS", "SFO");
        assertThat(origins("hour=gt.2001-01-01T08:00:00Z&order=flights.desc")).containsExactly("SFO", "LAS");
        assertThat(origins("origin=in.(JFK,SFO)")).containsExactly("JFK", "SFO");
        assertThat(origins("origin=not.in.(JFK,SFO)&order=flights")).containsExactly("LAS", "LAS");
        assertThat(origins("order=revenue.desc.nullslast")).containsExactly("LAS", "LAS", "JFK", "SFO");
        assertThat(origins("order=revenue.desc")).containsExactly("SFO", "LAS", "LAS", "JFK");
        assertThat(service.get("/api/views/delays/rows?revenue=gte.100.25&select=revenue,origin")
                        .body())
                .isEqualTo("[{\"revenue\":100.25,\"origin\":\"LAS\"}]");
    }

    @Test
    void filtersByPatternsAndNulls() {
        assertThat(origins("origin=like.*S*")).containsExactly("LAS", "LAS", "SFO");
        assertThat(origins("origin=ilike.s%25")).containsExactly("SFO");
        assertThat(origins("origin=not.like.LA_")).containsExactly("JFK", "SFO");
        assertThat(origins("hour=eq.2001-01-01T09:00:00Z&origin=like.S*")).containsExactly("SFO");
        assertThat(origins("revenue=is.null")).containsExactly("SFO");
        assertThat(origins("revenue=is.not_null&origin=like.J*")).containsExactly("JFK");
    }

    @Test
    void answersInTheFormatThatIsAccepted() {
        String path = "/api/views/delays/rows?origin=in.(JFK,SFO)&select=origin,revenue";
        HttpResponse<String> csv = service.get(path, "Accept", "text/csv");
        assertThat(csv.body()).isEqualTo("origin,revenue\r\nJFK,7.00\r\nSFO,\r\n");
        assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv;charset=UTF-8");
        HttpResponse<String> lines = service.get(path, "Accept", "application/x-ndjson");
        assertThat(lines.body())
                .isEqualTo("{\"origin\":\"JFK\",\"revenue\":7.00}\n{\"origin\":\"SFO\",\"revenue\":null}\n");
        assertThat(lines.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(csv.headers().firstValue("ETag"))
                .isPresent()
                .isNotEqualTo(lines.headers().firstValue("ETag"));

        HttpResponse<String> refused = service.get("/api/views/delays/rows?orgin=eq.JFK", "Accept", "text/csv");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("UNKNOWN_COLUMN");
        assertThat(service.get(path, "Accept", "image/png").statusCode()).isEqualTo(406);
    }

    @Test
    void answersDecimalsAsStringsWherePreferred() {
        HttpResponse<String> reply = service.get("/api/views/delays/rows?origin=eq.JFK", "Prefer", "decimals=string");
        assertThat(reply.body()).contains("\"revenue\":\"7.00\"");
        assertThat(reply.headers().firstValue("Preference-Applied")).hasValue("decimals=string");
    }

    @Test
    void pagesByCursorInAnyOrder() {
        for (String order : List.of("", "order=flights.desc&", "order=revenue.asc&")) {
            List<String> paged = new ArrayList<>();
            String path = "/api/views/delays/rows?" + order + "limit=1";
            while (path != null) {
                HttpResponse<String> reply = service.get(path);
                assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
                paged.add(reply.body());
                path = reply.headers()
                        .firstValue("Link")
                        .map(link -> link.substring(1, link.indexOf('>')))
                        .orElse(null);
            }
            assertThat(paged).hasSize(4).doesNotHaveDuplicates();
        }
    }

    @Test
    void aPageEndsWhereItsRowsAreLarge() {
        String text = "x".repeat(900_000);
        try (TestView large = new TestView(
                        TestServers.kafka(),
                        NAMESPACE,
                        "large",
                        1,
                        List.of("id"),
                        List.of(column("id", "BIGINT"), column("text", "VARCHAR")))
                .publish()) {
            large.event();
            for (int id = 0; id < 12; id++) {
                String json = "{\"id\":" + id + ",\"text\":\"" + text + "\"}";
                large.epoch(id + 1, new RowOf(0, "[" + id + "]", json));
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> service.get("/api/views/large/rows/11").statusCode() == 200);
            for (String query : List.of("", "?order=id")) {
                HttpResponse<String> first = service.get("/api/views/large/rows" + query);
                assertThat(first.body()).hasSizeBetween(8_000_000, 8_400_000);
                String link = first.headers().firstValue("Link").orElseThrow();
                HttpResponse<String> second = service.get(link.substring(1, link.indexOf('>')));
                assertThat(second.body()).startsWith("[{\"id\":9,");
                assertThat(second.headers().firstValue("Link")).isEmpty();
            }
        }
    }

    @Test
    void pagesOverLongValuesAsFarAsALinkHolds() {
        try (TestView notes = new TestView(
                        TestServers.kafka(),
                        NAMESPACE,
                        "notes",
                        1,
                        List.of("id"),
                        List.of(column("id", "BIGINT"), column("text", "VARCHAR")))
                .publish()) {
            notes.event();
            notes.epoch(1, note(1, 7_000), note(2, 7_001), note(3, 10_000), note(4, 10_001));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> service.get("/api/views/notes/rows/4").statusCode() == 200);
            String path = "/api/views/notes/rows?order=text&limit=1&select=id";
            HttpResponse<String> first = service.get(path);
            assertThat(first.body()).isEqualTo("[{\"id\":1}]");
            String link = first.headers().firstValue("Link").orElseThrow();
            HttpResponse<String> second = service.get(link.substring(1, link.indexOf('>')));
            assertThat(second.body()).isEqualTo("[{\"id\":2}]");
            HttpResponse<String> third = service.get(path + "&id=gte.3");
            assertThat(third.statusCode()).isEqualTo(422);
            assertThat(third.body()).contains("LINK_TOO_LONG");
        }
    }

    private static RowOf note(int id, int length) {
        return new RowOf(0, "[" + id + "]", "{\"id\":" + id + ",\"text\":\"" + "x".repeat(length) + "\"}");
    }

    @Test
    void saysHowFreshTheRowsAre() {
        HttpResponse<String> reply = service.get("/api/views/delays/rows");
        Position position =
                Position.parse(reply.headers().firstValue("Millrace-Position").orElseThrow());
        assertThat(position.isEmpty()).isFalse();
        assertThat(reply.headers().firstValue("Millrace-Watermark")).isPresent();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> service.get("/api/views/delays/rows")
                        .headers()
                        .firstValue("Millrace-Freshness")
                        .map(Instant::parse)
                        .filter(asOf -> asOf.isAfter(Instant.now().minusSeconds(1)))
                        .isPresent());
    }

    @Test
    void readsOneRowByItsKey() {
        HttpResponse<String> reply = service.get("/api/views/delays/rows/2001-01-01T08:00:00Z,LAS");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body())
                .isEqualTo("{\"hour\":\"2001-01-01T08:00:00Z\",\"origin\":\"LAS\",\"flights\":3,\"revenue\":10.50}");
        String tag = reply.headers().firstValue("ETag").orElseThrow();
        assertThat(service.get("/api/views/delays/rows/2001-01-01T08:00:00Z,LAS", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(service.get("/api/views/delays/rows/2001-01-01T08:00:00Z,XXX")
                        .statusCode())
                .isEqualTo(404);
        assertThat(service.get("/api/views/delays/rows/yesterday,LAS").statusCode())
                .isEqualTo(400);
        assertThat(service.get("/api/views/delays/rows/LAS").statusCode()).isEqualTo(400);
    }

    @Test
    void refusesWhatItDoesNotUnderstandAllAtOnce() {
        HttpResponse<String> reply = service.get(
                "/api/views/delays/rows?orgin=eq.LAS&flights=gt.many&revenue=near.1&order=x&limit=0&cursor=abc");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(reply.body())
                .contains("\"hint\":\"origin\"", "UNKNOWN_OPERATOR", "INVALID_VALUE", "'limit'", "'order'", "'cursor'")
                .contains("hour, origin, flights, revenue");
    }

    @Test
    void waitsForAPositionAndSaysWhereItIsElse() throws Exception {
        Position sent = flights.event();
        Thread later = Thread.ofVirtual().start(() -> {
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            flights.epoch(2, row(0, 10, "LAS", 9, "1.00"));
        });
        HttpResponse<String> reply =
                service.get("/api/views/delays/rows?flights=eq.9", "Millrace-After", sent.token(), "Prefer", "wait=10");
        later.join();
        assertThat(reply.body()).contains("\"flights\":9");
        assertThat(reply.headers().firstValue("Preference-Applied")).hasValue("wait=10");

        Position unreached = flights.event();
        HttpResponse<String> late =
                service.get("/api/views/delays/rows", "Millrace-After", unreached.token(), "Prefer", "wait=1");
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("POSITION_NOT_REACHED");
        flights.epoch(3, new RowOf(0, row(0, 10, "LAS", 9, "1.00").key(), null));
        assertThat(service.get("/api/views/delays/rows", "Millrace-After", unreached.token(), "Prefer", "wait=10")
                        .body())
                .doesNotContain("\"flights\":9");
    }

    @Test
    void ignoresPositionsOfStreamsThatTheViewDoesNotRead() {
        String foreign = Position.of(UUID.randomUUID(), 0, 99).token();
        assertThat(service.get("/api/views/delays/rows", "Millrace-After", foreign)
                        .statusCode())
                .isEqualTo(200);
        assertThat(service.get("/api/views/delays/rows", "Millrace-After", "nonsense!")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void saysThatItCannotTellWhetherAnUnknownViewExistsWhileTheProcessorIsAway() {
        assertThat(service.get("/api/views/nowhere/rows").statusCode()).isEqualTo(503);
        assertThat(service.get("/api/views/No%20name/rows").statusCode()).isEqualTo(404);
    }

    @Test
    void describesItself() {
        ReferenceDocument.assertOpenApi(
                "view-service", service.get("/v3/api-docs").body());
    }

    @Test
    void tellsServicesItsProgress() {
        HttpResponse<String> reply = service.get("/internal/views/delays/progress");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).contains("\"view\":\"delays\"", "\"progress\":1.0", "\"building\":false");
    }
}

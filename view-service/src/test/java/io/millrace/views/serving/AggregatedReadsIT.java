package io.millrace.views.serving;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.view.ViewIndex;
import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups of rows, against the same made here. */
class AggregatedReadsIT {
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int SALES = 2_000;

    private static final List<Sale> SOLD = new ArrayList<>();
    private static RunningViewService service;
    private static TestView view;

    private record Sale(int id, String shop, String status, Long pieces, BigDecimal amount, Double weight) {
        RowOf row() {
            String json = "{\"id\":" + id + ",\"shop\":" + quoted(shop) + ",\"status\":" + quoted(status)
                    + ",\"pieces\":" + pieces + ",\"amount\":" + amount + ",\"weight\":" + weight + "}";
            return new RowOf(id % 2, "[" + id + "]", json);
        }
    }

    private static String quoted(String text) {
        return text == null ? "null" : '"' + text + '"';
    }

    @BeforeAll
    static void start() {
        view = new TestView(
                        TestServers.kafka(),
                        NAMESPACE,
                        "sales",
                        2,
                        List.of("id"),
                        List.of(
                                column("id", "BIGINT"),
                                column("shop", "VARCHAR"),
                                column("status", "VARCHAR"),
                                column("pieces", "BIGINT"),
                                column("amount", "DECIMAL(12,2)"),
                                column("weight", "DOUBLE")))
                .indexed(List.of(new ViewIndex(List.of("status"))))
                .publish();
        Random random = new Random(SEED);
        for (int id = 0; id < SALES; id++) {
            SOLD.add(new Sale(
                    id,
                    random.nextInt(9) == 0 ? null : "shop " + random.nextInt(12),
                    random.nextInt(3) == 0 ? "open" : "paid",
                    random.nextInt(7) == 0 ? null : random.nextLong(),
                    random.nextInt(7) == 0 ? null : BigDecimal.valueOf(random.nextInt(1_000_000) - 500_000, 2),
                    random.nextInt(7) == 0 ? null : random.nextGaussian() * 1e15));
        }
        view.event();
        view.epoch(1, SOLD.stream().map(Sale::row).toArray(RowOf[]::new));
        service = RunningViewService.start(NAMESPACE, TestServers.kafka(), TestServers.redis(), "one", Map.of());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> body("select=count()").equals("[{\"count\":" + SALES + "}]"));
    }

    @AfterAll
    static void stop() {
        service.close();
        view.close();
    }

    private static HttpResponse<String> read(String query, String... headers) {
        return service.get("/api/views/sales/rows?" + query, headers);
    }

    private static String body(String query, String... headers) {
        HttpResponse<String> reply = read(query, headers);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.body();
    }

    private static List<Sale> sold(Predicate<Sale> filter) {
        return SOLD.stream().filter(filter).toList();
    }

    private static BigDecimal pieces(List<Sale> sales) {
        return sales.stream()
                .map(Sale::pieces)
                .filter(Objects::nonNull)
                .map(BigDecimal::valueOf)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal amount(List<Sale> sales) {
        return sales.stream().map(Sale::amount).filter(Objects::nonNull).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal weight(List<Sale> sales) {
        return sales.stream()
                .map(Sale::weight)
                .filter(Objects::nonNull)
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static String group(String shop, List<Sale> sales) {
        long weights = sales.stream().map(Sale::weight).filter(Objects::nonNull).count();
        double average = weight(sales)
                .divide(BigDecimal.valueOf(weights), java.math.MathContext.DECIMAL128)
                .doubleValue();
        return "{\"shop\":" + quoted(shop) + ",\"n\":" + sales.size() + ",\"sum\":" + pieces(sales) + ",\"weight\":"
                + weight(sales).doubleValue() + ",\"mean\":" + average + ",\"min\":"
                + sales.stream()
                        .map(Sale::amount)
                        .filter(Objects::nonNull)
                        .min(BigDecimal::compareTo)
                        .orElseThrow()
                + ",\"max\":"
                + sales.stream().map(Sale::id).max(Integer::compareTo).orElseThrow() + "}";
    }

    @Test
    void makesAGroupOfEachValueWithNullsBehind() {
        TreeMap<String, List<Sale>> shops = sold(sale -> sale.shop() != null).stream()
                .collect(Collectors.groupingBy(Sale::shop, TreeMap::new, Collectors.toList()));
        List<String> expected = new ArrayList<>();
        shops.forEach((shop, sales) -> expected.add(group(shop, sales)));
        expected.add(group(null, sold(sale -> sale.shop() == null)));
        String select =
                "select=shop,n:count(),pieces.sum(),weight:weight.sum(),mean:weight.avg(),amount.min(),id.max()";
        assertThat(body(select)).as("seed " + SEED).isEqualTo("[" + String.join(",", expected) + "]");
        assertThat(body(select + "&limit=2")).isEqualTo("[" + String.join(",", expected.subList(0, 2)) + "]");
    }

    @Test
    void filtersBeforeAndOrdersBehind() {
        Map<String, Long> counts = sold(sale -> "open".equals(sale.status()) && sale.shop() != null).stream()
                .collect(Collectors.groupingBy(Sale::shop, Collectors.counting()));
        List<String> expected = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(3)
                .map(shop -> "{\"count\":" + shop.getValue() + ",\"shop\":\"" + shop.getKey() + "\"}")
                .toList();
        assertThat(body("select=count(),shop&status=eq.open&shop=not.is.null&order=count.desc&limit=3"))
                .isEqualTo("[" + String.join(",", expected) + "]");
    }

    @Test
    void isOneRowWhereNothingMakesGroups() {
        List<Sale> paid = sold(sale -> sale.status().equals("paid"));
        long amounts = paid.stream().map(Sale::amount).filter(Objects::nonNull).count();
        BigDecimal average = amount(paid).divide(BigDecimal.valueOf(amounts), 8, RoundingMode.HALF_EVEN);
        assertThat(body("select=amount.sum(),amount.avg(),amount.count()&status=eq.paid"))
                .isEqualTo("[{\"sum\":" + amount(paid) + ",\"avg\":" + average + ",\"count\":" + amounts + "}]");
        assertThat(body("select=amount.sum(),count(),shop.max()&status=eq.nothing"))
                .isEqualTo("[{\"sum\":null,\"count\":0,\"max\":null}]");
        assertThat(body("select=shop,count()&status=eq.nothing")).isEqualTo("[]");
    }

    @Test
    void hasTheFormsOfOtherReads() {
        BigDecimal sum = amount(SOLD);
        assertThat(body("select=total:amount.sum()", "Accept", "text/csv")).isEqualTo("total\r\n" + sum + "\r\n");
        assertThat(body("select=total:amount.sum()", "Prefer", "decimals=string"))
                .isEqualTo("[{\"total\":\"" + sum + "\"}]");
        assertThat(body("select=total:amount.sum()&as_of=" + Instant.now())).isEqualTo("[{\"total\":" + sum + "}]");
        HttpResponse<String> several = service.post(
                "/api/views/read", "{\"reads\":[{\"view\":\"sales\",\"query\":\"select=total:amount.sum()\"}]}");
        assertThat(several.body()).contains("\"rows\":[{\"total\":" + sum + "}]");
        assertThat(read("select=shop,count()&limit=1").headers().firstValue("Link"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select=shop,amount.total()|UNKNOWN_FUNCTION|count(), sum(), avg(), min(), max()",
                "select=shop.sum()|UNSUPPORTED_COLUMN|min() and max() take it",
                "select=nothing.sum()|UNKNOWN_COLUMN|the columns are id, shop",
                "select=count(),pieces.count()|REPEATED_COLUMN|other_count:pieces.count()",
                "select=sum()|INVALID_SELECTION|column.function()",
                "select=count(),a(b)()|INVALID_SELECTION|column.function()",
                "select=shop,count()&order=amount|UNKNOWN_COLUMN|of the selection; the columns are shop, count",
                "select=shop,count()&cursor=abc|UNSUPPORTED_PARAMETER|one page",
            })
    void refusesWhatIsNoSelection(String query, String code, String mend) {
        HttpResponse<String> refused = read(query);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains(code, mend);
    }

    /** Three times the greatest whole number of 64 bits is none. */
    @Test
    void sumsMayBeMoreThanTheirValues() {
        try (TestView large = new TestView(
                        TestServers.kafka(),
                        NAMESPACE,
                        "larges",
                        1,
                        List.of("id"),
                        List.of(
                                column("id", "BIGINT"),
                                column("shop", "VARCHAR"),
                                column("n", "BIGINT"),
                                column("w", "DOUBLE")))
                .publish()) {
            large.event();
            List<RowOf> rows = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                rows.add(new RowOf(
                        0,
                        "[" + i + "]",
                        "{\"id\":" + i + ",\"shop\":\"" + (i < 3 ? "a" : "b") + "\",\"n\":" + Long.MAX_VALUE + ",\"w\":"
                                + (i % 2 == 0 ? "-0.0" : "1.7E308") + "}"));
            }
            large.epoch(1, rows.toArray(RowOf[]::new));
            String three = BigDecimal.valueOf(Long.MAX_VALUE)
                    .multiply(BigDecimal.valueOf(3))
                    .toPlainString();
            String expected = "[{\"shop\":\"b\",\"sum\":" + Long.MAX_VALUE
                    + ",\"min\":1.7E308},{\"shop\":\"a\",\"sum\":" + three + ",\"min\":0.0}]";
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(service.get("/api/views/larges/rows?select=shop,n.sum(),w.min()&order=sum")
                                            .body())
                                    .isEqualTo(expected));
            HttpResponse<String> beyond = service.get("/api/views/larges/rows?select=w.sum()");
            assertThat(beyond.statusCode()).as(beyond.body()).isEqualTo(400);
            assertThat(beyond.body()).contains("greater than a DOUBLE can be");
        }
    }

    @Test
    void isBounded() {
        HttpResponse<String> refused = read("select=id,count()");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("TOO_MANY_GROUPS", "1000");
        HttpResponse<String> wide = read("select=" + "a:count(),".repeat(50) + "count()");
        assertThat(wide.statusCode()).isEqualTo(400);
        assertThat(wide.body()).contains("TOO_MANY_COLUMNS", "51 terms");
        HttpResponse<String> changes = service.get("/api/views/sales/changes?select=count()");
        assertThat(changes.statusCode()).isEqualTo(400);
        assertThat(changes.body()).contains("UNSUPPORTED_PARAMETER", "a view of their own");
    }
}

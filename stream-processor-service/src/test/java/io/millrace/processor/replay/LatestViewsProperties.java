package io.millrace.processor.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.Namespace;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.catalog.KnownViews;
import io.millrace.processor.plan.CompileTable;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.sql.ParseStatement;
import io.millrace.processor.sql.Statement;
import io.millrace.processor.stage.StageDriver;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * Views over a view that keeps the latest event of a key, run by stages over random events in random interleavings with crashes:
 * they have the rows that a plain loop over the log computes.
 */
class LatestViewsProperties {
    private static final KnownStreams STREAMS = KnownStreams.of(ShopStreams.STREAMS.values());
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int INTERLEAVINGS = 12;
    private static final long LATE_MS = 20_000;
    private static final DateTimeFormatter AT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final List<DefinedView> views = new ArrayList<>();

    private CompiledView define(String name, String options, String query) {
        String sql = "CREATE MATERIALIZED VIEW " + name + " " + options + " AS " + query;
        CompiledView view = new CompileView(STREAMS, KnownViews.of(List.copyOf(views)), Namespace.NONE).compile(sql);
        views.add(new DefinedView(name, sql, view.columns(), view.reads(), view.functions()));
        return view;
    }

    private void table(String sql) {
        Statement.OfTable.Create create = (Statement.OfTable.Create) ParseStatement.of(sql);
        views.add(CompileTable.of(create.table(), STREAMS));
    }

    /** What a plain loop computes of the events. */
    private interface Model {
        List<Map<String, Object>> rows(Map<String, List<List<Map<String, Object>>>> partitions);
    }

    private static void check(CompiledView view, Model model) {
        long seed = Long.getLong("seed", 11);
        for (int i = 0; i < INTERLEAVINGS; i++) {
            Random random = new Random(seed + i);
            StreamEvents events = ShopStreams.random(random, 100);
            StageDriver driver = new StageDriver(view.plan(1), events.json(), 3, random);
            driver.run(i % 2 == 0 ? 0 : 0.02);
            List<Object> shown = new ArrayList<>();
            driver.shown().values().forEach(row -> shown.add(JSON.readValue(row, Map.class)));
            List<Object> wanted = new ArrayList<>();
            model.rows(events.partitions())
                    .forEach(row -> wanted.add(JSON.readValue(JSON.writeValueAsString(row), Map.class)));
            assertThat(shown)
                    .as("seed %d, interleaving %d\n%s", seed, i, view.explanation())
                    .containsExactlyInAnyOrderElementsOf(wanted);
        }
    }

    private static Map<String, Object> row(Object... namesAndValues) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return row;
    }

    private static long watermark(List<Map<String, Object>> partition) {
        return partition.stream()
                        .mapToLong(event -> (Long) event.get("at"))
                        .max()
                        .orElse(Long.MIN_VALUE / 2)
                - LATE_MS;
    }

    /** The last event of each key, the first column, that has a value in another column, and is young enough in its partition. */
    private static Map<Object, Map<String, Object>> latest(
            List<List<Map<String, Object>>> partitions, String present, long retentionMs) {
        Map<Object, Map<String, Object>> latest = new TreeMap<>();
        for (List<Map<String, Object>> partition : partitions) {
            Map<Object, Map<String, Object>> ofPartition = new HashMap<>();
            for (Map<String, Object> event : partition) {
                if (event.get(present) != null) {
                    ofPartition.put(event.values().iterator().next(), event);
                }
            }
            long watermark = watermark(partition);
            ofPartition.values().removeIf(event -> (Long) event.get("at") <= watermark - retentionMs);
            latest.putAll(ofPartition);
        }
        return latest;
    }

    private static List<Map<String, Object>> tiersByRegion(Map<Object, Map<String, Object>> customers) {
        Map<Object, long[]> regions = new HashMap<>();
        customers.values().forEach(customer -> {
            long[] sums = regions.computeIfAbsent(customer.get("region"), region -> new long[2]);
            sums[0]++;
            sums[1] += (Long) customer.get("tier");
        });
        List<Map<String, Object>> rows = new ArrayList<>();
        regions.forEach((region, sums) -> rows.add(row("region", region, "n", sums[0], "s", sums[1])));
        return rows;
    }

    @Test
    void groupsOfTheLatestEvents() {
        define("tiers", "", "SELECT region, tier FROM customers WHERE tier IS NOT NULL");
        CompiledView view = define("v", "", "SELECT region, COUNT(*) AS n, SUM(tier) AS s FROM tiers GROUP BY region");
        check(view, events -> tiersByRegion(latest(events.get("customers"), "tier", Long.MAX_VALUE / 2)));
    }

    @Test
    void groupsOfTheLatestEventsThatAreYoung() {
        String options = "WITH (retention = '300 seconds')";
        define("tiers", options, "SELECT region, tier FROM customers WHERE tier IS NOT NULL");
        CompiledView view =
                define("v", options, "SELECT region, COUNT(*) AS n, SUM(tier) AS s FROM tiers GROUP BY region");
        check(view, events -> tiersByRegion(latest(events.get("customers"), "tier", 300_000)));
    }

    @Test
    void joinOfTheLatestEventsOfTwoStreams() {
        define("known", "", "SELECT customer, region FROM customers");
        define("open", "", "SELECT order_id, customer FROM orders WHERE amount IS NOT NULL");
        CompiledView view = define(
                "v",
                "",
                "SELECT o.order_id, o.customer, k.region FROM open o LEFT JOIN known k ON o.customer = k.customer");
        check(view, events -> {
            Map<Object, Map<String, Object>> known = latest(events.get("customers"), "customer", Long.MAX_VALUE / 2);
            List<Map<String, Object>> rows = new ArrayList<>();
            latest(events.get("orders"), "amount", Long.MAX_VALUE / 2).forEach((id, order) -> {
                Object customer = order.get("customer");
                Map<String, Object> partner = customer == null ? null : known.get(customer);
                rows.add(row(
                        "order_id",
                        id,
                        "customer",
                        customer,
                        "region",
                        partner == null ? null : partner.get("region")));
            });
            return rows;
        });
    }

    @Test
    void eventsWithTheVersionOfTheirTime() {
        define("known", "", "SELECT customer, region, tier FROM customers");
        CompiledView view = define(
                "v",
                "",
                "SELECT o.order_id, o.at, k.customer, k.region FROM orders o LEFT JOIN known FOR SYSTEM_TIME AS OF"
                        + " o.at AS k ON k.customer = o.customer AND k.tier > 0");
        check(view, events -> versioned(events, true, Long.MAX_VALUE / 2));
    }

    @Test
    void eventsWithTheVersionOfTheirTimeThatIsYoung() {
        String options = "WITH (retention = '400 seconds')";
        define("known", options, "SELECT customer, region, tier FROM customers");
        CompiledView view = define(
                "v",
                options,
                "SELECT o.order_id, o.at, k.customer, k.region FROM orders o JOIN known FOR SYSTEM_TIME AS OF o.at AS k"
                        + " ON k.customer = o.customer AND k.tier > 0");
        check(view, events -> {
            long watermark = watermark(events, "orders", "customers");
            List<Map<String, Object>> rows = versioned(events, false, 400_000);
            rows.removeIf(row -> millis(row) <= watermark - 400_000);
            return rows;
        });
    }

    @Test
    void countsEventsByWhatTheirVersionSays() {
        define("known", "", "SELECT customer, region, tier FROM customers");
        CompiledView view = define(
                "v",
                "",
                "SELECT k.region, COUNT(*) AS n FROM orders o JOIN known FOR SYSTEM_TIME AS OF o.at AS k"
                        + " ON k.customer = o.customer AND k.tier > 0 GROUP BY k.region");
        check(view, events -> {
            Map<Object, Long> counts = new HashMap<>();
            versioned(events, false, Long.MAX_VALUE / 2).forEach(row -> counts.merge(row.get("region"), 1L, Long::sum));
            List<Map<String, Object>> rows = new ArrayList<>();
            counts.forEach((region, n) -> rows.add(row("region", region, "n", n)));
            return rows;
        });
    }

    private static long millis(Map<String, Object> row) {
        return Instant.parse((String) row.get("at")).toEpochMilli();
    }

    private static long watermark(Map<String, List<List<Map<String, Object>>>> events, String... streams) {
        return Stream.of(streams)
                .flatMap(stream -> events.get(stream).stream())
                .mapToLong(LatestViewsProperties::watermark)
                .min()
                .orElseThrow();
    }

    private static List<Map<String, Object>> versioned(
            Map<String, List<List<Map<String, Object>>>> events, boolean outer, long validMs) {
        long watermark = watermark(events, "orders", "customers");
        List<Map<String, Object>> rows = new ArrayList<>();
        for (List<Map<String, Object>> partition : events.get("orders")) {
            for (Map<String, Object> order : partition) {
                Map<String, Object> version = versionOf(events.get("customers"), "customer", order, validMs);
                boolean known = order.get("customer") != null;
                boolean holds = version != null && version.get("tier") instanceof Long tier && tier > 0;
                if ((Long) order.get("at") < watermark && (holds || outer) || !known && outer) {
                    rows.add(row(
                            "order_id",
                            order.get("order_id"),
                            "at",
                            AT.format(Instant.ofEpochMilli((Long) order.get("at"))),
                            "customer",
                            holds ? version.get("customer") : null,
                            "region",
                            holds ? version.get("region") : null));
                }
            }
        }
        return rows;
    }

    private static Map<String, Object> versionOf(
            List<List<Map<String, Object>>> versions, String key, Map<String, Object> event, long validMs) {
        long at = (Long) event.get("at");
        Map<String, Object> valid = null;
        for (List<Map<String, Object>> partition : versions) {
            for (Map<String, Object> version : partition) {
                long from = (Long) version.get("at");
                if (version.get(key).equals(event.get(key))
                        && from <= at
                        && (valid == null || from >= (Long) valid.get("at"))) {
                    valid = version;
                }
            }
        }
        return valid == null || (Long) valid.get("at") + validMs <= at ? null : valid;
    }

    @Test
    void tablesWithoutTheKeysThatAreDeleted() {
        table("CREATE TABLE unpaid WITH (stream = 'orders', deleted = 'paid')");
        CompiledView view = define("v", "", "SELECT customer, COUNT(*) AS n FROM unpaid GROUP BY customer");
        check(view, events -> {
            Map<Object, Long> counts = new HashMap<>();
            latest(events.get("orders"), "order_id", Long.MAX_VALUE / 2).values().stream()
                    .filter(order -> order.get("paid") != Boolean.TRUE)
                    .forEach(order -> counts.merge(order.get("customer"), 1L, Long::sum));
            List<Map<String, Object>> rows = new ArrayList<>();
            counts.forEach((customer, n) -> rows.add(row("customer", customer, "n", n)));
            return rows;
        });
    }

    @Test
    void aDeletionEndsAVersion() {
        table("CREATE TABLE unpaid WITH (stream = 'orders', deleted = 'paid')");
        CompiledView view = define(
                "v",
                "",
                "SELECT p.payment_id, o.order_id, o.customer FROM payments p LEFT JOIN unpaid FOR SYSTEM_TIME AS OF"
                        + " p.at AS o ON o.order_id = p.order_id");
        check(view, events -> {
            long watermark = watermark(events, "payments", "orders");
            List<Map<String, Object>> rows = new ArrayList<>();
            for (List<Map<String, Object>> partition : events.get("payments")) {
                for (Map<String, Object> payment : partition) {
                    Map<String, Object> order =
                            versionOf(events.get("orders"), "order_id", payment, Long.MAX_VALUE / 2);
                    boolean there = order != null && order.get("paid") != Boolean.TRUE;
                    if ((Long) payment.get("at") < watermark || payment.get("order_id") == null) {
                        rows.add(row(
                                "payment_id",
                                payment.get("payment_id"),
                                "order_id",
                                there ? order.get("order_id") : null,
                                "customer",
                                there ? order.get("customer") : null));
                    }
                }
            }
            return rows;
        });
    }
}

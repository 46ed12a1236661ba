package io.millrace.processor.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Views are pure functions of their streams: the same bytes under every interleaving of partitions, commits and crashes, and
 * the same as a plain recomputation.
 */
class StagesProperties {
    private static final int INTERLEAVINGS = 20;
    private static final int PARTITIONS = 4;
    private static final ViewPlan.Scan SCAN = Orders.scan("orders", Orders.TOPIC_ID, PARTITIONS);

    @Test
    void projectionKeepsTheLatestRowPerKey() {
        check(Orders.projection(SCAN, "p", false, -1), orders -> Recompute.projection(orders, false));
    }

    @Test
    void projectionWithoutKeyKeepsEveryRow() {
        check(Orders.projection(SCAN, "h", true, -1), orders -> Recompute.projection(orders, true));
    }

    @Test
    void aggregateWithoutExchangeEqualsRecomputation() {
        check(Orders.aggregate(SCAN, "a", false), orders -> Recompute.aggregate(orders, "id", Orders.Order::id));
    }

    @Test
    void aggregateBehindAnExchangeEqualsRecomputation() {
        check(
                Orders.aggregate(SCAN, "x", true),
                orders -> Recompute.aggregate(orders, "customer", Orders.Order::customer));
    }

    @Test
    void windowsCountWhatIsNotLate() {
        check(Orders.tumble(SCAN, "t", -1, false), orders -> Recompute.tumble(orders, -1, false));
    }

    @Test
    void keepsEachLateEventOnceInTheQuarantine() {
        List<List<Orders.Order>> orders = Orders.random(new Random(7), PARTITIONS, 400);
        for (int i = 0; i < INTERLEAVINGS; i++) {
            StageDriver driver = new StageDriver(Orders.tumble(SCAN, "t", -1, false), json(orders), 3, new Random(i));
            driver.run(i % 2 == 0 ? 0 : 0.02);
            List<StageOutput.Refused> kept = driver.quarantine.stream()
                    .filter(refused -> refused.code().equals("LATE_EVENT"))
                    .toList();
            assertThat(kept)
                    .extracting(StageOutput.Refused::origin)
                    .containsExactlyInAnyOrderElementsOf(Recompute.late(orders));
            assertThat(kept).isNotEmpty().allSatisfy(refused -> {
                assertThat(refused.pointer()).isEqualTo("/at");
                assertThat(refused.detail()).contains("5000 ms of out-of-orderness and grace");
            });
        }
    }

    @Test
    void windowsGoWhenTheirRetentionIsOver() {
        check(Orders.tumble(SCAN, "r", 20_000, false), orders -> Recompute.tumble(orders, 20_000, false));
    }

    @Test
    void windowsComeOnceWhenTheyClose() {
        check(Orders.tumble(SCAN, "c", -1, true), orders -> Recompute.tumble(orders, -1, true));
        check(Orders.tumble(SCAN, "d", 20_000, true), orders -> Recompute.tumble(orders, 20_000, true));
    }

    private static void check(ViewPlan plan, Function<List<List<Orders.Order>>, Map<String, String>> recompute) {
        long seed = Long.getLong("seed", 42);
        List<List<Orders.Order>> orders = Orders.random(new Random(seed), PARTITIONS, 1000);
        Map<String, String> wanted = recompute.apply(orders);
        for (int i = 0; i < INTERLEAVINGS; i++) {
            StageDriver driver = new StageDriver(plan, json(orders), 3, new Random(seed + i));
            driver.run(i % 2 == 0 ? 0 : 0.02);
            assertThat(driver.shown()).as("seed %d, interleaving %d", seed, i).isEqualTo(wanted);
            checkCuts(driver, orders, recompute, new Random(seed + i));
        }
    }

    /** At every moment, what a reader sees is the recomputation of exactly what the position says. */
    private static void checkCuts(
            StageDriver driver,
            List<List<Orders.Order>> orders,
            Function<List<List<Orders.Order>>, Map<String, String>> recompute,
            Random random) {
        for (int i = 0; i < 5; i++) {
            List<Integer> records = new ArrayList<>();
            driver.changelog.forEach(sink -> records.add(random.nextInt(sink.size() + 1)));
            long epoch = driver.shownEpoch(records);
            Map<Integer, Long> frontier = epoch < 0 ? new TreeMap<>() : driver.frontier(records);
            List<List<Orders.Order>> included = new ArrayList<>();
            for (int p = 0; p < PARTITIONS; p++) {
                included.add(orders.get(p).subList(0, (int) (long) frontier.getOrDefault(p, 0L)));
            }
            assertThat(driver.shown(records)).as("cut at epoch %d", epoch).isEqualTo(recompute.apply(included));
        }
    }

    private static List<List<byte[]>> json(List<List<Orders.Order>> orders) {
        return orders.stream()
                .map(partition -> partition.stream().map(Orders.Order::json).toList())
                .toList();
    }
}

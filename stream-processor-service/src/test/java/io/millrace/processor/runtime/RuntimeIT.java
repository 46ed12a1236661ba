package io.millrace.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.processor.stage.Orders;
import io.millrace.processor.stage.Recompute;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.testkit.TestServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runtimes on a real broker: every view equals a plain recomputation of its stream. */
class RuntimeIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final RuntimeListener NO_FAILURE = (runtime, reason) -> {
        throw new AssertionError(runtime + " failed: " + reason);
    };

    @TempDir
    Path home;

    @Test
    void allKindsOfViewsInOneRuntimeEqualRecomputationAndGoOnAfterARestart() throws Exception {
        List<List<Orders.Order>> orders = Orders.random(new Random(7), 4, 20_000);
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), 4)) {
            ViewPlan projection = Orders.projection(kafka.scan, "projection", false, -1);
            ViewPlan hidden = Orders.projection(kafka.scan, "hidden", true, -1);
            ViewPlan byId = Orders.aggregate(kafka.scan, "by_id", false);
            ViewPlan byCustomer = Orders.aggregate(kafka.scan, "by_customer", true);
            ViewPlan windows = Orders.tumble(kafka.scan, "windows", 60_000, false);
            RuntimeSpec spec = kafka.spec("all", projection, hidden, byId, byCustomer, windows);
            kafka.send(orders, 0, 2000);
            try (Runtimes runtimes = kafka.runtimes(home)) {
                runtimes.start(spec, NO_FAILURE);
                kafka.send(orders, 2000, 3000);
                try (ViewReader reader = kafka.reader(byCustomer)) {
                    assertThat(reader.readUntil(SOON, r -> r.frontier().getOrDefault(0, 0L) >= 3000))
                            .isTrue();
                }
                assertThat(runtimes.health("all").orElseThrow().state()).isEqualTo(RuntimeHealth.State.RUNNING);
            }
            kafka.send(orders, 3000, 20_000);
            try (Runtimes runtimes = kafka.runtimes(home)) {
                runtimes.start(spec, NO_FAILURE);
                check(kafka, projection, orders, Recompute.projection(orders, false));
                check(kafka, hidden, orders, Recompute.projection(orders, true));
                check(kafka, byId, orders, Recompute.aggregate(orders, "id", Orders.Order::id));
                check(kafka, byCustomer, orders, Recompute.aggregate(orders, "customer", Orders.Order::customer));
                check(kafka, windows, orders, Recompute.tumble(orders, 60_000, false));
            }
        }
    }

    static void check(OrdersOnKafka kafka, ViewPlan plan, List<List<Orders.Order>> orders, Map<String, String> wanted) {
        try (ViewReader reader = kafka.reader(plan)) {
            Map<Integer, Long> ends = OrdersOnKafka.ends(orders);
            assertThat(reader.readUntil(SOON, r -> r.frontier().equals(ends)))
                    .as("view %s has seen %s of %s", plan.view(), reader.frontier(), ends)
                    .isTrue();
            assertThat(reader.rows()).as(plan.view()).isEqualTo(wanted);
        }
    }
}

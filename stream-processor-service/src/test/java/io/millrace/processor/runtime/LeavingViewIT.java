package io.millrace.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.processor.stage.Orders;
import io.millrace.processor.stage.Recompute;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.testkit.TestServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A view leaves a runtime of several, which two copies run, under load. */
class LeavingViewIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String RUNTIME = "pack";
    private static final RuntimeListener NO_FAILURE = (runtime, reason) -> {
        throw new AssertionError(runtime + " failed: " + reason);
    };

    @TempDir
    Path home;

    @Test
    void neighboursStayExactAndNothingIsLeftOfIt() throws Exception {
        List<List<Orders.Order>> orders = Orders.random(new Random(21), 4, 48_000);
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), 4);
                Runtimes first = kafka.runtimes(home);
                Runtimes second = kafka.runtimes(home)) {
            ViewPlan leaving = Orders.aggregate(kafka.scan, "by_customer", true);
            ViewPlan windows = Orders.tumble(kafka.scan, "windows", -1, false);
            ViewPlan byId = Orders.aggregate(kafka.scan, "by_id", false);
            first.start(kafka.spec(RUNTIME, leaving, windows, byId), NO_FAILURE);
            second.start(kafka.spec(RUNTIME, leaving, windows, byId), NO_FAILURE);
            kafka.send(orders, 0, 2000);
            try (ViewReader reader = kafka.reader(windows)) {
                expect(reader, 2000);
                assertThat(first.forget(RUNTIME, "by_customer", 1))
                        .as("it is there")
                        .isFalse();

                Thread load = Thread.ofVirtual().start(() -> kafka.send(orders, 2000, 8000));
                first.start(kafka.spec(RUNTIME, windows, byId), NO_FAILURE);
                expect(reader, 2500);
                assertThat(first.forget(RUNTIME, "by_customer", 1))
                        .as("the other copy runs it still")
                        .isFalse();
                assertThat(internalTopics(kafka, "by_customer")).isNotEmpty();
                second.start(kafka.spec(RUNTIME, windows, byId), NO_FAILURE);
                await().atMost(SOON).until(() -> first.forget(RUNTIME, "by_customer", 1));
                load.join();
            }
            assertThat(internalTopics(kafka, "by_customer")).isEmpty();
            List<List<Orders.Order>> sent = upTo(orders, 8000);
            RuntimeIT.check(kafka, windows, sent, Recompute.tumble(sent, -1, false));

            first.start(kafka.spec(RUNTIME, byId), NO_FAILURE);
            second.stop(RUNTIME);
            kafka.send(orders, 8000, 48_000);
            RuntimeIT.check(kafka, byId, orders, Recompute.aggregate(orders, "id", Orders.Order::id));
            await().atMost(SOON).until(() -> first.forget(RUNTIME, "windows", 1));
            assertThat(internalTopics(kafka, "windows")).isEmpty();
            assertThat(internalTopics(kafka, "by_id")).isNotEmpty();
        }
    }

    @Test
    void aViewThatLeavesWhileNothingRunsIsForgottenAtOnce() throws Exception {
        List<List<Orders.Order>> orders = Orders.random(new Random(22), 2, 4000);
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), 2);
                Runtimes runtimes = kafka.runtimes(home)) {
            ViewPlan leaving = Orders.aggregate(kafka.scan, "by_customer", true);
            ViewPlan byId = Orders.aggregate(kafka.scan, "by_id", false);
            runtimes.start(kafka.spec(RUNTIME, leaving, byId), NO_FAILURE);
            kafka.send(orders, 0, 1000);
            try (ViewReader reader = kafka.reader(byId)) {
                expect(reader, 1000);
            }
            runtimes.stop(RUNTIME);
            await().atMost(SOON).until(() -> runtimes.forget(RUNTIME, "by_customer", 1));
            assertThat(internalTopics(kafka, "by_customer")).isEmpty();
            runtimes.start(kafka.spec(RUNTIME, byId), NO_FAILURE);
            kafka.send(orders, 1000, 4000);
            RuntimeIT.check(kafka, byId, orders, Recompute.aggregate(orders, "id", Orders.Order::id));
        }
    }

    private static void expect(ViewReader reader, long seen) {
        assertThat(reader.readUntil(SOON, r -> r.frontier().getOrDefault(0, 0L) >= seen))
                .as("at %s of %s", reader.frontier(), seen)
                .isTrue();
    }

    private static List<List<Orders.Order>> upTo(List<List<Orders.Order>> orders, int end) {
        return orders.stream()
                .map(partition -> partition.subList(0, Math.min(end, partition.size())))
                .toList();
    }

    private static Set<String> internalTopics(OrdersOnKafka kafka, String view) throws Exception {
        String prefix = kafka.namespace.of("millrace.runtime." + RUNTIME + "-" + view + ".");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers))) {
            return admin.listTopics().names().get().stream()
                    .filter(topic -> topic.startsWith(prefix))
                    .collect(Collectors.toSet());
        }
    }
}

package io.millrace.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.processor.stage.Orders;
import io.millrace.processor.stage.Recompute;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.testkit.TestServers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of the processor that are killed, and copies that come and go under load: nothing is lost and nothing counted twice. */
class RuntimeCopiesIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    Path home;

    @Test
    void survivesTwoKillsExactly() throws Exception {
        List<List<Orders.Order>> orders = Orders.random(new Random(11), 4, 60_000);
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), 4)) {
            ViewPlan view = Orders.aggregate(kafka.scan, "by_customer", true);
            try (Runtimes topics = kafka.runtimes(home.resolve("topics"))) {
                topics.start(RuntimeProcess.spec(kafka), (runtime, reason) -> {});
            }
            Process copy = fork(kafka);
            try (ViewReader reader = kafka.reader(view)) {
                for (int round = 1; round <= 2; round++) {
                    kafka.send(orders, (round - 1) * 5000, round * 5000);
                    long before = reader.frontier().getOrDefault(0, 0L);
                    assertThat(reader.readUntil(SOON, r -> r.frontier().getOrDefault(0, 0L) > before))
                            .as("copy %d works", round)
                            .isTrue();
                    copy.destroyForcibly().waitFor();
                    copy = fork(kafka);
                }
            }
            kafka.send(orders, 10_000, 60_000);
            checkAll(kafka, orders);
            end(copy);
        }
    }

    @Test
    void sharesPartitionsWithACopyThatComesAndGoes() throws Exception {
        List<List<Orders.Order>> orders = Orders.random(new Random(12), 4, 60_000);
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), 4);
                Runtimes first = kafka.runtimes(home)) {
            RuntimeListener listener = (runtime, reason) -> {
                throw new AssertionError(reason);
            };
            first.start(RuntimeProcess.spec(kafka), listener);
            ViewPlan view = Orders.aggregate(kafka.scan, "by_customer", true);
            try (ViewReader reader = kafka.reader(view)) {
                kafka.send(orders, 0, 3000);
                assertThat(reader.readUntil(SOON, r -> r.frontier().getOrDefault(0, 0L) >= 3000))
                        .isTrue();
                try (Runtimes second = kafka.runtimes(home)) {
                    second.start(RuntimeProcess.spec(kafka), listener);
                    for (int i = 3000; i < 9000; i += 500) {
                        kafka.send(orders, i, i + 500);
                        long sent = i + 500;
                        assertThat(reader.readUntil(SOON, r -> r.frontier().getOrDefault(0, 0L) >= sent))
                                .isTrue();
                    }
                    assertThat(second.health("copies").orElseThrow().state()).isEqualTo(RuntimeHealth.State.RUNNING);
                    kafka.send(orders, 9000, 10_000);
                }
            }
            kafka.send(orders, 10_000, 60_000);
            checkAll(kafka, orders);
        }
    }

    private static void checkAll(OrdersOnKafka kafka, List<List<Orders.Order>> orders) {
        check(
                kafka,
                Orders.aggregate(kafka.scan, "by_customer", true),
                orders,
                Recompute.aggregate(orders, "customer", Orders.Order::customer));
        check(kafka, Orders.tumble(kafka.scan, "windows", -1, false), orders, Recompute.tumble(orders, -1, false));
        check(
                kafka,
                Orders.aggregate(kafka.scan, "by_id", false),
                orders,
                Recompute.aggregate(orders, "id", Orders.Order::id));
    }

    private static void check(
            OrdersOnKafka kafka, ViewPlan plan, List<List<Orders.Order>> orders, Map<String, String> wanted) {
        RuntimeIT.check(kafka, plan, orders, wanted);
    }

    private Process fork(OrdersOnKafka kafka) throws IOException {
        return fork(kafka, home);
    }

    /** @param more arguments */
    static Process fork(OrdersOnKafka kafka, Path home, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                RuntimeProcess.class.getName(),
                kafka.bootstrapServers,
                kafka.namespace.value(),
                Integer.toString(kafka.partitions),
                kafka.topicId().toString(),
                home.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static void end(Process copy) throws Exception {
        copy.getOutputStream().close();
        if (!copy.waitFor(20, TimeUnit.SECONDS)) {
            copy.destroyForcibly();
        }
    }
}

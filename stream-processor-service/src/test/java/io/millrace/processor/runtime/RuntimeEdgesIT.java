package io.millrace.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.api.ingestion.EventHeaders;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Topics;
import io.millrace.processor.stage.Orders;
import io.millrace.processor.stage.Recompute;
import io.millrace.processor.stage.StageMeter;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.testkit.TestServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeEdgesIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final RuntimeListener NO_FAILURE = (runtime, reason) -> {
        throw new AssertionError(runtime + " failed: " + reason);
    };

    @TempDir
    Path home;

    @Test
    void oneBusyPartitionOfThirtyTwoDoesNotWaitForTheIdleOnes() throws Exception {
        List<List<Orders.Order>> orders = OrdersOnKafka.none(32);
        orders.set(17, Orders.random(new Random(5), 1, 500).getFirst());
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), 32);
                Runtimes runtimes = kafka.runtimes(home)) {
            ViewPlan exchanged = Orders.aggregate(kafka.scan, "by_customer", true);
            ViewPlan local = Orders.aggregate(kafka.scan, "by_id", false);
            runtimes.start(kafka.spec("wide", exchanged, local), NO_FAILURE);
            kafka.send(orders, 0, 250);
            try (ViewReader reader = kafka.reader(exchanged)) {
                assertThat(reader.readUntil(SOON, r -> r.frontier().getOrDefault(17, 0L) == 250))
                        .isTrue();
                long before = reader.closes;
                for (int i = 250; i < 300; i++) {
                    kafka.send(orders, i, i + 1);
                    long sent = i + 1;
                    assertThat(reader.readUntil(SOON, r -> r.frontier().getOrDefault(17, 0L) >= sent))
                            .isTrue();
                }
                assertThat(reader.closes - before).as("closes of 50 epochs").isLessThan(50 * OrdersOnKafka.SINKS * 4);
            }
            kafka.send(orders, 300, 500);
            RuntimeIT.check(kafka, exchanged, orders, Recompute.aggregate(orders, "customer", Orders.Order::customer));
            RuntimeIT.check(kafka, local, orders, Recompute.aggregate(orders, "id", Orders.Order::id));
        }
    }

    @Test
    void viewAtRestWritesNothing() throws Exception {
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), 4);
                Runtimes runtimes = kafka.runtimes(home)) {
            ViewPlan view = Orders.aggregate(kafka.scan, "by_customer", true);
            runtimes.start(kafka.spec("rest", view), NO_FAILURE);
            kafka.send(3, new Orders.Order("a", "b", 1L, 1.0, Orders.START).json());
            try (ViewReader reader = kafka.reader(view)) {
                assertThat(reader.readUntil(SOON, r -> r.frontier().getOrDefault(3, 0L) == 1))
                        .isTrue();
                reader.readUntil(Duration.ofSeconds(2), r -> false);
                long before = reader.records;
                assertThat(reader.readUntil(Duration.ofSeconds(3), r -> r.records > before))
                        .isFalse();
            }
        }
    }

    @Test
    void whatCannotBeReadOrEvaluatedGoesToTheViewsQuarantine() throws Exception {
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), 4);
                Runtimes runtimes = kafka.runtimes(home)) {
            ViewPlan view = Orders.projection(kafka.scan, "shares", false, -1);
            runtimes.start(kafka.spec("refusing", view), NO_FAILURE);
            kafka.send(0, "{\"id\":\"a\",\"amount\":\"x\"}".getBytes(StandardCharsets.UTF_8));
            kafka.send(1, new byte[] {(byte) 0xFF, 0});
            kafka.send(2, new Orders.Order("zero", "c", 0L, 1.0, null).json());
            kafka.send(3, new Orders.Order("good", "c", 50L, 1.0, null).json());
            try (ViewReader reader = kafka.reader(view)) {
                assertThat(reader.readUntil(SOON, r -> r.rows().size() == 1)).isTrue();
            }
            Map<String, String> refused = new TreeMap<>();
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", kafka.bootstrapServers, "isolation.level", "read_committed"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                List<TopicPartition> partition =
                        List.of(new TopicPartition(kafka.namespace.of(Topics.viewQuarantine("shares", 1)), 0));
                consumer.assign(partition);
                consumer.seekToBeginning(partition);
                await().atMost(SOON).until(() -> {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                        refused.put(
                                new String(record.key()),
                                header(record, EventHeaders.CODE) + " " + header(record, EventHeaders.POINTER) + " "
                                        + new String(record.value()));
                    }
                    return refused.size() >= 3;
                });
            }
            assertThat(refused.get("0-0")).isEqualTo("TYPE_MISMATCH /amount {\"id\":\"a\",\"amount\":\"x\"}");
            assertThat(refused.get("1-0")).startsWith("UNDECODABLE_EVENT null");
            assertThat(refused.get("2-0"))
                    .startsWith("DIVISION_BY_ZERO null {\"id\":\"zero\",\"customer\":\"c\",\"amount\":0,");
        }
    }

    /** \b is two bytes in the event and six in the row. */
    @Test
    void rowsThatAreLargerThanTheirEventsAreShownUpToALimit() throws Exception {
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), 4);
                Runtimes runtimes = kafka.runtimes(home)) {
            ViewPlan exchanged = Orders.aggregate(kafka.scan, "by_customer", true);
            ViewPlan texts = Orders.texts(kafka.scan, "texts");
            runtimes.start(kafka.spec("large", exchanged, texts), NO_FAILURE);
            kafka.send(0, new Orders.Order("wide", "\\b".repeat(300_000), 1L, 1.0, null).json());
            kafka.send(0, new Orders.Order("wider", "\\b".repeat(450_000), 1L, 1.0, null).json());
            kafka.send(0, new Orders.Order("good", "c", 1L, 1.0, null).json());
            try (ViewReader rows = kafka.reader(texts);
                    ViewReader groups = kafka.reader(exchanged)) {
                assertThat(rows.readUntil(SOON, r -> r.rows().size() == 2)).isTrue();
                assertThat(rows.rows().toString()).contains("wide").doesNotContain("wider");
                assertThat(groups.readUntil(SOON, r -> r.rows().size() == 2)).isTrue();
            }
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "null" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Test
    void failsWithItsReasonWhereTheStreamIsGone() throws Exception {
        AtomicReference<String> reason = new AtomicReference<>();
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), 4);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers));
                Runtimes runtimes = kafka.runtimes(home)) {
            admin.deleteTopics(Set.of(kafka.topic)).all().get();
            runtimes.start(
                    kafka.spec("lost", Orders.aggregate(kafka.scan, "by_customer", true)),
                    (runtime, why) -> reason.set(why));
            await().atMost(SOON).until(() -> reason.get() != null);
            assertThat(reason.get()).contains("topic does not exist");
            RuntimeHealth health = runtimes.health("lost").orElseThrow();
            assertThat(health.state()).isEqualTo(RuntimeHealth.State.FAILED);
            assertThat(health.reason()).isEqualTo(reason.get());
        }
    }

    @Test
    void failsWithItsReasonWhereItsExchangeWasMadeAnew() throws Exception {
        AtomicReference<String> reason = new AtomicReference<>();
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), 4);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers))) {
            ViewPlan view = Orders.aggregate(kafka.scan, "by_customer", true);
            RuntimeSpec spec = kafka.spec("anew", view);
            kafka.send(3, new Orders.Order("a", "b", 1L, 1.0, Orders.START).json());
            try (Runtimes runtimes = kafka.runtimes(home);
                    ViewReader reader = kafka.reader(view)) {
                runtimes.start(spec, NO_FAILURE);
                assertThat(reader.readUntil(SOON, r -> r.rows().size() == 1)).isTrue();
            }
            String exchange = exchange(kafka, "anew");
            admin.deleteTopics(Set.of(exchange)).all().get();
            await().atMost(SOON).until(() -> !admin.listTopics().names().get().contains(exchange));
            try (Runtimes runtimes = kafka.runtimes(home)) {
                runtimes.start(spec, (runtime, why) -> reason.set(why));
                await().atMost(SOON).until(() -> reason.get() != null);
                assertThat(reason.get())
                        .startsWith("Topic " + exchange + " is not as the view left it")
                        .endsWith("Delete the view and create it again.");
                assertThat(runtimes.health("anew").orElseThrow().state()).isEqualTo(RuntimeHealth.State.FAILED);
            }
        }
    }

    @Test
    void failsWhereItsExchangeIsMadeAnewWhileItRuns() throws Exception {
        AtomicReference<String> reason = new AtomicReference<>();
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), 4);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers));
                Runtimes runtimes = kafka.runtimes(home)) {
            ViewPlan view = Orders.aggregate(kafka.scan, "by_customer", true);
            runtimes.start(kafka.spec("under", view), (runtime, why) -> reason.set(why));
            try (ViewReader reader = kafka.reader(view)) {
                for (int sent = 1; sent <= 10; sent++) {
                    long next = sent;
                    kafka.send(3, new Orders.Order("a", "b", 1L, 1.0, Orders.START).json());
                    assertThat(reader.readUntil(SOON, r -> r.frontier().getOrDefault(3, 0L) == next))
                            .isTrue();
                }
            }
            admin.deleteTopics(Set.of(exchange(kafka, "under"))).all().get();
            await().atMost(SOON).until(() -> {
                kafka.send(3, new Orders.Order("a", "b", 1L, 1.0, Orders.START).json());
                return reason.get() != null;
            });
            assertThat(runtimes.health("under").orElseThrow().state()).isEqualTo(RuntimeHealth.State.FAILED);
        }
    }

    private static String exchange(OrdersOnKafka kafka, String runtime) {
        return kafka.namespace.of("millrace.runtime." + runtime + "-by_customer.v1.exchange0-repartition");
    }

    @Test
    void removeLeavesNothingOnTheBroker() throws Exception {
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), 4);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers));
                Runtimes runtimes = kafka.runtimes(home)) {
            ViewPlan view = Orders.aggregate(kafka.scan, "by_customer", true);
            runtimes.start(kafka.spec("gone", view), NO_FAILURE);
            kafka.send(3, new Orders.Order("a", "b", 1L, 1.0, Orders.START).json());
            try (ViewReader reader = kafka.reader(view)) {
                assertThat(reader.readUntil(SOON, r -> r.rows().size() == 1)).isTrue();
            }
            await().atMost(SOON).ignoreExceptions().untilAsserted(() -> runtimes.remove("gone"));
            runtimes.remove("gone");
            String prefix = kafka.namespace.of("millrace.runtime.gone");
            assertThat(admin.listTopics().names().get()).noneMatch(topic -> topic.startsWith(prefix));
            assertThat(admin.listGroups().all().get())
                    .noneMatch(group -> group.groupId().equals(prefix));
            assertThat(runtimes.health("gone")).isEmpty();
        }
    }

    @Test
    void refusesMoreRuntimesThanTheLimitByName() throws Exception {
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), 4);
                Runtimes runtimes = new Runtimes(
                        kafka.bootstrapServers,
                        kafka.namespace,
                        new RuntimeSettings(1, 1, Duration.ofSeconds(6), Duration.ofSeconds(5)),
                        ClaimStateDirectory.under(home),
                        view -> StageMeter.NONE)) {
            RuntimeSpec spec = kafka.spec("one", Orders.aggregate(kafka.scan, "v", true));
            runtimes.start(spec, NO_FAILURE);
            runtimes.start(spec, NO_FAILURE);
            assertThatThrownBy(() ->
                            runtimes.start(kafka.spec("two", Orders.aggregate(kafka.scan, "w", true)), NO_FAILURE))
                    .isInstanceOfSatisfying(
                            MillraceException.class,
                            e -> assertThat(e.code().name()).isEqualTo("RUNTIMES_EXHAUSTED"));
        }
    }
}

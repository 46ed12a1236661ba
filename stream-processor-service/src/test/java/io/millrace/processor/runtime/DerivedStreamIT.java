package io.millrace.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.ingestion.EventHeaders;
import io.millrace.kernel.Topics;
import io.millrace.processor.stage.Orders;
import io.millrace.processor.stage.Recompute;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.testkit.TestServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of a stream that a runtime derives, on a real broker: each once, whatever dies, and all of them in the views of it. */
class DerivedStreamIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int PARTITIONS = 4;
    private static final String STREAM = "copied_orders";

    @TempDir
    Path home;

    /** Every order, as it is, by its id. */
    static RuntimeSpec spec(OrdersOnKafka kafka, UUID topicId) {
        ViewPlan plan =
                new ViewPlan(STREAM, 1, new ViewPlan.Emit(kafka.scan, List.of(0), ViewPlan.Changes.EVENTS, 5, -1, -1));
        return new RuntimeSpec(
                STREAM,
                List.of(plan),
                Map.of(STREAM, new ChangelogSettings(PARTITIONS, 0)),
                Map.of(),
                Map.of(STREAM, new DerivedTopic(STREAM, topicId, STREAM + ":1.0.0")),
                100);
    }

    private static UUID create(OrdersOnKafka kafka, Admin admin) throws Exception {
        String topic = kafka.namespace.of(STREAM);
        NewTopic stream = new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty())
                .configs(Map.of("message.timestamp.type", "LogAppendTime"));
        NewTopic quarantine =
                new NewTopic(kafka.namespace.of(Topics.quarantine(STREAM)), Optional.of(1), Optional.empty());
        org.apache.kafka.common.Uuid id =
                admin.createTopics(List.of(stream, quarantine)).topicId(topic).get();
        await().ignoreExceptions().until(() -> ends(kafka, admin).size() == PARTITIONS);
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    /** By partition where committed records end. */
    private static Map<Integer, Long> ends(OrdersOnKafka kafka, Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int p = 0; p < PARTITIONS; p++) {
            wanted.put(new TopicPartition(kafka.namespace.of(STREAM), p), OffsetSpec.latest());
        }
        Map<Integer, Long> ends = new TreeMap<>();
        admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }

    @Test
    void hasEveryEventOnceThroughTwoKillsAndShowsThemInItsViews() throws Exception {
        List<List<Orders.Order>> orders = Orders.random(new Random(13), PARTITIONS, 40_000);
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), PARTITIONS);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers))) {
            UUID topicId = create(kafka, admin);
            Process copy = RuntimeCopiesIT.fork(kafka, home, topicId.toString());
            for (int round = 0; round < 2; round++) {
                long before = ends(kafka, admin).get(0);
                kafka.send(orders, round * 3000, (round + 1) * 3000);
                await().atMost(SOON).until(() -> ends(kafka, admin).get(0) > before);
                copy.destroyForcibly().waitFor();
                copy = RuntimeCopiesIT.fork(kafka, home, topicId.toString());
            }
            kafka.send(orders, 6000, 40_000);
            try (Runtimes views = kafka.runtimes(home.resolve("views"))) {
                checkView(kafka, admin, views, topicId, orders);
            }
            checkEvents(kafka, orders);
            RuntimeCopiesIT.end(copy);
        }
    }

    /** Up to where the topic ends, which is behind the marker of the last transaction and not behind the last event. */
    private void checkView(
            OrdersOnKafka kafka, Admin admin, Runtimes views, UUID topicId, List<List<Orders.Order>> orders) {
        ViewPlan view =
                Orders.aggregate(Orders.scan(kafka.namespace.of(STREAM), topicId, PARTITIONS), "by_customer", true);
        AtomicReference<String> failure = new AtomicReference<>();
        views.start(kafka.spec("views", view), (runtime, reason) -> failure.set(reason));
        Map<String, String> wanted = Recompute.aggregate(orders, "customer", Orders.Order::customer);
        try (ViewReader reader = kafka.reader(view)) {
            assertThat(reader.readUntil(SOON, r -> r.rows().equals(wanted)))
                    .as("rows; failure %s", failure)
                    .isTrue();
            assertThat(reader.readUntil(SOON, r -> r.frontier().equals(endsNow(kafka, admin))))
                    .as("%s of %s", reader.frontier(), endsNow(kafka, admin))
                    .isTrue();
        }
    }

    private static Map<Integer, Long> endsNow(OrdersOnKafka kafka, Admin admin) {
        try {
            return ends(kafka, admin);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void checkEvents(OrdersOnKafka kafka, List<List<Orders.Order>> orders) {
        List<List<String>> found = new ArrayList<>();
        List<TopicPartition> partitions = new ArrayList<>();
        for (int p = 0; p < PARTITIONS; p++) {
            found.add(new ArrayList<>());
            partitions.add(new TopicPartition(kafka.namespace.of(STREAM), p));
        }
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    String id = new String(record.key(), StandardCharsets.UTF_8);
                    assertThat(new String(record.value(), StandardCharsets.UTF_8))
                            .startsWith("{\"id\":\"" + id + "\",\"customer\":");
                    assertThat(record.headers()
                                    .lastHeader(EventHeaders.CONTRACT)
                                    .value())
                            .asString(StandardCharsets.UTF_8)
                            .isEqualTo(STREAM + ":1.0.0");
                    found.get(record.partition()).add(id);
                }
            }
        }
        for (int p = 0; p < PARTITIONS; p++) {
            assertThat(found.get(p))
                    .containsExactlyElementsOf(
                            orders.get(p).stream().map(Orders.Order::id).toList());
        }
    }

    @Test
    void failsWithTheReasonWhereItsTopicIsDeleted() throws Exception {
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), PARTITIONS);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers));
                Runtimes runtimes = kafka.runtimes(home)) {
            UUID topicId = create(kafka, admin);
            admin.deleteTopics(List.of(kafka.namespace.of(STREAM))).all().get();
            await().atMost(SOON)
                    .untilAsserted(() -> org.assertj.core.api.Assertions.assertThatThrownBy(
                                    () -> runtimes.start(spec(kafka, topicId), (runtime, reason) -> {}))
                            .hasMessageContaining("DROP STREAM " + STREAM));
        }
    }
}

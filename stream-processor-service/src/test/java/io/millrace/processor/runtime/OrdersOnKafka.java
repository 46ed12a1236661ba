package io.millrace.processor.runtime;

import static org.awaitility.Awaitility.await;

import io.millrace.kernel.Namespace;
import io.millrace.kernel.Topics;
import io.millrace.processor.stage.CutPlan;
import io.millrace.processor.stage.Orders;
import io.millrace.processor.stage.StageMeter;
import io.millrace.processor.stage.ViewPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A stream of orders on a real broker, and runtimes over it. */
final class OrdersOnKafka implements AutoCloseable {
    static final int SINKS = 3;

    final String bootstrapServers;
    final Namespace namespace;
    final String topic;
    final ViewPlan.Scan scan;
    final int partitions;
    private final KafkaProducer<byte[], byte[]> producer;

    /** The stream is made. */
    OrdersOnKafka(String bootstrapServers, String namespace, int partitions) throws Exception {
        this(bootstrapServers, namespace, partitions, create(bootstrapServers, namespace, partitions));
    }

    /** The stream is there. */
    OrdersOnKafka(String bootstrapServers, String namespace, int partitions, UUID topicId) {
        this.bootstrapServers = bootstrapServers;
        this.namespace = new Namespace(namespace);
        this.partitions = partitions;
        topic = this.namespace.of("orders");
        scan = Orders.scan(topic, topicId, partitions);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "5"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static UUID create(String bootstrapServers, String namespace, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            String topic = new Namespace(namespace).of("orders");
            NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty())
                    .configs(Map.of("message.timestamp.type", "LogAppendTime"));
            org.apache.kafka.common.Uuid id =
                    admin.createTopics(List.of(wanted)).topicId(topic).get();
            Map<TopicPartition, OffsetSpec> all = new HashMap<>();
            for (int partition = 0; partition < partitions; partition++) {
                all.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
            // Answered by leaders alone: before they serve, a producer can get its batches out of order.
            await().pollInterval(Duration.ofMillis(20))
                    .until(() -> !admin.listOffsets(all).all().get().isEmpty());
            return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        }
    }

    UUID topicId() {
        return scan.topicId();
    }

    void send(int partition, byte[] value) {
        producer.send(new ProducerRecord<>(topic, partition, null, value));
    }

    /** Sends partition by partition what is in the range; partitions with less are sent whole. */
    void send(List<List<Orders.Order>> orders, int from, int to) {
        for (int i = from; i < to; i++) {
            for (int p = 0; p < orders.size(); p++) {
                if (i < orders.get(p).size()) {
                    send(p, orders.get(p).get(i).json());
                }
            }
        }
        producer.flush();
    }

    RuntimeSpec spec(String runtime, ViewPlan... plans) {
        Map<String, ChangelogSettings> changelogs = new HashMap<>();
        for (ViewPlan plan : plans) {
            changelogs.put(plan.view(), new ChangelogSettings(CutPlan.of(plan).sinks(SINKS), 3_600_000));
        }
        return new RuntimeSpec(runtime, List.of(plans), changelogs, 100);
    }

    Runtimes runtimes(Path home) {
        RuntimeSettings settings = new RuntimeSettings(16, 1, Duration.ofSeconds(6), Duration.ofSeconds(5));
        return new Runtimes(
                bootstrapServers, namespace, settings, ClaimStateDirectory.under(home), view -> StageMeter.NONE);
    }

    ViewReader reader(ViewPlan plan) {
        return new ViewReader(
                bootstrapServers,
                namespace.of(Topics.viewChangelog(plan.view(), plan.version())),
                CutPlan.of(plan).sinks(SINKS));
    }

    static Map<Integer, Long> ends(List<List<Orders.Order>> orders) {
        Map<Integer, Long> ends = new HashMap<>();
        for (int p = 0; p < orders.size(); p++) {
            ends.put(p, (long) orders.get(p).size());
        }
        return ends;
    }

    static List<List<Orders.Order>> none(int partitions) {
        List<List<Orders.Order>> orders = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            orders.add(new ArrayList<>());
        }
        return orders;
    }

    @Override
    public void close() {
        producer.close();
    }
}

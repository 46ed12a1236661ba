package io.millrace.benchmarks.nexmark;

import io.millrace.kernel.Namespace;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes the events of {@link GenerateEvents} to new topics. */
final class FillStreams {
    private static final long SEED = 42;

    private FillStreams() {}

    /**
     * @param bids whether bids are written; else as many persons and auctions as there would be events
     * @return how many events each stream has
     */
    static Map<String, Long> with(String bootstrapServers, Namespace namespace, long events, boolean bids)
            throws ExecutionException, InterruptedException {
        Map<String, Long> counts = new HashMap<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
                KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers)) {
            NexmarkStreams.create(admin, namespace);
            GenerateEvents generator = new GenerateEvents(SEED);
            long written = 0;
            for (long number = 0; written < events; number++) {
                if (!bids && GenerateEvents.isBid(number)) {
                    continue;
                }
                written++;
                generator.put(number, (stream, partition, event) -> {
                    counts.merge(stream, 1L, Long::sum);
                    producer.send(new ProducerRecord<>(namespace.of(stream), partition, null, event));
                });
            }
        }
        return counts;
    }

    static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "5", "batch.size", "131072"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}

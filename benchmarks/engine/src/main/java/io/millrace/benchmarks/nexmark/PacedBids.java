package io.millrace.benchmarks.nexmark;

import io.millrace.kernel.Namespace;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends bids at a steady rate, each with the time at which it was due. */
final class PacedBids implements AutoCloseable {
    private static final long PAUSE_NANOS = 500_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final GenerateEvents generator = new GenerateEvents(7);
    private long number;

    PacedBids(String bootstrapServers, Namespace namespace) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "1", "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        topic = namespace.of("bid");
    }

    void send(int perSecond, int seconds) {
        long startedMs = System.currentTimeMillis();
        long started = System.nanoTime();
        long wanted = (long) perSecond * seconds;
        for (long sent = 0; sent < wanted; ) {
            long due = Math.min(wanted, (System.nanoTime() - started) * perSecond / TimeUnit.SECONDS.toNanos(1));
            for (; sent < due; sent++) {
                byte[] bid = generator.bid(number, startedMs + sent * 1000 / perSecond);
                producer.send(new ProducerRecord<>(topic, (int) (number % GenerateEvents.PARTITIONS), null, bid));
                number++;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}

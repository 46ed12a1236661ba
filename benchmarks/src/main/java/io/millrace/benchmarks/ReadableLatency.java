package io.millrace.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long from an event's HTTP request at the gateway until it is read there in a view, exactly-once, under a steady load:
 * for a view grouped by the stream's key and for one behind a repartition. The baseline of the same run is a plain producer
 * ({@code acks=all}) and consumer on the same broker.
 *
 * <p>Needs a running suite. Arguments: events per second, seconds; environment: MILLRACE_HOME, MILLRACE_PORT_OFFSET.
 */
public final class ReadableLatency {
    private static final long MICROS_MAX = 60_000_000;
    private static final long SAMPLE_EVERY_MS = 50;
    private static final long REFUSED_MICROS = 10_000_000;
    private static final int SECONDS_MAX = 600;

    private final SuiteClient client;
    private final String kafka;
    private final AccountStream stream;

    private ReadableLatency(RunningSuite suite) {
        client = suite.client();
        kafka = suite.kafka();
        stream = new AccountStream(client, "bench");
    }

    /** @param arguments events per second, seconds */
    public static void main(String[] arguments) throws Exception {
        RunningSuite.use(
                (suite, numbers) -> {
                    int rate = numbers.number(0, "events per second", 1_000, 1, SteadyLoad.EVENTS_PER_SECOND_MAX);
                    int seconds = numbers.number(1, "seconds", 30, 2, SECONDS_MAX);
                    new ReadableLatency(suite).run(rate, seconds);
                },
                arguments);
    }

    private void run(int rate, int seconds) throws Exception {
        define();
        Histogram plain = plainKafka(seconds / 3 + 1);
        Histogram keyed;
        Histogram exchanged;
        long reached;
        try (SteadyLoad load = SteadyLoad.start(stream, rate, Duration.ofSeconds(seconds + 60))) {
            measure("bench_keyed", "account", 10);
            keyed = measure("bench_keyed", "account", seconds / 2);
            exchanged = measure("bench_exchanged", "bucket", seconds / 2);
            reached = load.reachedPerSecond();
        }
        System.out.printf("events per second offered: %d, reached: %d%n", rate, reached);
        print("plain Kafka producer → consumer", plain, plain);
        print("GROUP BY the stream's key", keyed, plain);
        print("GROUP BY behind one repartition", exchanged, plain);
    }

    private static void print(String name, Histogram latency, Histogram baseline) {
        System.out.printf(
                "%-34s n=%d p50=%.1f ms p99=%.1f ms max=%.1f ms (p50 %.1f × baseline)%n",
                name,
                latency.getTotalCount(),
                latency.getValueAtPercentile(50) / 1000.0,
                latency.getValueAtPercentile(99) / 1000.0,
                latency.getMaxValue() / 1000.0,
                (double) latency.getValueAtPercentile(50) / Math.max(1, baseline.getValueAtPercentile(50)));
    }

    private void define() throws IOException, InterruptedException {
        stream.define();
        client.put(
                "/api/views/bench_keyed",
                "application/sql",
                "CREATE MATERIALIZED VIEW bench_keyed WITH (freshness = '1 second') AS SELECT account, COUNT(*) AS n, SUM(amount) AS total FROM bench GROUP BY account");
        client.put(
                "/api/views/bench_exchanged",
                "application/sql",
                "CREATE MATERIALIZED VIEW bench_exchanged WITH (freshness = '1 second') AS SELECT bucket, COUNT(*) AS n, SUM(amount) AS total FROM bench GROUP BY bucket");
    }

    /**
     * Every 50 ms sends an event and reads its row until it is counted, whether or not the one before has come back. A probe
     * that is refused counts as long as it took, or {@link #REFUSED_MICROS}, whichever is more.
     */
    private Histogram measure(String view, String column, int seconds) throws InterruptedException {
        Histogram latency = new SynchronizedHistogram(MICROS_MAX, 3);
        long begin = System.nanoTime();
        long probes = TimeUnit.SECONDS.toMillis(seconds) / SAMPLE_EVERY_MS;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long i = 0; i < probes; i++) {
                long due = begin + TimeUnit.MILLISECONDS.toNanos(i * SAMPLE_EVERY_MS);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                String key = "probe-" + column + "-" + i % 500;
                threads.execute(() -> latency.recordValue(probe(view, column, key, due)));
            }
        }
        return latency;
    }

    private long probe(String view, String column, String key, long due) {
        boolean counted = false;
        try {
            String position = stream.send(
                    stream.event(column.equals("account") ? key : "a1", column.equals("bucket") ? key : "b1"));
            int status = client.get(
                            "/api/views/" + view + "/rows/" + key, "Millrace-After", position, "Prefer", "wait=10")
                    .statusCode();
            counted = status == 200;
            if (!counted) {
                System.err.println("a read was answered with " + status);
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("a probe failed: " + e);
        }
        long micros = (System.nanoTime() - due) / 1000;
        return Math.min(MICROS_MAX, counted ? micros : Math.max(REFUSED_MICROS, micros));
    }

    private Histogram plainKafka(int seconds) throws Exception {
        Histogram latency = new Histogram(MICROS_MAX, 3);
        Properties config = new Properties();
        config.putAll(Map.of("bootstrap.servers", kafka, "acks", "all", "linger.ms", "0", "fetch.max.wait.ms", "500"));
        TopicPartition partition =
                new TopicPartition("bench-plain-" + ProcessHandle.current().pid(), 0);
        try (Admin admin = Admin.create(config)) {
            admin.createTopics(List.of(new NewTopic(partition.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            consumer.position(partition);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (System.nanoTime() < end) {
                long begin = System.nanoTime();
                producer.send(new ProducerRecord<>(partition.topic(), 0, null, new byte[200]))
                        .get();
                while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                    if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(10)) {
                        throw new IllegalStateException("the record was not read within 10 s");
                    }
                }
                latency.recordValue((System.nanoTime() - begin) / 1000);
            }
        }
        return latency;
    }
}

package io.millrace.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern POSITION = Pattern.compile("\"position\":\"([^\"]*)\"");
    private static final int BATCH_EVENTS = 100;
    private static final long MICROS_MAX = 60_000_000;
    private static final long SAMPLE_EVERY_MS = 50;
    private static final long REFUSED_MICROS = 10_000_000;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int offset = Integer.parseInt(System.getenv().getOrDefault("MILLRACE_PORT_OFFSET", "0"));
    private final String gateway = "http://127.0.0.1:" + (8080 + offset);
    private final String kafka = "127.0.0.1:" + (29092 + offset);
    private final String token;
    private final AtomicLong sequence = new AtomicLong();
    private volatile long reached;

    private ReadableLatency() throws IOException {
        token = Files.readString(Path.of(System.getenv().getOrDefault("MILLRACE_HOME", ".millrace"), "token"))
                .strip();
    }

    /** @param arguments events per second, seconds */
    public static void main(String[] arguments) throws Exception {
        int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 30;
        new ReadableLatency().run(rate, seconds);
    }

    private void run(int rate, int seconds) throws Exception {
        define();
        Histogram plain = plainKafka(seconds / 3 + 1);
        Thread load = Thread.ofPlatform().daemon().start(() -> load(rate, seconds + 15));
        measure("bench_keyed", "account", 10);
        Histogram keyed = measure("bench_keyed", "account", seconds / 2);
        Histogram exchanged = measure("bench_exchanged", "bucket", seconds / 2);
        load.join(Duration.ofSeconds(60));
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
        put("/api/contracts/bench", "application/yaml", """
                apiVersion: v3.1.0
                kind: DataContract
                id: bench
                version: 1.0.0
                status: active
                schema:
                  - name: bench
                    logicalType: object
                    properties:
                      - {name: account, logicalType: string, required: true, primaryKey: true}
                      - {name: bucket, logicalType: string, required: true}
                      - {name: at, logicalType: timestamp, required: true}
                      - {name: amount, logicalType: integer, required: true}
                    customProperties:
                      - {property: millrace.eventTime, value: at}
                """);
        put(
                "/api/views/bench_keyed",
                "application/sql",
                "CREATE MATERIALIZED VIEW bench_keyed WITH (freshness = '1 second') AS SELECT account, COUNT(*) AS n, SUM(amount) AS total FROM bench GROUP BY account");
        put(
                "/api/views/bench_exchanged",
                "application/sql",
                "CREATE MATERIALIZED VIEW bench_exchanged WITH (freshness = '1 second') AS SELECT bucket, COUNT(*) AS n, SUM(amount) AS total FROM bench GROUP BY bucket");
    }

    private String event(String account, String bucket) {
        return "{\"account\":\"" + account + "\",\"bucket\":\"" + bucket + "\",\"at\":\"" + Instant.now()
                + "\",\"amount\":" + sequence.incrementAndGet() % 1000 + "}";
    }

    private void load(int rate, int seconds) {
        long start = System.nanoTime();
        long intervalNanos = 1_000_000_000L * BATCH_EVENTS / rate;
        long batches = (long) seconds * rate / BATCH_EVENTS;
        for (long i = 0; i < batches; i++) {
            long due = start + i * intervalNanos;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
            }
            StringBuilder body = new StringBuilder();
            for (int j = 0; j < BATCH_EVENTS; j++) {
                long n = sequence.get();
                body.append(event("a" + n % 1000, "b" + n % 100)).append('\n');
            }
            try {
                post(body.toString());
            } catch (IOException | InterruptedException e) {
                System.err.println("a batch of the load failed: " + e);
            }
        }
        reached = batches * BATCH_EVENTS * 1_000_000_000L / (System.nanoTime() - start);
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
            String position = post(event(column.equals("account") ? key : "a1", column.equals("bucket") ? key : "b1"));
            int status = read("/api/views/" + view + "/rows/" + key, position);
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

    private void put(String path, String type, String body) throws IOException, InterruptedException {
        HttpResponse<String> reply = http.send(
                request(path)
                        .header("Content-Type", type)
                        .PUT(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (reply.statusCode() >= 300) {
            throw new IOException(path + ": " + reply.statusCode() + " " + reply.body());
        }
    }

    private String post(String body) throws IOException, InterruptedException {
        HttpResponse<String> reply = http.send(
                request("/api/streams/bench/events")
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Matcher matcher = POSITION.matcher(reply.body());
        if (reply.statusCode() != 200 || !matcher.find()) {
            throw new IOException(reply.statusCode() + " " + reply.body());
        }
        return matcher.group(1);
    }

    private int read(String path, String after) throws IOException, InterruptedException {
        return http.send(
                        request(path)
                                .header("Millrace-After", after)
                                .header("Prefer", "wait=10")
                                .GET()
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gateway + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token);
    }
}

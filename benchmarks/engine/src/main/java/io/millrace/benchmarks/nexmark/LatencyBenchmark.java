package io.millrace.benchmarks.nexmark;

import io.millrace.kernel.Namespace;
import io.millrace.local.server.KafkaServer;
import io.millrace.testkit.DedicatedServer;
import io.millrace.testkit.TestServers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;

/**
 * How long after an event was due its effect can be read in the results, by a reader of committed records: a row for each event,
 * and a row for each group behind one exchange, in Millrace's runtime, as a naive topology, and in Flink SQL; commits, and
 * checkpoints, every 100 ms. Of groups the newest event of each change counts.
 *
 * <p>Arguments: events per second (5000), seconds (30), of which a third warms up, engines with commas (all).
 */
public final class LatencyBenchmark {
    static final String ROWS = "latency_rows";
    static final String GROUPS = "latency_groups";

    private static final long COMMIT_MS = 100;
    private static final int WARM_ROWS = 100;
    private static final int WARM_PER_SECOND = 200;
    private static final Duration START_MAX = Duration.ofMinutes(3);

    private final String bootstrapServers;
    private final Admin admin;
    private final int perSecond;
    private final int seconds;

    private LatencyBenchmark(String bootstrapServers, Admin admin, int perSecond, int seconds) {
        this.bootstrapServers = bootstrapServers;
        this.admin = admin;
        this.perSecond = perSecond;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws Exception {
        int perSecond = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 30;
        List<String> engines = List.of((arguments.length > 2 ? arguments[2] : "millrace,dsl,flink").split(","));
        try (DedicatedServer<KafkaServer> kafka = TestServers.dedicatedKafka();
                Admin admin = Admin.create(
                        java.util.Map.of("bootstrap.servers", kafka.server().bootstrapServers()))) {
            LatencyBenchmark benchmark =
                    new LatencyBenchmark(kafka.server().bootstrapServers(), admin, perSecond, seconds);
            for (String query : List.of(ROWS, GROUPS)) {
                for (String engine : engines) {
                    benchmark.run(query, Engine.valueOf(engine.toUpperCase(Locale.ROOT)));
                }
            }
        }
        System.exit(0);
    }

    private void run(String name, Engine engine) throws Exception {
        Namespace namespace = TestServers.uniqueNamespace().transform(Namespace::new);
        NexmarkStreams.create(admin, namespace);
        Query query = Query.of(name, 0, namespace, statement(name), NexmarkStreams.of(admin, namespace), false);
        engine.createOutput(admin, query);
        try (EngineProcess process = EngineProcess.start(engine, query, bootstrapServers, COMMIT_MS);
                PacedBids bids = new PacedBids(bootstrapServers, namespace);
                ReadLatencies reader =
                        new ReadLatencies(bootstrapServers, engine.output(query), engine == Engine.MILLRACE)) {
            awaitFirst(bids, reader);
            bids.send(perSecond, seconds / 3);
            reader.count();
            CpuTime before = process.cpu();
            bids.send(perSecond, seconds - seconds / 3);
            Duration cpu = process.cpu().minus(before).total();
            print(query, engine, reader.latencies(), cpu);
        }
    }

    private static Path statement(String name) throws IOException {
        Path file = Files.createTempFile(name, ".sql");
        try (InputStream text = LatencyBenchmark.class.getResourceAsStream("/latency/" + name + ".sql")) {
            Files.copy(Objects.requireNonNull(text), file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    private static void awaitFirst(PacedBids bids, ReadLatencies reader) {
        long deadline = System.nanoTime() + START_MAX.toNanos();
        while (reader.rows() < WARM_ROWS) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("There is no result after " + START_MAX + ".");
            }
            bids.send(WARM_PER_SECOND, 1);
        }
    }

    private void print(Query query, Engine engine, Histogram latencies, Duration cpu) {
        System.out.printf(
                "%-14s %-8s %,6d events/s: p50 %,d ms, p90 %,d ms, p99 %,d ms, max %,d ms of %,d rows; %.2f cores%n",
                query.name(),
                engine,
                perSecond,
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(90),
                latencies.getValueAtPercentile(99),
                latencies.getMaxValue(),
                latencies.getTotalCount(),
                cpu.toMillis() / 1000.0 / (seconds - seconds / 3));
    }
}

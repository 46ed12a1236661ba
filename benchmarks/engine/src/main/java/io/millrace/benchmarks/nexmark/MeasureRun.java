package io.millrace.benchmarks.nexmark;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Runs one query in one engine over the whole of its streams, and measures from when it has committed half of them: what was
 * compiled and loaded until then does not count.
 */
final class MeasureRun {
    static final long COMMIT_MS = 1_000;

    private static final double WARM = 0.5;
    private static final int POLL_MS = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final Admin admin;
    private final String bootstrapServers;

    /**
     * What was measured of a run.
     *
     * @param cpuSecondsPerMillion CPU time of the engine's process per million events read, once it is warm, without that of
     *     the threads that compile: a run is too short for these to be at their end, and an application runs for days
     * @param compilingPerMillion that of those threads
     * @param eventsPerSecond read per second, once it is warm
     * @param secondsToFirstCommit from the start of the JVM
     */
    record Measured(
            double cpuSecondsPerMillion,
            double compilingPerMillion,
            double eventsPerSecond,
            double secondsToFirstCommit) {}

    /** A moment of a run. */
    private record Moment(long nanos, CpuTime cpu, long read) {}

    MeasureRun(Admin admin, String bootstrapServers) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
    }

    /** @param events in the streams that the query reads */
    Measured of(Engine engine, Query query, long events) throws Exception {
        engine.createOutput(admin, query);
        long started = System.nanoTime();
        try (EngineProcess process = EngineProcess.start(engine, query, bootstrapServers, COMMIT_MS)) {
            Moment first = await(process, engine, query, 1);
            Moment warm = await(process, engine, query, (long) (events * WARM));
            CpuTime cpu = process.finished().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Moment end = new Moment(System.nanoTime(), cpu, events);
            double read = end.read - warm.read;
            CpuTime taken = end.cpu.minus(warm.cpu);
            return new Measured(
                    taken.running().toNanos() / 1e3 / read,
                    taken.compiling().toNanos() / 1e3 / read,
                    read / ((end.nanos - warm.nanos) / 1e9),
                    (first.nanos - started) / 1e9);
        }
    }

    private Moment await(EngineProcess process, Engine engine, Query query, long wanted) throws Exception {
        while (true) {
            long read = read(engine, query);
            if (read >= wanted) {
                return new Moment(System.nanoTime(), process.cpu(), read);
            }
            wait(process.finished());
        }
    }

    /** Throws what the process failed with; one that is at its end already is too short to be measured. */
    private static void wait(CompletableFuture<CpuTime> finished) throws Exception {
        try {
            finished.get(POLL_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return;
        }
        throw new IllegalStateException("It was at its end before it was warm; give more events.");
    }

    private long read(Engine engine, Query query) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(engine.group(query))
                .partitionsToOffsetAndMetadata()
                .get();
        return committed.entrySet().stream()
                .filter(entry -> query.streams()
                        .contains(query.namespace().strip(entry.getKey().topic())))
                .mapToLong(
                        entry -> entry.getValue() == null ? 0 : entry.getValue().offset())
                .sum();
    }
}

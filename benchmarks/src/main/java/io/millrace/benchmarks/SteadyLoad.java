package io.millrace.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends NDJSON at a steady rate over one connection: ten requests a second of at most 100 events, more requests where that is
 * not enough. A request goes out when it is due, or as soon as the one before has been answered.
 */
final class SteadyLoad implements AutoCloseable {
    static final int EVENTS_PER_SECOND_MAX = 20_000;
    private static final int BATCH_EVENTS_MAX = 100;
    private static final int BATCHES_PER_SECOND_MIN = 10;
    private static final Duration STOP_MAX = Duration.ofSeconds(35);

    private final AccountStream stream;
    private final int batchEvents;
    private final long intervalNanos;
    private final long endsAtNanos;
    private final long startedAtNanos = System.nanoTime();
    private final AtomicLong acknowledged = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopping;

    private SteadyLoad(AccountStream stream, int eventsPerSecond, Duration max) {
        this.stream = stream;
        this.batchEvents = Math.clamp(eventsPerSecond / BATCHES_PER_SECOND_MIN, 1, BATCH_EVENTS_MAX);
        this.intervalNanos = 1_000_000_000L * batchEvents / eventsPerSecond;
        this.endsAtNanos = startedAtNanos + max.toNanos();
        this.thread = Thread.ofPlatform().name("load").daemon().unstarted(this::send);
    }

    /**
     * @param eventsPerSecond 1 to {@link #EVENTS_PER_SECOND_MAX}
     * @param max after which it ends by itself
     */
    static SteadyLoad start(AccountStream stream, int eventsPerSecond, Duration max) {
        SteadyLoad load = new SteadyLoad(stream, eventsPerSecond, max);
        load.thread.start();
        return load;
    }

    /** Events that were acknowledged per second since the start. */
    long reachedPerSecond() {
        return acknowledged.get() * 1_000_000_000L / Math.max(1, System.nanoTime() - startedAtNanos);
    }

    private void send() {
        for (long due = startedAtNanos; !stopping && due < endsAtNanos; due += intervalNanos) {
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            try {
                stream.send(batch());
                acknowledged.addAndGet(batchEvents);
            } catch (IOException e) {
                System.err.println("a batch of the load failed: " + e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private String batch() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < batchEvents; i++) {
            body.append(stream.event()).append('\n');
        }
        return body.toString();
    }

    /** Returns when the last request has been answered. */
    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join(STOP_MAX);
    }
}

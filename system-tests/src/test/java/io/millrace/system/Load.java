package io.millrace.system;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Clients at work, each in a thread of its own, until this is closed: however the test in between ends. */
record Load(List<Thread> threads, AtomicBoolean ended) implements AutoCloseable {
    private static final long PAUSE_MS = 200;

    static Load start(List<? extends Runnable> clients, AtomicBoolean ended) {
        return new Load(clients.stream().map(Thread.ofPlatform()::start).toList(), ended);
    }

    /** Leaves the processors to them for a moment. */
    void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
    }

    @Override
    public void close() throws InterruptedException {
        ended.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }
}

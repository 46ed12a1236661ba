package io.millrace.views.verification;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes an answer of another service from which nothing has come for too long; its reader has an IOException then. */
final class EndOfSilence implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndOfSilence.class);
    private static final long LOOK_NS = 1_000_000_000L;

    private final InputStream answer;
    private final long silenceMaxNs;
    private volatile long heardAt = System.nanoTime();
    private volatile boolean paused;
    private volatile boolean closed;
    private final Thread watch;

    EndOfSilence(InputStream answer, Duration silenceMax) {
        this.answer = answer;
        this.silenceMaxNs = silenceMax.toNanos();
        this.watch = Thread.ofVirtual().name("end-of-silence").start(this::watch);
    }

    /** Nothing is waited for until something is heard again. */
    void pause() {
        paused = true;
    }

    void heard() {
        heardAt = System.nanoTime();
        paused = false;
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(LOOK_NS);
            if (!closed && !paused && System.nanoTime() - heardAt > silenceMaxNs) {
                closed = true;
                end();
            }
        }
    }

    private void end() {
        try {
            answer.close();
        } catch (IOException e) {
            LOG.debug("An answer that was silent for too long could not be closed", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watch);
    }
}

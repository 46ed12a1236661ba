package io.millrace.ingestion.admission;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Paces the questions about one stream: one a second, and up to ten at once after ten seconds without any. Whoever asks
 * holds its lock meanwhile, so that others wait for the answer instead of asking, too.
 */
final class QuestionPace {
    private static final double PER_SECOND = 1;
    private static final double BURST = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private double left = BURST;
    private long at = System.nanoTime();

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** Whether a question may be asked now, which then counts as asked. */
    boolean mayAsk(long nanoTime) {
        left = Math.min(BURST, left + (nanoTime - at) / 1e9 * PER_SECOND);
        at = nanoTime;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }

    /** Nobody answered: the next question waits its full time, also where several were left. */
    void failed() {
        left = 0;
    }
}

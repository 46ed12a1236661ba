package io.millrace.processor.runtime;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps what a stream thread does in one transaction well within the transaction's timeout: says after how many events a commit
 * is due, whatever the commit interval is, and when merges put off epochs to the next one. What an event costs is seen at the
 * commits; a thread that begins, with cold code and perhaps much to catch up with, begins with few events and doubles them.
 * Not thread-safe.
 *
 * <pre>
 * events until a commit   1,000   2,000   4,000   8,000        3,300        6,600
 * work of the commit      0.1 s   0.1 s   0.3 s   6 s of 2.5   1.1 s   …
 * </pre>
 */
final class CommitPace {
    static final int EVENTS_FIRST = 1_000;
    static final int EVENTS_MIN = 100;
    static final int EVENTS_MAX = 1 << 22;

    private final long budgetNanos;
    private final LongSupplier nanos;
    private int allowance = EVENTS_FIRST;
    private int taken;
    private boolean committing;
    private long began;
    private long ended;

    /**
     * @param budget how long the work of a commit may take, of all stages of the thread together
     * @param nanos a clock that only goes forward
     */
    CommitPace(Duration budget, LongSupplier nanos) {
        this.budgetNanos = budget.toNanos();
        this.nanos = nanos;
    }

    /** Takes an event of a stream, and returns whether a commit is due. */
    boolean take() {
        goOn();
        return ++taken >= allowance;
    }

    /** The thread works on records again, or on its timers: a commit that began is over. */
    void goOn() {
        if (committing) {
            committing = false;
            learn(Math.max(1, ended - began));
            taken = 0;
        }
    }

    private void learn(long workNanos) {
        if (workNanos > budgetNanos) {
            long within = (long) ((double) Math.min(taken, allowance) * budgetNanos / workNanos);
            allowance = (int) Math.max(EVENTS_MIN, within);
        } else if (taken >= allowance && workNanos < budgetNanos / 2) {
            allowance = Math.min(EVENTS_MAX, 2 * allowance);
        }
    }

    /** A stage begins to put out what is due. */
    void begin() {
        if (!committing) {
            committing = true;
            began = nanos.getAsLong();
        }
    }

    /** Whether there is time left in this commit. */
    boolean hasTime() {
        return nanos.getAsLong() - began < budgetNanos;
    }

    /** A stage has put it out. */
    void end() {
        ended = nanos.getAsLong();
    }
}

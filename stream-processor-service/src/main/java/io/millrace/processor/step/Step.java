package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/**
 * One physical step: pure over weighted deltas, its state, and the watermark. Rows are pushed through a chain of steps; at
 * the end of an epoch each step is flushed, in the order of the chain, and puts out what it held back.
 */
public interface Step {
    /** The watermark before every source partition had an event. */
    long NO_WATERMARK = Long.MIN_VALUE;

    /**
     * Takes a delta.
     *
     * @param row in the representation of {@link ValueType}; the step may keep it, nobody changes it
     * @param weight +n: the row came n times, -n: it went n times
     */
    void push(@Nullable Object[] row, long weight);

    /**
     * Puts out the net change of the epoch that ends here.
     *
     * @param watermark event time up to which the input is complete, epoch milliseconds, or {@link #NO_WATERMARK}; it
     *     never falls
     */
    default void flush(long watermark) {}

    /** Goes on from restored state: {@code watermark} is that of the last flush before. */
    default void resume(long watermark) {}
}

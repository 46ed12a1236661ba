package io.millrace.processor.step;

/**
 * The rows around a row that a function of OVER is computed of.
 *
 * <pre>
 * ROWS BETWEEN 2 PRECEDING AND CURRENT ROW     →   rows, -2 to 0
 * RANGE BETWEEN UNBOUNDED PRECEDING AND …      →   by value, from UNBOUNDED_PRECEDING
 * </pre>
 *
 * @param rows whether the bounds count rows; else they are distances of the first column of the order, and the current row
 *     stands for all its peers
 * @param from before the row where negative
 * @param to inclusive, at least {@code from}
 */
public record Frame(boolean rows, long from, long to) {
    public static final long UNBOUNDED_PRECEDING = Long.MIN_VALUE;
    public static final long UNBOUNDED_FOLLOWING = Long.MAX_VALUE;

    public Frame {
        if (from > to || from == UNBOUNDED_FOLLOWING || to == UNBOUNDED_PRECEDING) {
            throw new IllegalArgumentException("a frame from " + from + " to " + to);
        }
    }

    boolean hasNoStart() {
        return from == UNBOUNDED_PRECEDING;
    }

    boolean hasNoEnd() {
        return to == UNBOUNDED_FOLLOWING;
    }

    /** How far behind a row's own place its frame reaches: 0 or more; of one without a start, how far its end lags behind. */
    long back() {
        return Math.max(0, -(hasNoStart() ? to : from));
    }

    /** How far ahead of a row's own place its frame reaches: 0 or more. */
    long ahead() {
        return Math.max(0, to);
    }
}

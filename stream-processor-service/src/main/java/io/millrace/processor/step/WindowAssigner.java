package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/**
 * Says which windows of fixed lengths a time is in. Time is cut into slices as long as the windows' step: all times of a slice are in
 * the same windows.
 */
public final class WindowAssigner {
    private enum Kind {
        TUMBLE,
        HOP,
        CUMULATE
    }

    private final Kind kind;
    private final int timeColumn;
    private final long sizeMs;
    private final long stepMs;
    private final long offsetMs;

    /** Takes windows. */
    @FunctionalInterface
    interface Bounds {
        void accept(long start, long end);
    }

    private WindowAssigner(Kind kind, int timeColumn, long sizeMs, long stepMs, long offsetMs) {
        if (sizeMs <= 0 || stepMs <= 0 || sizeMs % stepMs != 0) {
            throw new IllegalArgumentException("windows of " + sizeMs + " ms in steps of " + stepMs + " ms");
        }
        this.kind = kind;
        this.timeColumn = timeColumn;
        this.sizeMs = sizeMs;
        this.stepMs = stepMs;
        this.offsetMs = offsetMs;
    }

    /** One window after the other. */
    public static WindowAssigner tumble(int timeColumn, long sizeMs, long offsetMs) {
        return new WindowAssigner(Kind.TUMBLE, timeColumn, sizeMs, sizeMs, offsetMs);
    }

    /**
     * A window of the size begins with each step.
     *
     * @param stepMs a divisor of {@code sizeMs}
     */
    public static WindowAssigner hop(int timeColumn, long sizeMs, long stepMs, long offsetMs) {
        return new WindowAssigner(Kind.HOP, timeColumn, sizeMs, stepMs, offsetMs);
    }

    /**
     * Windows that begin with each size and end with each step of it.
     *
     * @param stepMs a divisor of {@code sizeMs}
     */
    public static WindowAssigner cumulate(int timeColumn, long sizeMs, long stepMs, long offsetMs) {
        return new WindowAssigner(Kind.CUMULATE, timeColumn, sizeMs, stepMs, offsetMs);
    }

    /** The time of a row that is in windows; null where it has none, or is late, which is counted. */
    @Nullable
    Long time(@Nullable Object[] row, Origin origin) {
        if (!(row[timeColumn] instanceof Long time)) {
            return null;
        }
        if (origin.late()) {
            origin.excludeLateRow();
            return null;
        }
        return time;
    }

    /** Start of the slice that a time is in. */
    long slice(long time) {
        return startOf(time, stepMs);
    }

    /** The windows of a slice. */
    void windows(long slice, Bounds bounds) {
        switch (kind) {
            case TUMBLE -> bounds.accept(slice, slice + sizeMs);
            case HOP -> {
                for (long start = slice; start > slice - sizeMs; start -= stepMs) {
                    bounds.accept(start, start + sizeMs);
                }
            }
            case CUMULATE -> {
                long start = startOf(slice, sizeMs);
                for (long end = slice + stepMs; end <= start + sizeMs; end += stepMs) {
                    bounds.accept(start, end);
                }
            }
        }
    }

    /** The last multiple of a length, counted from the offset, that is not behind the time. */
    private long startOf(long time, long lengthMs) {
        return time - Math.floorMod(time - offsetMs, lengthMs);
    }
}

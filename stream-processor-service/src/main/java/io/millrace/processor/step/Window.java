package io.millrace.processor.step;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Windows of fixed lengths: the row once for each window that its time is in, with the window's start and end behind it. A
 * late row is excluded and counted; a row without a time is excluded.
 *
 * <pre>
 * TUMBLE 10 s:               +("a", 00:00:07)   →   +("a", 00:00:07, 00:00:00, 00:00:10)
 * HOP 10 s, each 5 s:        +("a", 00:00:07)   →   +("a", 00:00:07, 00:00:00, 00:00:10) +("a", 00:00:07, 00:00:05, 00:00:15)
 * CUMULATE 10 s, by 5 s:     +("a", 00:00:02)   →   +("a", 00:00:02, 00:00:00, 00:00:05) +("a", 00:00:02, 00:00:00, 00:00:10)
 * </pre>
 */
public final class Window implements Step {
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
    private final Origin origin;
    private final Step next;

    private Window(Kind kind, int timeColumn, Lengths lengths, Origin origin, Step next) {
        this.kind = kind;
        this.timeColumn = timeColumn;
        this.sizeMs = lengths.sizeMs;
        this.stepMs = lengths.stepMs;
        this.offsetMs = lengths.offsetMs;
        this.origin = origin;
        this.next = next;
    }

    private record Lengths(long sizeMs, long stepMs, long offsetMs) {
        Lengths {
            if (sizeMs <= 0 || stepMs <= 0 || sizeMs % stepMs != 0) {
                throw new IllegalArgumentException("windows of " + sizeMs + " ms in steps of " + stepMs + " ms");
            }
        }
    }

    /** One window after the other. */
    public static Window tumble(int timeColumn, long sizeMs, long offsetMs, Origin origin, Step next) {
        return new Window(Kind.TUMBLE, timeColumn, new Lengths(sizeMs, sizeMs, offsetMs), origin, next);
    }

    /**
     * A window of the size begins with each step.
     *
     * @param stepMs a divisor of {@code sizeMs}
     */
    public static Window hop(int timeColumn, long sizeMs, long stepMs, long offsetMs, Origin origin, Step next) {
        return new Window(Kind.HOP, timeColumn, new Lengths(sizeMs, stepMs, offsetMs), origin, next);
    }

    /**
     * Windows that begin with each size and end with each step of it.
     *
     * @param stepMs a divisor of {@code sizeMs}
     */
    public static Window cumulate(int timeColumn, long sizeMs, long stepMs, long offsetMs, Origin origin, Step next) {
        return new Window(Kind.CUMULATE, timeColumn, new Lengths(sizeMs, stepMs, offsetMs), origin, next);
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        if (!(row[timeColumn] instanceof Long time)) {
            return;
        }
        if (origin.late()) {
            origin.excludeLateRow();
            return;
        }
        switch (kind) {
            case TUMBLE -> {
                long start = startOf(time, sizeMs);
                putOut(row, weight, start, start + sizeMs);
            }
            case HOP -> {
                for (long start = startOf(time, stepMs); start > time - sizeMs; start -= stepMs) {
                    putOut(row, weight, start, start + sizeMs);
                }
            }
            case CUMULATE -> {
                long start = startOf(time, sizeMs);
                for (long end = startOf(time, stepMs) + stepMs; end <= start + sizeMs; end += stepMs) {
                    putOut(row, weight, start, end);
                }
            }
        }
    }

    /** The last multiple of a length, counted from the offset, that is not behind the time. */
    private long startOf(long time, long lengthMs) {
        return time - Math.floorMod(time - offsetMs, lengthMs);
    }

    private void putOut(@Nullable Object[] row, long weight, long start, long end) {
        @Nullable Object[] windowed = Arrays.copyOf(row, row.length + 2);
        windowed[row.length] = start;
        windowed[row.length + 1] = end;
        next.push(windowed, weight);
    }
}

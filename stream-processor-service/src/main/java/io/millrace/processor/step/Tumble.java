package io.millrace.processor.step;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * TUMBLE: puts the start and the end of the row's window behind it. A late row is excluded and counted; a row without a time
 * is excluded.
 *
 * <pre>
 * size 10 s:   +("a", 00:00:07)   →   +("a", 00:00:07, 00:00:00, 00:00:10)
 * </pre>
 */
public final class Tumble implements Step {
    private final int timeColumn;
    private final long sizeMs;
    private final long offsetMs;
    private final Origin origin;
    private final Step next;

    public Tumble(int timeColumn, long sizeMs, long offsetMs, Origin origin, Step next) {
        if (sizeMs <= 0) {
            throw new IllegalArgumentException("a window of " + sizeMs + " ms");
        }
        this.timeColumn = timeColumn;
        this.sizeMs = sizeMs;
        this.offsetMs = offsetMs;
        this.origin = origin;
        this.next = next;
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
        long start = time - Math.floorMod(time - offsetMs, sizeMs);
        @Nullable Object[] windowed = Arrays.copyOf(row, row.length + 2);
        windowed[row.length] = start;
        windowed[row.length + 1] = start + sizeMs;
        next.push(windowed, weight);
    }
}

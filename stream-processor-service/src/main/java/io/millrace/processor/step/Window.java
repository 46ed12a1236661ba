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
    private final WindowAssigner assigner;
    private final Origin origin;
    private final Step next;

    public Window(WindowAssigner assigner, Origin origin, Step next) {
        this.assigner = assigner;
        this.origin = origin;
        this.next = next;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        Long time = assigner.time(row, origin);
        if (time != null) {
            assigner.windows(assigner.slice(time), (start, end) -> putOut(row, weight, start, end));
        }
    }

    private void putOut(@Nullable Object[] row, long weight, long start, long end) {
        @Nullable Object[] windowed = Arrays.copyOf(row, row.length + 2);
        windowed[row.length] = start;
        windowed[row.length + 1] = end;
        next.push(windowed, weight);
    }
}

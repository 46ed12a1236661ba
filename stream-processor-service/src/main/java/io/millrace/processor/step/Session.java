package io.millrace.processor.step;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * SESSION: puts the start and the end of the row's session behind it. Rows of a partition with at most the gap between
 * neighbours are one session, which ends the gap behind its last row. When a session grows, its rows come back with other
 * bounds, as the net difference of the epoch. A row without a time is excluded.
 *
 * <pre>
 * gap 10 s:   +(a, 00:00:07) +(a, 00:00:12)   →   +(a, 00:00:07, 00:00:07, 00:00:22) +(a, 00:00:12, 00:00:07, 00:00:22)
 *             +(a, 00:00:22)                  →   both go, and all three come with 00:00:07, 00:00:32
 * </pre>
 *
 * A row at the very end of a session still belongs to it, as in Flink, whose windows {@code [time, time + gap)} merge where
 * they touch ({@code TimeWindow.intersects}); in Flink that holds unless the session has just been closed, here always. Hence
 * a session is final only when the watermark is behind its end: then its rows are given up.
 *
 * <p>The input is append-only and without late rows: a row's time is at the watermark of the flush before it or behind.
 */
public final class Session implements Step {
    private final Sessions sessions;
    private final Step next;

    public Session(Sessions sessions, Step next) {
        this.sessions = sessions;
        this.next = next;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        if (weight < 0) {
            throw new IllegalStateException("a row was taken back from an append-only SESSION");
        }
        sessions.add(row, weight);
    }

    @Override
    public void flush(long watermark) {
        sessions.show(this::putOut);
        sessions.giveUp(watermark);
    }

    private void putOut(@Nullable Object[] row, long start, long end, long weight) {
        @Nullable Object[] windowed = Arrays.copyOf(row, row.length + 2);
        windowed[row.length] = start;
        windowed[row.length + 1] = end;
        next.push(windowed, weight);
    }

    @Override
    public void resume(long watermark) {
        sessions.resume(watermark);
    }
}

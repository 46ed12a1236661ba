package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/**
 * Excludes and counts rows that were late when they came, for steps behind it that give up state by event time.
 *
 * <pre>
 * watermark 00:10:   +(a, 00:12) +(b, 00:09)   →   +(a, 00:12)
 * </pre>
 */
public final class DropLate implements Step {
    private final Origin origin;
    private final Step next;

    public DropLate(Origin origin, Step next) {
        this.origin = origin;
        this.next = next;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        if (origin.late()) {
            origin.excludeLateRow();
        } else {
            next.push(row, weight);
        }
    }
}

package io.millrace.processor.step;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The hidden key of rows of a stream without primary key: puts {@code partition-offset} behind the row.
 *
 * <pre>
 * +(7) of partition 1, offset 42   →   +(7, "1-42")
 * </pre>
 */
public final class Identify implements Step {
    private final Origin origin;
    private final Step next;

    public Identify(Origin origin, Step next) {
        this.origin = origin;
        this.next = next;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        @Nullable Object[] identified = Arrays.copyOf(row, row.length + 1);
        identified[row.length] = origin.partition() + "-" + origin.offset();
        next.push(identified, weight);
    }
}

package io.millrace.processor.step;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows to events: each once, in the order in which they come.
 *
 * <pre>
 * +(a, 2) +2(b, 1)   →   (a, 2), (b, 1), (b, 1)
 * </pre>
 */
public final class AppendRows implements Step {
    private final Consumer<@Nullable Object[]> events;

    public AppendRows(Consumer<@Nullable Object[]> events) {
        this.events = events;
    }

    /** @throws IllegalStateException where a row is taken back: what an event said cannot be unsaid */
    @Override
    public void push(@Nullable Object[] row, long weight) {
        if (weight < 0) {
            throw new IllegalStateException("a row of a derived stream was taken back, which its plan excludes");
        }
        for (long i = 0; i < weight; i++) {
            events.accept(row);
        }
    }
}

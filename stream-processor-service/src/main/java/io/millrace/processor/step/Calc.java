package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/**
 * Filter and projection. Linear: applies to each delta alone. A row that an expression has no value for is refused, and
 * contributes nothing; when the same row goes, it fails in the same way and in silence.
 *
 * <pre>
 * WHERE a &gt; 1, SELECT a * 2:    +(1) +(3) -(4)   →   +(6) -(8)
 * </pre>
 */
public final class Calc implements Step {
    private final RowFunction function;
    private final Refusals refusals;
    private final Step next;

    public Calc(RowFunction function, Refusals refusals, Step next) {
        this.function = function;
        this.refusals = refusals;
        this.next = next;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        @Nullable Object @Nullable [] projected;
        try {
            projected = function.apply(row);
        } catch (EvaluationException e) {
            if (weight > 0) {
                String detail = e.getMessage();
                refusals.refuse(e.code(), detail == null ? e.code() : detail, row);
            }
            return;
        }
        if (projected != null) {
            next.push(projected, weight);
        }
    }
}

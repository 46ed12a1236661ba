package io.millrace.processor.step;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands each row to several steps, which are flushed by themselves: what all of them need is computed once. */
public final class ToAll implements Step {
    private final Step[] steps;

    public ToAll(List<Step> steps) {
        this.steps = steps.toArray(Step[]::new);
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        for (Step step : steps) {
            step.push(row, weight);
        }
    }
}

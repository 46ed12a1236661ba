package io.millrace.orchestration.step;

import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
public sealed interface StepOutcome {
    /** One sentence for the run's log, without secrets. */
    String summary();

    /** @param output the answer's text, bounded; null where there was none */
    record Succeeded(String summary, @Nullable String output) implements StepOutcome {}

    /** @param output the answer's text, bounded; null where there was none */
    record Failed(String summary, @Nullable String output) implements StepOutcome {}

    /** Nobody waits for the answer any more, for example because the run was cancelled. */
    record Abandoned(String summary) implements StepOutcome {}
}

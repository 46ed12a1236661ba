package io.millrace.orchestration.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as the API shows it.
 *
 * @param round 1, and one more with each retry
 * @param steps in the document's order; null in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ShownRun(
        UUID id,
        String workflow,
        RunState state,
        Origin.Trigger trigger,
        String requestedBy,
        @Nullable Instant scheduledFor,
        int round,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String error,
        @Nullable List<ShownStep> steps) {

    /** @param attempts made in all rounds, interrupted ones included */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ShownStep(
            String name,
            StepState state,
            int attempts,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Instant nextAttemptAt,
            @Nullable String error) {}

    static ShownRun summary(Run run) {
        return of(run, null);
    }

    static ShownRun whole(Run run) {
        return of(run, run.steps().stream().map(ShownRun::step).toList());
    }

    private static ShownRun of(Run run, @Nullable List<ShownStep> steps) {
        return new ShownRun(
                run.id(),
                run.workflowId(),
                run.state(),
                run.trigger(),
                run.requestedBy(),
                run.scheduledFor(),
                run.round(),
                run.createdAt(),
                run.startedAt(),
                run.endedAt(),
                run.error(),
                steps);
    }

    private static ShownStep step(RunStep step) {
        return new ShownStep(
                step.name(),
                step.state(),
                step.attempts(),
                step.startedAt(),
                step.endedAt(),
                step.nextAttemptAt(),
                step.error());
    }
}

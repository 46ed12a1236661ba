package io.millrace.orchestration.run;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Uuids;
import io.millrace.orchestration.OrchestrationError;
import io.millrace.orchestration.step.StepOutcome;
import io.millrace.orchestration.workflow.StepDefinition;
import io.millrace.orchestration.workflow.WorkflowDefinition;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a workflow. Every change goes through it, with the row locked; what follows from a change (events,
 * executions to be scheduled) is collected and {@linkplain #takeEvents taken} by whoever saves it.
 */
@Entity
@Table(name = "run")
class Run {
    /** A step that takes the process down with it is not made again for ever. */
    static final int INTERRUPTIONS_MAX = 5;

    @Id
    private UUID id;

    private String workflowId;
    private String documentHash;

    @Enumerated(EnumType.STRING)
    private RunState state;

    @Enumerated(EnumType.STRING)
    private Origin.Trigger trigger;

    private String requestedBy;
    private @Nullable Instant scheduledFor;
    private @Nullable String idempotencyKey;
    /** 1, and one more with each retry of the run; names the group of attempts that share an Idempotency-Key. */
    private int round;

    private @Nullable String error;
    private Instant createdAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    private long eventCount;

    @Version
    private @Nullable Long version;

    @OneToMany(cascade = CascadeType.ALL, orphanRemoval = true)
    @JoinColumn(name = "run_id", nullable = false)
    @OrderBy("position")
    private List<RunStep> steps = new ArrayList<>();

    @Transient
    private final List<RunEvent> events = new ArrayList<>();

    @Transient
    private final List<Due> due = new ArrayList<>();

    /** An attempt that is to be made at that time. */
    record Due(String step, int execution, Instant at) {}

    /** An attempt that may be made now. */
    record Attempt(int number, String idempotencyKey) {}

    @SuppressWarnings("NullAway.Init")
    protected Run() {}

    Run(String documentHash, Origin origin, WorkflowDefinition definition, Clock clock) {
        this.id = Uuids.next(clock);
        this.workflowId = definition.name();
        this.documentHash = documentHash;
        this.state = RunState.QUEUED;
        this.trigger = origin.trigger();
        this.requestedBy = origin.by();
        this.scheduledFor = origin.scheduledFor();
        this.idempotencyKey = origin.idempotencyKey();
        this.round = 1;
        this.createdAt = clock.instant();
        for (StepDefinition step : definition.steps()) {
            steps.add(new RunStep(steps.size(), step.name(), clock));
        }
        enter(RunState.QUEUED, "Started by " + origin.by(), createdAt);
        scheduleReady(definition, createdAt);
    }

    /** Begins an attempt, or is empty where that execution is out of date. */
    Optional<Attempt> begin(WorkflowDefinition definition, String stepName, int execution, Instant now) {
        RunStep step = step(stepName);
        if (state.hasEnded() || step.state().hasEnded() || step.execution() != execution) {
            return Optional.empty();
        }
        if (step.state() == StepState.RUNNING) {
            log(step, "Attempt " + step.attempts() + " was interrupted and its end is unknown", now);
            if (step.interruptions() >= INTERRUPTIONS_MAX) {
                fail(definition, step, "interrupted " + (INTERRUPTIONS_MAX + 1) + " times", now);
                return Optional.empty();
            }
        }
        if (state == RunState.QUEUED) {
            startedAt = startedAt == null ? now : startedAt;
            enter(RunState.RUNNING, null, now);
        }
        step.begin(now);
        event(RunEvent.STEP, step, StepState.RUNNING.name(), "Attempt " + step.attempts(), now);
        return Optional.of(new Attempt(step.attempts(), id + "." + stepName + "." + round));
    }

    /** Takes the end of an attempt; one that nobody waits for any more changes nothing. */
    void finish(WorkflowDefinition definition, String stepName, int attempt, StepOutcome outcome, Instant now) {
        RunStep step = step(stepName);
        if (state.hasEnded() || step.state() != StepState.RUNNING || step.attempts() != attempt) {
            return;
        }
        switch (outcome) {
            case StepOutcome.Succeeded succeeded -> {
                log(step, succeeded.summary(), now);
                output(step, succeeded.output(), now);
                step.succeed(now);
                event(RunEvent.STEP, step, StepState.SUCCEEDED.name(), null, now);
                scheduleReady(definition, now);
                conclude(now);
            }
            case StepOutcome.Failed failed -> {
                log(step, failed.summary(), now);
                output(step, failed.output(), now);
                step.countFailure();
                failOrRetry(definition, step, failed.summary(), now);
            }
            case StepOutcome.Abandoned abandoned -> {}
        }
    }

    private void failOrRetry(WorkflowDefinition definition, RunStep step, String why, Instant now) {
        StepDefinition defined = definition.step(step.name());
        if (!defined.retry().allowsAnother(step.failures())) {
            fail(definition, step, why, now);
            return;
        }
        Duration wait = defined.retry().waitAfter(step.failures());
        step.retryAt(now.plus(wait), why);
        due.add(new Due(step.name(), step.execution(), now.plus(wait)));
        event(RunEvent.STEP, step, StepState.PENDING.name(), "Next attempt in " + wait.toMillis() + " ms", now);
    }

    private void fail(WorkflowDefinition definition, RunStep step, String why, Instant now) {
        step.end(StepState.FAILED, why, now);
        event(RunEvent.STEP, step, StepState.FAILED.name(), why, now);
        skipDependents(definition, now);
        conclude(now);
    }

    private void skipDependents(WorkflowDefinition definition, Instant now) {
        boolean found = true;
        while (found) {
            found = false;
            for (RunStep step : steps) {
                Optional<String> lost = definition.step(step.name()).needs().stream()
                        .filter(need ->
                                step(need).state().hasEnded() && step(need).state() != StepState.SUCCEEDED)
                        .findFirst();
                if (step.state() == StepState.PENDING && lost.isPresent()) {
                    String why = "needs " + lost.get() + ", which did not succeed";
                    step.end(StepState.SKIPPED, why, now);
                    event(RunEvent.STEP, step, StepState.SKIPPED.name(), why, now);
                    found = true;
                }
            }
        }
    }

    private void scheduleReady(WorkflowDefinition definition, Instant now) {
        for (RunStep step : steps) {
            List<String> needs = definition.step(step.name()).needs();
            boolean ready = needs.stream().allMatch(need -> step(need).state() == StepState.SUCCEEDED);
            if (ready && step.state() == StepState.PENDING && step.nextAttemptAt() == null) {
                step.scheduledAt(now);
                due.add(new Due(step.name(), step.execution(), now));
            }
        }
    }

    private void conclude(Instant now) {
        if (!steps.stream().allMatch(step -> step.state().hasEnded())) {
            return;
        }
        Optional<RunStep> failed =
                steps.stream().filter(step -> step.state() == StepState.FAILED).findFirst();
        error = failed.map(step -> "step " + step.name() + ": " + step.error()).orElse(null);
        endedAt = now;
        enter(failed.isPresent() ? RunState.FAILED : RunState.SUCCEEDED, error, now);
    }

    /** Fails an attempt that still has no end; for the case that the copy that makes it hangs. */
    void timeOutAttempt(WorkflowDefinition definition, String stepName, int attempt, Instant now) {
        long timeoutMs = definition.step(stepName).timeout().toMillis();
        finish(
                definition,
                stepName,
                attempt,
                new StepOutcome.Failed("The attempt had no end after " + timeoutMs + " ms", null),
                now);
    }

    /** Ends the run because its time is over; does nothing where it has ended, or is in another round. */
    void timeOut(int ofRound, Duration timeout, Instant now) {
        if (state.hasEnded() || round != ofRound) {
            return;
        }
        String why = "the run took longer than " + timeout.toSeconds() + " s";
        endSteps(why, now);
        error = why;
        endedAt = now;
        enter(RunState.FAILED, why, now);
    }

    void cancel(String by, Instant now) {
        if (state.hasEnded()) {
            throw conflict("cannot be cancelled; only a queued or running one can");
        }
        endSteps("cancelled by " + by, now);
        endedAt = now;
        enter(RunState.CANCELLED, "Cancelled by " + by, now);
    }

    private void endSteps(String why, Instant now) {
        for (RunStep step : steps) {
            if (!step.state().hasEnded()) {
                step.end(StepState.CANCELLED, why, now);
                event(RunEvent.STEP, step, StepState.CANCELLED.name(), why, now);
            }
        }
    }

    /** Goes on with everything that has not succeeded, in a new round. */
    void retry(WorkflowDefinition definition, String by, Instant now) {
        if (state != RunState.FAILED && state != RunState.CANCELLED) {
            throw conflict("cannot be retried; only a failed or cancelled one can");
        }
        round++;
        error = null;
        endedAt = null;
        steps.stream().filter(step -> step.state() != StepState.SUCCEEDED).forEach(RunStep::reset);
        enter(RunState.QUEUED, "Retried by " + by, now);
        scheduleReady(definition, now);
    }

    private MillraceException conflict(String what) {
        return new MillraceException(
                OrchestrationError.RUN_STATE_CONFLICT, "Run " + id + " is " + state + " and " + what + ".");
    }

    boolean isAttempting(String stepName, int attempt) {
        RunStep step = step(stepName);
        return !state.hasEnded() && step.state() == StepState.RUNNING && step.attempts() == attempt;
    }

    private RunStep step(String name) {
        return steps.stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("run " + id + " has no step " + name));
    }

    private void enter(RunState entered, @Nullable String message, Instant now) {
        state = entered;
        event(RunEvent.RUN, null, entered.name(), message, now);
    }

    private void log(RunStep step, String message, Instant now) {
        event(RunEvent.LOG, step, null, message, now);
    }

    private void output(RunStep step, @Nullable String output, Instant now) {
        if (output != null) {
            log(step, output, now);
        }
    }

    private void event(
            String kind, @Nullable RunStep step, @Nullable String entered, @Nullable String message, Instant now) {
        eventCount++;
        events.add(new RunEvent(
                eventCount,
                now,
                kind,
                step == null ? null : step.name(),
                step == null || step.attempts() == 0 ? null : step.attempts(),
                entered,
                message));
    }

    /** The events since they were last taken. */
    List<RunEvent> takeEvents() {
        List<RunEvent> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    /** The attempts to be scheduled since they were last taken. */
    List<Due> takeDue() {
        List<Due> taken = List.copyOf(due);
        due.clear();
        return taken;
    }

    UUID id() {
        return id;
    }

    String workflowId() {
        return workflowId;
    }

    String documentHash() {
        return documentHash;
    }

    RunState state() {
        return state;
    }

    Origin.Trigger trigger() {
        return trigger;
    }

    String requestedBy() {
        return requestedBy;
    }

    @Nullable
    Instant scheduledFor() {
        return scheduledFor;
    }

    int round() {
        return round;
    }

    @Nullable
    String error() {
        return error;
    }

    Instant createdAt() {
        return createdAt;
    }

    @Nullable
    Instant startedAt() {
        return startedAt;
    }

    @Nullable
    Instant endedAt() {
        return endedAt;
    }

    List<RunStep> steps() {
        return steps;
    }
}

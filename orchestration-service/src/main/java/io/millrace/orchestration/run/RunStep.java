package io.millrace.orchestration.run;

import io.millrace.kernel.Uuids;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A step of a run; changed through its run only. */
@Entity
@Table(name = "run_step")
class RunStep {
    @Id
    private UUID id;

    private int position;
    private String name;

    @Enumerated(EnumType.STRING)
    private StepState state;

    /** Numbers the scheduled execution that may make the next attempt; any other is out of date. */
    private int execution;
    /** Attempts made in all rounds, interrupted ones included; numbers the latest attempt. */
    private int attempts;
    /** Attempts of this round that failed. */
    private int failures;
    /** Attempts of this round whose end nobody knows, because the process died. */
    private int interruptions;

    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    private @Nullable Instant nextAttemptAt;
    private @Nullable String error;

    @SuppressWarnings("NullAway.Init")
    protected RunStep() {}

    RunStep(int position, String name, Clock clock) {
        this.id = Uuids.next(clock);
        this.position = position;
        this.name = name;
        this.state = StepState.PENDING;
        this.execution = 1;
    }

    void begin(Instant now) {
        if (state == StepState.RUNNING) {
            interruptions++;
        }
        state = StepState.RUNNING;
        attempts++;
        startedAt = startedAt == null ? now : startedAt;
        nextAttemptAt = null;
    }

    void succeed(Instant now) {
        end(StepState.SUCCEEDED, null, now);
    }

    void end(StepState ended, @Nullable String why, Instant now) {
        state = ended;
        error = why;
        endedAt = now;
        nextAttemptAt = null;
    }

    void countFailure() {
        failures++;
    }

    void retryAt(Instant at, String why) {
        state = StepState.PENDING;
        error = why;
        execution++;
        nextAttemptAt = at;
    }

    /** Its needs are met, and its first attempt is due. */
    void scheduledAt(Instant at) {
        nextAttemptAt = at;
    }

    /** Starts a new round: as if it had never been tried, but for the numbers. */
    void reset() {
        state = StepState.PENDING;
        execution++;
        failures = 0;
        interruptions = 0;
        startedAt = null;
        endedAt = null;
        nextAttemptAt = null;
        error = null;
    }

    int position() {
        return position;
    }

    String name() {
        return name;
    }

    StepState state() {
        return state;
    }

    int execution() {
        return execution;
    }

    int attempts() {
        return attempts;
    }

    int failures() {
        return failures;
    }

    int interruptions() {
        return interruptions;
    }

    @Nullable
    Instant startedAt() {
        return startedAt;
    }

    @Nullable
    Instant endedAt() {
        return endedAt;
    }

    @Nullable
    Instant nextAttemptAt() {
        return nextAttemptAt;
    }

    @Nullable
    String error() {
        return error;
    }
}

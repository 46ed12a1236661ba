package io.millrace.orchestration.run;

/** Where a step of a run is in its life. */
enum StepState {
    /** Waits for its needs, for its turn, or for its next attempt. */
    PENDING,
    /** An attempt is being made. */
    RUNNING,
    SUCCEEDED,
    FAILED,
    /** Never begun, because a step that it needs did not succeed. */
    SKIPPED,
    CANCELLED;

    boolean hasEnded() {
        return this != PENDING && this != RUNNING;
    }
}

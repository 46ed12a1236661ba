package io.millrace.orchestration.run;

/** Where a run is in its life. */
public enum RunState {
    /** Written down; no step has begun. */
    QUEUED,
    RUNNING,
    /** Every step has succeeded. */
    SUCCEEDED,
    /** Every step has ended, and one has failed; or the run took too long. */
    FAILED,
    /** Ended on request. */
    CANCELLED;

    public boolean hasEnded() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}

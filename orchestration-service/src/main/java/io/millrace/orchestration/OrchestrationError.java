package io.millrace.orchestration;

import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.ErrorKind;

/** What orchestration-service refuses or cannot do. */
public enum OrchestrationError implements ErrorCode {
    WORKFLOW_INVALID(ErrorKind.USER, 422, "The workflow has mistakes."),
    WORKFLOW_NOT_FOUND(ErrorKind.USER, 404, "There is no workflow with this name."),
    WORKFLOW_CHANGED(ErrorKind.USER, 409, "Somebody else changed the workflow at the same time."),
    WORKFLOW_HAS_ACTIVE_RUNS(ErrorKind.USER, 409, "The workflow has runs that have not ended."),
    WORKFLOW_NOT_MANUAL(ErrorKind.USER, 409, "The workflow does not allow to be started by hand."),
    WORKFLOWS_EXHAUSTED(ErrorKind.EXHAUSTED, 429, "There are as many workflows as are allowed."),
    RUN_NOT_FOUND(ErrorKind.USER, 404, "There is no run with this id."),
    RUN_STATE_CONFLICT(ErrorKind.USER, 409, "The run is in a state that does not allow this."),
    RUNS_EXHAUSTED(ErrorKind.EXHAUSTED, 429, "The workflow has as many active runs as are allowed."),
    SUBSCRIPTIONS_EXHAUSTED(ErrorKind.EXHAUSTED, 503, "Too many clients follow runs at this copy of the service.");

    private final ErrorKind kind;
    private final int status;
    private final String title;

    OrchestrationError(ErrorKind kind, int status, String title) {
        this.kind = kind;
        this.status = status;
        this.title = title;
    }

    @Override
    public ErrorKind kind() {
        return kind;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}

package io.millrace.observability;

import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.ErrorKind;

/** What observability-service refuses or cannot do. */
public enum ObservabilityError implements ErrorCode {
    RANGE_NOT_ALLOWED(ErrorKind.USER, 422, "The asked range of time cannot be answered."),
    NODE_NOT_FOUND(ErrorKind.USER, 404, "The lineage graph has no such node."),
    LINEAGE_NOT_READY(ErrorKind.EXTERNAL, 503, "The lineage graph has not been read from Kafka yet.");

    private final ErrorKind kind;
    private final int status;
    private final String title;

    ObservabilityError(ErrorKind kind, int status, String title) {
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

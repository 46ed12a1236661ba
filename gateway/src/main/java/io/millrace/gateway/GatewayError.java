package io.millrace.gateway;

import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.ErrorKind;

/** Failures that only the gateway answers with. */
public enum GatewayError implements ErrorCode {
    BODY_TIMED_OUT(ErrorKind.USER, 408, "The body of the request stopped arriving.");

    private final ErrorKind kind;
    private final int status;
    private final String title;

    GatewayError(ErrorKind kind, int status, String title) {
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

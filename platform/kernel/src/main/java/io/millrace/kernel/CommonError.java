package io.millrace.kernel;

/** Failures that any service may answer with. */
public enum CommonError implements ErrorCode {
    MALFORMED_REQUEST(ErrorKind.USER, 400, "The request cannot be read."),
    INVALID_PARAMETER(ErrorKind.USER, 400, "A parameter has a value that is not allowed."),
    MALFORMED_POSITION(ErrorKind.USER, 400, "The position is not one that Millrace gave out."),
    UNAUTHENTICATED(ErrorKind.USER, 401, "The request has no valid credential."),
    FORBIDDEN(ErrorKind.USER, 403, "The credential does not allow this."),
    NOT_FOUND(ErrorKind.USER, 404, "There is no such thing."),
    METHOD_NOT_ALLOWED(ErrorKind.USER, 405, "The path does not take this method."),
    NOT_ACCEPTABLE(ErrorKind.USER, 406, "None of the accepted media types can be produced."),
    CONFLICT(ErrorKind.USER, 409, "The request does not fit the present state."),
    PRECONDITION_FAILED(ErrorKind.USER, 412, "The thing has changed since it was read."),
    PAYLOAD_TOO_LARGE(ErrorKind.USER, 413, "The body is larger than the limit."),
    UNSUPPORTED_MEDIA_TYPE(ErrorKind.USER, 415, "The content type is not one that is taken here."),
    TOO_MANY_REQUESTS(ErrorKind.EXHAUSTED, 429, "The quota is used up."),
    INTERNAL_ERROR(ErrorKind.INTERNAL, 500, "Something went wrong inside Millrace."),
    BAD_GATEWAY(ErrorKind.EXTERNAL, 502, "A service behind the gateway gave no usable answer."),
    UNAVAILABLE(ErrorKind.EXTERNAL, 503, "A service that is needed for this is not available."),
    DATABASE_UNAVAILABLE(ErrorKind.EXTERNAL, 503, "PostgreSQL does not answer."),
    TIMED_OUT(ErrorKind.EXTERNAL, 504, "A service that is needed for this did not answer in time.");

    private final ErrorKind kind;
    private final int status;
    private final String title;

    CommonError(ErrorKind kind, int status, String title) {
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

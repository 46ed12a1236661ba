package io.millrace.processor;

import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.ErrorKind;

/** What the stream processor refuses, and why. */
public enum ProcessorError implements ErrorCode {
    /** The text is not a statement, or its parts do not fit together. */
    INVALID_SQL(ErrorKind.USER, 422, "The SQL statement cannot be understood."),
    /** Valid SQL that this release does not compute. */
    UNSUPPORTED_SQL(ErrorKind.USER, 422, "The SQL statement uses something that is not supported."),
    UNKNOWN_TABLE(ErrorKind.USER, 422, "The SQL statement names a stream that does not exist."),
    UNKNOWN_COLUMN(ErrorKind.USER, 422, "The SQL statement names a column that does not exist."),
    INVALID_OPTION(ErrorKind.USER, 422, "An option of the view is not allowed."),
    INVALID_NAME(ErrorKind.USER, 422, "A name is not allowed."),
    /** DESIGN: all GROUP BY columns are the view's key and must be selected. */
    KEY_NOT_SELECTED(ErrorKind.USER, 422, "The view's key is not selected."),
    STATEMENT_TOO_LARGE(ErrorKind.USER, 413, "The SQL statement is too large."),
    BATCH_TOO_LARGE(ErrorKind.USER, 413, "The batch holds too many views."),
    VIEW_NOT_FOUND(ErrorKind.USER, 404, "There is no view of this name."),
    TABLE_NOT_FOUND(ErrorKind.USER, 404, "There is no table of this name."),
    TABLE_EXISTS(ErrorKind.USER, 409, "A table of this name exists with another definition."),
    VIEW_EXISTS(ErrorKind.USER, 409, "A view of this name exists with another definition."),
    NAME_TAKEN(ErrorKind.USER, 409, "The name is taken already."),
    STREAM_NOT_FOUND(ErrorKind.USER, 404, "There is no derived stream of this name."),
    STREAM_EXISTS(ErrorKind.USER, 409, "A derived stream of this name exists with another definition."),
    STREAM_READ(ErrorKind.USER, 409, "The stream is read."),
    CONTRACT_REFUSED(ErrorKind.USER, 409, "The stream's contract was refused."),
    VIEW_STATE(ErrorKind.USER, 409, "The view's state does not allow this."),
    DEPENDENT_BREAKS(ErrorKind.USER, 409, "Views that read the view would no longer work."),
    NO_DIFF(ErrorKind.USER, 404, "There is nothing that was compared."),
    NO_CHECK(ErrorKind.USER, 404, "The view was not checked yet."),
    RUNTIME_SHARED(ErrorKind.USER, 409, "The view shares its runtime with others."),
    /** A view's state was written under another plan of its query. */
    PLAN_CHANGED(ErrorKind.INTERNAL, 500, "The view's query is planned otherwise than when it was created."),
    /** A class or a jar that cannot be a function. */
    INVALID_FUNCTION(ErrorKind.USER, 422, "The class cannot be a function."),
    FUNCTION_EXISTS(ErrorKind.USER, 409, "A function of this name exists with another definition."),
    FUNCTION_NOT_FOUND(ErrorKind.USER, 404, "There is no function of this name."),
    /** The jar that a function was created from is not installed here, or is another one now. */
    FUNCTION_UNAVAILABLE(ErrorKind.USER, 409, "The jar of a function is not installed."),
    FUNCTIONS_EXHAUSTED(ErrorKind.EXHAUSTED, 429, "No further function can be created."),
    VERIFICATION_TOO_LARGE(ErrorKind.EXHAUSTED, 422, "The view is too large to be verified."),
    TABLES_EXHAUSTED(ErrorKind.EXHAUSTED, 429, "No further table can be created."),
    RUNTIMES_EXHAUSTED(ErrorKind.EXHAUSTED, 429, "No further query runtime can be started."),
    STREAM_NOT_READY(ErrorKind.EXTERNAL, 503, "The stream's topic is not ready yet."),
    REGISTRY_UNAVAILABLE(ErrorKind.EXTERNAL, 503, "The contract registry cannot be asked."),
    KAFKA_UNAVAILABLE(ErrorKind.EXTERNAL, 503, "Kafka does not answer.");

    private final ErrorKind kind;
    private final int status;
    private final String title;

    ProcessorError(ErrorKind kind, int status, String title) {
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

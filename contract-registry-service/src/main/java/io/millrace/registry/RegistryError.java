package io.millrace.registry;

import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.ErrorKind;

/** Failures that the contract registry answers with, beside the common ones. */
public enum RegistryError implements ErrorCode {
    MALFORMED_CONTRACT(ErrorKind.USER, 422, "The document cannot be read."),
    INVALID_CONTRACT(ErrorKind.USER, 422, "The contract breaks rules."),
    VERSION_EXISTS(ErrorKind.USER, 409, "This version exists with other content."),
    VERSION_TOO_LOW(ErrorKind.USER, 409, "A higher version exists."),
    ILLEGAL_TRANSITION(ErrorKind.USER, 409, "The contract cannot go from its status to this one."),
    INCOMPATIBLE_CHANGE(ErrorKind.USER, 409, "The change would break those who rely on the active version."),
    STREAM_TAKEN(ErrorKind.USER, 409, "A stream or topic belongs to another contract."),
    NAME_TAKEN(ErrorKind.USER, 409, "A view has this name."),
    TOPIC_MISMATCH(ErrorKind.USER, 409, "A topic exists that does not fit the contract."),
    TOPIC_REFUSED(ErrorKind.EXTERNAL, 502, "Kafka refuses a topic that the contract needs."),
    LIMIT_REACHED(ErrorKind.EXHAUSTED, 409, "The registry holds as many of these as it takes."),
    CONCURRENT_CHANGE(ErrorKind.USER, 409, "Somebody else changed the same thing at the same time."),
    IDEMPOTENCY_KEY_USED(ErrorKind.USER, 409, "A request with this idempotency key was carried out already."),
    INVALID_TOKEN_REQUEST(ErrorKind.USER, 422, "The API key cannot be made as asked."),
    KAFKA_UNAVAILABLE(ErrorKind.EXTERNAL, 503, "Kafka does not answer.");

    private final ErrorKind kind;
    private final int status;
    private final String title;

    RegistryError(ErrorKind kind, int status, String title) {
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

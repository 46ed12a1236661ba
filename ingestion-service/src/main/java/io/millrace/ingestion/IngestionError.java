package io.millrace.ingestion;

import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.ErrorKind;

/** Failures of whole requests. Why single events are refused is said by {@link io.millrace.ingestion.admission.RefusalCode}. */
public enum IngestionError implements ErrorCode {
    STREAM_NOT_FOUND(ErrorKind.USER, 404, "No active contract describes this stream."),
    STREAM_DERIVED(ErrorKind.USER, 409, "The stream takes no events from outside."),
    CONTRACT_UNUSABLE(ErrorKind.INTERNAL, 500, "The stream's contract cannot be compiled."),
    EMPTY_BODY(ErrorKind.USER, 400, "The request has no events."),
    BODY_TOO_SLOW(ErrorKind.USER, 408, "The body came too slowly."),
    BODY_TOO_LARGE(ErrorKind.USER, 413, "The body is larger than the limit."),
    TOO_MANY_REFUSED(ErrorKind.USER, 413, "The request holds more refused events than the quarantine takes at once."),
    UNSUPPORTED_CHARSET(ErrorKind.USER, 415, "Events are sent in UTF-8."),
    UNSUPPORTED_ENCODING(ErrorKind.USER, 415, "The content encoding is not one that is taken here."),
    TOO_MANY_REQUESTS_OF_ONE(ErrorKind.EXHAUSTED, 429, "The caller sends too many requests at the same time."),
    TOO_MANY_REQUESTS_AT_ONCE(ErrorKind.EXHAUSTED, 429, "Too many requests send events at the same time."),
    TOPIC_TOO_NARROW(ErrorKind.INTERNAL, 500, "The stream's topic does not take events of the size that is allowed."),
    BODY_MEMORY_EXHAUSTED(ErrorKind.EXHAUSTED, 503, "The memory for request bodies is in use."),
    KAFKA_UNAVAILABLE(ErrorKind.EXTERNAL, 503, "Kafka did not take the events in time."),
    REGISTRY_UNAVAILABLE(ErrorKind.EXTERNAL, 503, "Whether the stream exists cannot be found out now.");

    private final ErrorKind kind;
    private final int status;
    private final String title;

    IngestionError(ErrorKind kind, int status, String title) {
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

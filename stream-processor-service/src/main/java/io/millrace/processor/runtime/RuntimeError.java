package io.millrace.processor.runtime;

import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.ErrorKind;

/** Why a runtime cannot be started. */
enum RuntimeError implements ErrorCode {
    RUNTIMES_EXHAUSTED(ErrorKind.EXHAUSTED, 429, "This copy of the service runs as many runtimes as it may."),
    RUNTIME_TOPIC_MISMATCH(ErrorKind.INTERNAL, 500, "A topic of the runtime is not as the plan needs it."),
    RUNTIME_KAFKA_UNAVAILABLE(ErrorKind.EXTERNAL, 503, "Kafka did not make the topics of the runtime.");

    private final ErrorKind kind;
    private final int status;
    private final String title;

    RuntimeError(ErrorKind kind, int status, String title) {
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

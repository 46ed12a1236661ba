package io.millrace.processor.stage;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A record's value cannot be read as the stream's columns. It is thrown often where a stream is full of such records, so it has no stack trace. */
final class UndecodableEvent extends Exception {
    private static final long serialVersionUID = 1L;

    static final String MALFORMED = "UNDECODABLE_EVENT";
    static final String MISMATCH = "TYPE_MISMATCH";
    static final String MISSING = "MISSING_VALUE";

    private final String code;
    private final List<String> path;

    /** @param path to the member whose value is meant; empty where the whole event is */
    UndecodableEvent(String code, String detail, List<String> path) {
        super(detail, null, false, false);
        this.code = code;
        this.path = path;
    }

    String code() {
        return code;
    }

    /** RFC 6901 pointer, or null where the whole event is meant. */
    @Nullable
    String pointer() {
        return path.isEmpty()
                ? null
                : path.stream().map(StageOutput.Refused::pointerTo).collect(Collectors.joining());
    }

    String detail() {
        String message = getMessage();
        return message == null ? code : message;
    }
}

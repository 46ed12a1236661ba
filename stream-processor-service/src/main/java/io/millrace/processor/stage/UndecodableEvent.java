package io.millrace.processor.stage;

import org.jspecify.annotations.Nullable;

/** A record's value cannot be read as the stream's columns. It is thrown often where a stream is full of such records, so it has no stack trace. */
final class UndecodableEvent extends Exception {
    private static final long serialVersionUID = 1L;

    static final String MALFORMED = "UNDECODABLE_EVENT";
    static final String MISMATCH = "TYPE_MISMATCH";
    static final String MISSING = "MISSING_VALUE";

    private final String code;
    private final @Nullable String column;

    /** @param column whose value is meant; null where the whole event is */
    UndecodableEvent(String code, String detail, @Nullable String column) {
        super(detail, null, false, false);
        this.code = code;
        this.column = column;
    }

    String code() {
        return code;
    }

    /** RFC 6901 pointer, or null where the whole event is meant. */
    @Nullable
    String pointer() {
        return column == null ? null : StageOutput.Refused.pointerTo(column);
    }

    String detail() {
        String message = getMessage();
        return message == null ? code : message;
    }
}

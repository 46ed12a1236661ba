package io.millrace.local;

import org.jspecify.annotations.Nullable;

/** Something on this machine stands in the way. The message is one line: the facts, then the mend. */
public final class LocalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LocalException(String message) {
        super(message);
    }

    public LocalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package io.millrace.views.materialization;

/** Redis cannot be reached, is loading its data, is out of memory, or refuses to write: the same call may succeed later. */
public final class RedisUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

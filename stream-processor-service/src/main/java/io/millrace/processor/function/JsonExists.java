package io.millrace.processor.function;

import org.jspecify.annotations.Nullable;

/** JSON_EXISTS: whether a path leads to something other than null. */
public final class JsonExists {
    private final JsonPath path;
    private final JsonFallback onError;

    /**
     * A call of JSON_EXISTS.
     *
     * @param onError with a Boolean, or null for UNKNOWN
     */
    public JsonExists(JsonPath path, JsonFallback onError) {
        this.path = path;
        this.onError = onError;
    }

    public @Nullable Boolean of(String json) {
        return switch (path.find(json).outcome()) {
            case VALUE -> true;
            case EMPTY -> false;
            case ERROR -> (Boolean) onError.orThrow(path.error("JSON_EXISTS"));
        };
    }
}

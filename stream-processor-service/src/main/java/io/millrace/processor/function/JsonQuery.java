package io.millrace.processor.function;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON_QUERY: the object or array at a path, as JSON. A scalar is empty in a lax path and an error in a strict one, unless wrapped. */
public final class JsonQuery {
    /** Whether the value is put into an array. */
    public enum Wrapper {
        NEVER,
        /** Unless it is one. */
        CONDITIONAL,
        ALWAYS
    }

    private final JsonPath path;
    private final Wrapper wrapper;
    private final JsonFallback onEmpty;
    private final JsonFallback onError;

    public JsonQuery(JsonPath path, Wrapper wrapper, JsonFallback onEmpty, JsonFallback onError) {
        this.path = path;
        this.wrapper = wrapper;
        this.onEmpty = onEmpty;
        this.onError = onError;
    }

    public @Nullable String of(String json) {
        JsonPath.Match match = path.find(json);
        boolean scalar = match.outcome() == JsonPath.Outcome.VALUE && !match.isContainer() && wrapper == Wrapper.NEVER;
        if (match.outcome() == JsonPath.Outcome.EMPTY || (scalar && !path.isStrict())) {
            return (String) onEmpty.orThrow(path.empty("JSON_QUERY"));
        }
        if (match.outcome() == JsonPath.Outcome.ERROR || scalar) {
            return (String) onError.orThrow(path.error("JSON_QUERY"));
        }
        Object value = Objects.requireNonNull(match.value());
        boolean wrap = wrapper == Wrapper.ALWAYS || (wrapper == Wrapper.CONDITIONAL && !(value instanceof List));
        return JsonText.write(wrap ? List.of(value) : value);
    }
}

package io.millrace.processor.function;

import org.jspecify.annotations.Nullable;

/**
 * What a JSON function gives ON EMPTY or ON ERROR.
 *
 * @param fails ERROR: the row has no value
 * @param value what stands for it otherwise; null for NULL
 */
public record JsonFallback(boolean fails, @Nullable Object value) {
    public static final JsonFallback NULL = new JsonFallback(false, null);
    public static final JsonFallback ERROR = new JsonFallback(true, null);

    @Nullable
    Object orThrow(EvaluationFailure failure) {
        if (fails) {
            throw failure;
        }
        return value;
    }
}

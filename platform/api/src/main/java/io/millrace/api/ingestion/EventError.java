package io.millrace.api.ingestion;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why one event of a request was refused.
 *
 * @param index 0-based place of the event in the request
 * @param code what is wrong, for example TYPE_MISMATCH
 * @param pointer RFC 6901 pointer to the member; null where the whole event is meant
 * @param detail the facts, then what to do
 * @param also what else is wrong with the same event, in its order, at most 9; left out where there is nothing
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EventError(long index, String code, @Nullable String pointer, String detail, List<Also> also) {
    public EventError {
        also = also == null ? List.of() : List.copyOf(also);
    }

    /** One more thing that is wrong with the event; its members are those of the error. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Also(String code, @Nullable String pointer, String detail) {}

    /** An event of which one thing is wrong. */
    public EventError(long index, String code, @Nullable String pointer, String detail) {
        this(index, code, pointer, detail, List.of());
    }
}

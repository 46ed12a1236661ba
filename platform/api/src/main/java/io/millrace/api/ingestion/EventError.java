package io.millrace.api.ingestion;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Why one event of a request was refused.
 *
 * @param index 0-based place of the event in the request
 * @param code what is wrong, for example TYPE_MISMATCH
 * @param pointer RFC 6901 pointer to the member; null where the whole event is meant
 * @param detail the facts, then what to do
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventError(long index, String code, @Nullable String pointer, String detail) {}

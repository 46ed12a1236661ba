package io.millrace.processor.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row that a view could not take in.
 *
 * @param id {@code partition-offset} of the source's record where it is known, else the place in the quarantine
 * @param refusedAt when it was refused
 * @param code what is wrong, such as DIVISION_BY_ZERO
 * @param reason the expression and what went wrong
 * @param pointer RFC 6901 pointer to the member; null where the whole row is meant
 * @param payload the row as JSON, or the event as it came, where it is valid UTF-8
 * @param payloadBase64 its bytes, where they are not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RefusedRow(
        String id,
        Instant refusedAt,
        String code,
        String reason,
        @Nullable String pointer,
        @Nullable String payload,
        @Nullable String payloadBase64) {}

package io.millrace.api.ingestion;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A refused event, whole.
 *
 * @param id UUIDv7 given at the door
 * @param receivedAt when it arrived
 * @param reason the facts, then what to do
 * @param code what is wrong
 * @param pointer RFC 6901 pointer to the member; null where the whole event is meant
 * @param contractVersion {@code id:version} of the contract that refused it
 * @param payload the event as it was sent, where it is valid UTF-8
 * @param payloadBase64 the event's bytes, where they are not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QuarantinedEvent(
        String id,
        Instant receivedAt,
        String reason,
        String code,
        @Nullable String pointer,
        String contractVersion,
        @Nullable String payload,
        @Nullable String payloadBase64) {}

package io.millrace.api.ingestion;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request's events: {@code events read = accepted + quarantined}.
 *
 * @param accepted how many are in Kafka, acknowledged by all in-sync replicas
 * @param quarantined how many were refused and are in the quarantine, whole
 * @param position token of the accepted events; the empty position's token where none was accepted
 * @param errors of the refused events, at most 100
 * @param nextIndex where the request broke off, the 0-based index of the first event that is neither accepted nor
 *     quarantined; null where all were read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IngestionReply(
        long accepted,
        long quarantined,
        String position,
        List<EventError> errors,
        @Nullable Long nextIndex) {}

package io.millrace.ingestion.delivery;

import io.millrace.kernel.Position;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request's events when nothing of it is on its way any more:
 * {@code sent = accepted + quarantined + unknown}.
 *
 * @param accepted events that Kafka has acknowledged
 * @param quarantined refused events whose quarantine Kafka has acknowledged
 * @param position of the accepted events
 * @param firstUnknown index of the first event of which no acknowledgement is known; -1 where all were acknowledged
 * @param failure why there are such events; null where there are none
 */
public record DeliveryResult(
        long accepted,
        long quarantined,
        Position position,
        long firstUnknown,
        @Nullable Exception failure) {}

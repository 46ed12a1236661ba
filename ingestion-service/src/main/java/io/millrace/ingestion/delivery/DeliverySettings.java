package io.millrace.ingestion.delivery;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How events are brought to Kafka.
 *
 * @param linger how long a batch waits for more events
 * @param batchSize a batch's greatest size per partition, before compression
 * @param bufferSize memory for events that Kafka has not acknowledged yet, of the whole process
 * @param maxBlock how long a request waits for room in that memory, or for the topic's metadata
 * @param requestTimeout how long one attempt may take
 * @param deliveryTimeout how long an event is tried in all, attempts and waiting together; then the request is answered 503
 * @param inFlightEventsMax events of one request that may be on their way at a time
 * @param inFlightSizeMax bytes of one request that may be on their way at a time
 */
@Validated
@ConfigurationProperties("millrace.ingestion.delivery")
public record DeliverySettings(
        @DefaultValue("5ms") Duration linger,
        @DefaultValue("128KB") DataSize batchSize,
        @DefaultValue("32MB") DataSize bufferSize,
        @DefaultValue("3s") Duration maxBlock,
        @DefaultValue("4s") Duration requestTimeout,
        @DefaultValue("10s") Duration deliveryTimeout,
        @DefaultValue("16384") @Min(1) @Max(1_000_000) int inFlightEventsMax,
        @DefaultValue("8MB") DataSize inFlightSizeMax) {

    public DeliverySettings {
        if (deliveryTimeout.compareTo(linger.plus(requestTimeout)) < 0) {
            throw new IllegalArgumentException("millrace.ingestion.delivery.delivery-timeout is " + deliveryTimeout
                    + "; it must be at least linger + request-timeout, " + linger.plus(requestTimeout));
        }
    }
}

package io.millrace.ingestion.endpoint;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What one request, and all together, may take of the door.
 *
 * @param jsonSizeMax of an application/json body, inflated
 * @param ndjsonSizeMax of an application/x-ndjson body, inflated
 * @param requestsMax requests that may send events at the same time; more are answered 429
 * @param senderRequestsMax those of one principal among them; more are answered 429, too
 * @param bodyMemoryMax buffers of all requests together; a request that finds no room in 2 seconds is answered 503
 * @param patience how long a body may be waited for, in all, before its sender must have kept to {@code paceMin}
 * @param paceMin bytes per second that a body must bring on average once {@code patience} is used up
 */
@Validated
@ConfigurationProperties("millrace.ingestion.endpoint")
public record EndpointSettings(
        @DefaultValue("5MB") DataSize jsonSizeMax,
        @DefaultValue("64MB") DataSize ndjsonSizeMax,
        @DefaultValue("64") @Min(1) @Max(10_000) int requestsMax,
        @DefaultValue("16") @Min(1) @Max(10_000) int senderRequestsMax,
        @DefaultValue("64MB") DataSize bodyMemoryMax,
        @DefaultValue("30s") Duration patience,
        @DefaultValue("16KB") DataSize paceMin) {}

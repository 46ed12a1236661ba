package io.millrace.views.serving;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of reads, {@code millrace.views.serving.*}.
 *
 * @param scanRowsMax rows that one read may look at
 * @param waitingMax reads that may wait for a position at a time, in this copy
 * @param patience how long a client may take for an answer before it must have kept to {@code paceMin}
 * @param paceMin bytes per second that a client must take on average once {@code patience} is used up
 */
@Validated
@ConfigurationProperties("millrace.views.serving")
public record ServingSettings(
        @DefaultValue("100000") @Min(1000) @Max(10_000_000) int scanRowsMax,
        @DefaultValue("5000") @Min(1) int waitingMax,
        @DefaultValue("10s") Duration patience,
        @DefaultValue("128KB") DataSize paceMin) {}

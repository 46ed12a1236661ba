package io.millrace.observability;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of this service, {@code millrace.observability.*}.
 *
 * @param seconds how long measurements are kept as they came; older ones that arrive late are dropped
 * @param fine how long buckets of ten seconds are kept
 * @param coarse how long buckets of a minute are kept
 * @param gaugesMax how many streams, and how many views, are shown as metrics; the API shows all
 */
@Validated
@ConfigurationProperties("millrace.observability")
public record ObservabilitySettings(
        @DefaultValue("1h") @NotNull Duration seconds,
        @DefaultValue("24h") @NotNull Duration fine,
        @DefaultValue("7d") @NotNull Duration coarse,
        @DefaultValue("200") @Min(0) @Max(10_000) int gaugesMax) {}

package io.millrace.views.subscription;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of subscriptions, {@code millrace.views.subscriptions.*}; each holds in one copy.
 *
 * @param subscribersMax clients that are subscribed at a time
 * @param ringSize recent changes that are kept for subscribers, of all views together
 * @param heartbeat how long a subscriber is left without an event
 * @param linger how long a view without subscribers is followed on
 * @param rememberedKeys keys of rows that are remembered for subscribers with filters, of all of them together
 * @param catchingUpMax subscribers that read what they missed from the changelog at a time
 */
@Validated
@ConfigurationProperties("millrace.views.subscriptions")
public record SubscriptionSettings(
        @DefaultValue("5000") @Min(0) int subscribersMax,
        @DefaultValue("32MB") DataSize ringSize,
        @DefaultValue("5s") Duration heartbeat,
        @DefaultValue("30s") Duration linger,
        @DefaultValue("1000000") @Min(0) @Max(100_000_000) int rememberedKeys,
        @DefaultValue("8") @Min(1) int catchingUpMax) {}

package io.millrace.registry.catalog;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How topics are made.
 *
 * @param replicationFactor copies of each partition; -1 leaves it to the brokers
 * @param timeout how long Kafka may take over one request before a contract is answered with 503
 * @param streamRecordBytesMax {@code max.message.bytes} of stream topics: a record of 1 MiB with its headers must fit
 * @param quarantineRecordBytesMax {@code max.message.bytes} of quarantine topics, whose records hold a refused one whole
 */
@Validated
@ConfigurationProperties("millrace.topics")
record TopicSettings(
        @DefaultValue("-1") @Min(-1) @Max(Short.MAX_VALUE) short replicationFactor,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("2097152") @Min(1_048_576) int streamRecordBytesMax,
        @DefaultValue("4194304") @Min(1_048_576) int quarantineRecordBytesMax) {

    TopicSettings {
        if (replicationFactor == 0) {
            throw new IllegalArgumentException("millrace.topics.replication-factor is 0; write -1 or at least 1");
        }
        if (timeout.toMillis() < 100 || timeout.toMinutes() > 1) {
            throw new IllegalArgumentException("millrace.topics.timeout is " + timeout + "; write 100ms to 1m");
        }
    }
}

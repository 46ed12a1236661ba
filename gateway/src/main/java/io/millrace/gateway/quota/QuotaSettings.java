package io.millrace.gateway.quota;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many requests one principal may make, over all copies of the gateway together.
 *
 * @param requestsPerSecond in the long run
 * @param burst at once after a pause, at least {@code requestsPerSecond}
 * @param redisTimeout how long the count in Redis is waited for before the local one takes its place
 * @param principalsMax how many principals are remembered in this process
 */
@ConfigurationProperties("millrace.quota")
record QuotaSettings(
        @DefaultValue("1000") long requestsPerSecond,
        @DefaultValue("2000") long burst,
        @DefaultValue("100ms") Duration redisTimeout,
        @DefaultValue("10000") int principalsMax) {
    QuotaSettings {
        if (requestsPerSecond < 1 || burst < requestsPerSecond) {
            throw new IllegalArgumentException("millrace.quota: requests-per-second is " + requestsPerSecond
                    + " and burst is " + burst + "; the first must be at least 1, the second not below it");
        }
        if (!redisTimeout.isPositive() || principalsMax < 1) {
            throw new IllegalArgumentException("millrace.quota: redis-timeout is " + redisTimeout
                    + " and principals-max is " + principalsMax + "; both must be positive");
        }
    }

    /**
     * How many requests are taken from the shared count at once: a fiftieth of a second's, so that a busy principal costs
     * Redis 50 calls a second at most and a small quota stays exact.
     */
    long lump() {
        return Math.max(1, requestsPerSecond / 50);
    }
}

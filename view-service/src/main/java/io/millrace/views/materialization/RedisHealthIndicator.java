package io.millrace.views.materialization;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** DOWN while Redis does not answer; the service lives on, answers reads with 503, and takes up its work by itself. */
@Component("redisHealthIndicator")
class RedisHealthIndicator extends AbstractHealthIndicator {
    private final RedisLink redis;

    RedisHealthIndicator(RedisLink redis) {
        super("Redis does not answer");
        this.redis = redis;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        try {
            redis.ping();
            builder.up();
        } catch (RedisUnavailableException e) {
            // An exception that is let out is logged with its whole trace at every question; those who write say it
            // once.
            builder.down().withDetail("redis", String.valueOf(e.getMessage()));
        }
    }
}

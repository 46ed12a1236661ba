package io.millrace.gateway.quota;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/** Token buckets of the quota, wherever they are kept. */
final class Buckets {
    private Buckets() {}

    static BucketConfiguration configuration(QuotaSettings settings) {
        return BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(settings.burst())
                        .refillGreedy(settings.requestsPerSecond(), Duration.ofSeconds(1)))
                .build();
    }

    static Count.Taken take(Bucket bucket, long wanted) {
        ConsumptionProbe many = bucket.tryConsumeAndReturnRemaining(wanted);
        if (many.isConsumed()) {
            return new Count.Taken(wanted, many.getRemainingTokens(), Duration.ZERO);
        }
        ConsumptionProbe one = bucket.tryConsumeAndReturnRemaining(1);
        return one.isConsumed()
                ? new Count.Taken(1, one.getRemainingTokens(), Duration.ZERO)
                : new Count.Taken(0, 0, Duration.ofNanos(one.getNanosToWaitForRefill()));
    }
}

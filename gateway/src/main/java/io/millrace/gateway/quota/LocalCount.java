package io.millrace.gateway.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/** Counts in this process alone: what is left while Redis is not to be had. */
final class LocalCount implements Count {
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);

    private final QuotaSettings settings;
    private final Cache<String, Bucket> buckets;

    LocalCount(QuotaSettings settings) {
        this.settings = settings;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(settings.principalsMax())
                .expireAfterAccess(FORGOTTEN_AFTER)
                .build();
    }

    @Override
    public Taken take(String principal, long wanted) {
        return Buckets.take(buckets.get(principal, absent -> bucket()), wanted);
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(settings.burst())
                        .refillGreedy(settings.requestsPerSecond(), Duration.ofSeconds(1)))
                .build();
    }
}

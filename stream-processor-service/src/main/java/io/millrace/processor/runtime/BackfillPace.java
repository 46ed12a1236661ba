package io.millrace.processor.runtime;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the reading of a view's old events to a rate, so that a view over a long log leaves the machine to others. What arrived
 * after the view was created is never held up. All tasks of the view on this copy share the rate.
 */
final class BackfillPace {
    static final BackfillPace NONE = new BackfillPace(null, Map.of());

    private static final Duration PERIOD = Duration.ofMillis(10);
    private static final Duration WAIT_MAX = Duration.ofSeconds(1);
    private static final int PERIODS_PER_SECOND = 100;

    /** Decides for the events of one stream. */
    interface Reading {
        /** Returns when the event may be taken; at the latest after a second, so that nothing takes the thread for dead. */
        void await(int partition, long offset);
    }

    private final @Nullable RateLimiter limiter;
    private final Map<String, List<Long>> ends;

    private BackfillPace(@Nullable RateLimiter limiter, Map<String, List<Long>> ends) {
        this.limiter = limiter;
        this.ends = ends;
    }

    static BackfillPace of(String view, RuntimeSpec.Backfill backfill) {
        RateLimiterConfig config = RateLimiterConfig.custom()
                .limitRefreshPeriod(PERIOD)
                .limitForPeriod(Math.max(1, backfill.eventsPerSecond() / PERIODS_PER_SECOND))
                .timeoutDuration(WAIT_MAX)
                .build();
        return new BackfillPace(RateLimiter.of("backfill-" + view, config), backfill.ends());
    }

    Reading reading(String stream) {
        RateLimiter limit = limiter;
        if (limit == null) {
            return (partition, offset) -> {};
        }
        long[] old = ends.getOrDefault(stream, List.of()).stream()
                .mapToLong(Long::longValue)
                .toArray();
        return (partition, offset) -> {
            if (partition < old.length && offset < old[partition]) {
                limit.acquirePermission();
            }
        };
    }
}

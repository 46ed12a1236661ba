package io.millrace.gateway.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a principal may make a request. The shared count decides; where it fails (Redis is down, or holds
 * something foreign under a quota's key) the local one does. Nobody passes uncounted.
 */
final class Quotas {
    private static final Logger LOG = LoggerFactory.getLogger(Quotas.class);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);
    private static final Duration WARNED_EVERY = Duration.ofMinutes(1);

    private final Count shared;
    private final Count local;
    private final CircuitBreaker breaker;
    private final QuotaSettings settings;
    private final Clock clock;
    private final Cache<String, Allowance> allowances;
    private final AtomicReference<Instant> warnAt = new AtomicReference<>(Instant.MIN);

    Quotas(Count shared, CircuitBreaker breaker, QuotaSettings settings, Clock clock) {
        this.shared = shared;
        this.local = new LocalCount(settings);
        this.breaker = breaker;
        this.settings = settings;
        this.clock = clock;
        this.allowances = Caffeine.newBuilder()
                .maximumSize(settings.principalsMax())
                .expireAfterAccess(FORGOTTEN_AFTER)
                .build();
    }

    Allowance.Decision decide(String principal) {
        Allowance allowance = allowances.get(principal, absent -> new Allowance());
        return allowance.decide(clock.instant(), () -> take(principal));
    }

    private Count.Taken take(String principal) {
        try {
            return breaker.executeSupplier(() -> shared.take(principal, settings.lump()));
        } catch (RuntimeException e) {
            warn(e);
            return local.take(principal, settings.lump());
        }
    }

    private void warn(RuntimeException failure) {
        Instant now = clock.instant();
        Instant due = warnAt.get();
        if (!now.isBefore(due) && warnAt.compareAndSet(due, now.plus(WARNED_EVERY))) {
            LOG.warn(
                    "A quota cannot be counted in Redis: it is counted by this process alone until it can ({})",
                    failure.toString());
        }
    }
}

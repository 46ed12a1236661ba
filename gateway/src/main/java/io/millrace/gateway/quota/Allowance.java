package io.millrace.gateway.quota;

import java.time.Duration;
import java.time.Instant;

/**
 * What one principal may still do here before the count is asked again: requests taken in one lump, for a second at most,
 * or a refusal until the next request is free.
 */
final class Allowance {
    private static final Duration LUMP_KEPT = Duration.ofSeconds(1);

    private long granted;
    private long remaining;
    private Instant askAgainAt = Instant.MIN;

    /** How the count is asked. */
    @FunctionalInterface
    interface Source {
        Count.Taken take();
    }

    /**
     * @param allowed whether the request may go on
     * @param remaining how many more may follow now
     * @param pause how long until the next may; zero where allowed
     */
    record Decision(boolean allowed, long remaining, Duration pause) {}

    synchronized Decision decide(Instant now, Source source) {
        boolean current = now.isBefore(askAgainAt);
        if (current && granted == 0 && remaining == 0) {
            return new Decision(false, 0, Duration.between(now, askAgainAt));
        }
        if (!current || granted == 0) {
            Count.Taken taken = source.take();
            granted = taken.granted();
            remaining = taken.remaining();
            if (granted == 0) {
                remaining = 0;
                askAgainAt = now.plus(taken.pause());
                return new Decision(false, 0, taken.pause());
            }
            askAgainAt = now.plus(LUMP_KEPT);
        }
        granted--;
        Decision decision = new Decision(true, granted + remaining, Duration.ZERO);
        if (granted == 0) {
            askAgainAt = now;
        }
        return decision;
    }
}

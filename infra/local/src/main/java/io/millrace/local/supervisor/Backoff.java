package io.millrace.local.supervisor;

import java.time.Duration;

/**
 * How long to wait before a process is started again: 0.2 s after its first death, then 1 s and twice as long each time,
 * up to 15 s. A process that was ready for 20 s starts over; one that dies {@value #DEATHS_MAX} times without that is given up.
 */
final class Backoff {
    static final int DEATHS_MAX = 10;

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final Duration STABLE = Duration.ofSeconds(20);

    private int deaths;

    /** @param readyFor how long it was ready before it died, zero where it never was */
    void died(Duration readyFor) {
        deaths = readyFor.compareTo(STABLE) >= 0 ? 1 : deaths + 1;
    }

    boolean isExhausted() {
        return deaths >= DEATHS_MAX;
    }

    int deaths() {
        return deaths;
    }

    Duration pause() {
        if (deaths <= 1) {
            return FIRST;
        }
        Duration doubled = Duration.ofSeconds(1L << Math.min(deaths - 2, 10));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
}

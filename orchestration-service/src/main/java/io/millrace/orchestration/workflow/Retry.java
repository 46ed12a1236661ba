package io.millrace.orchestration.workflow;

import java.time.Duration;

/**
 * How often and how soon a failed step is tried again.
 *
 * @param attempts failed attempts after which the step has failed, 1 (never again) to 10
 * @param backoff wait after the first failure; doubles with each one
 * @param max the longest wait
 */
public record Retry(int attempts, Duration backoff, Duration max) {
    public static final Retry NEVER = new Retry(1, Duration.ofSeconds(1), Duration.ofMinutes(5));
    static final int ATTEMPTS_MAX = 10;

    public boolean allowsAnother(int failures) {
        return failures < attempts;
    }

    /** The wait after that many failures: {@code min(max, backoff × 2^(failures − 1))}. */
    public Duration waitAfter(int failures) {
        Duration wait = backoff.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 20));
        return wait.compareTo(max) > 0 ? max : wait;
    }
}

package io.millrace.gateway.quota;

import java.time.Duration;

/** A count of requests per principal that fills up again with time. */
interface Count {
    /**
     * Takes {@code wanted} requests, or one if there are not as many, or none.
     *
     * @throws RuntimeException where the count is not to be had
     */
    Taken take(String principal, long wanted);

    /**
     * @param granted how many were taken; 0 where the quota is used up
     * @param remaining how many are left
     * @param pause until the next one is there; zero where some were granted
     */
    record Taken(long granted, long remaining, Duration pause) {}
}

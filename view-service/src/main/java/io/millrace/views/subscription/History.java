package io.millrace.views.subscription;

import java.time.Duration;

/** How far back a changelog still has every change. */
final class History {
    /** What it takes to read the changes, and by how much clocks differ; half of a short history. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private History() {}

    /**
     * Whether a subscriber can go on behind changes of an age.
     *
     * @param historyMs of the view, milliseconds
     */
    static boolean holds(long historyMs, Duration age) {
        long marginMs = Math.min(MARGIN.toMillis(), historyMs / 2);
        return age.toMillis() < historyMs - marginMs;
    }
}

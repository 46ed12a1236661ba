package io.millrace.processor.view;

import java.time.Duration;

/**
 * How much a view has to read of a stream.
 *
 * @param events that the log holds now, which a new view reads first
 * @param eventsPerSecond that arrived, in the mean of the last minute
 */
record StreamLoad(String stream, long events, double eventsPerSecond) {
    static final Duration LATELY = Duration.ofMinutes(1);

    /** @param arrived in the last minute */
    static StreamLoad of(String stream, long events, long arrived) {
        // To a tenth: more digits would say more than a minute can tell.
        return new StreamLoad(stream, events, Math.round(10.0 * arrived / LATELY.toSeconds()) / 10.0);
    }
}

package io.millrace.api.measurement;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one hop did for one stream or view during one second; the facts on millrace.measurements. Counts are of that second
 * alone, so sums over copies and seconds are right.
 *
 * @param type always {@value #TYPE}
 * @param v version of this record's form
 * @param hop where it was measured
 * @param name the stream or view
 * @param copy which copy of the service measured, so that one that went silent is seen
 * @param at start of the second
 * @param durationMs how long was counted, usually 1000
 * @param in events or changes that came in; {@code in = out + refused} at the door
 * @param out events or changes that went on
 * @param refused events that went to a quarantine
 * @param bytes payload bytes that went on
 * @param late rows excluded for being late
 * @param lagMs how far behind the hop is at the end of the second; null where it does not know
 * @param latencyMsP50 half of the requests or batches took at most this, milliseconds; null where nothing was timed
 * @param latencyMsP99 99 % took at most this
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Measurement(
        String type,
        int v,
        Hop hop,
        String name,
        String copy,
        Instant at,
        long durationMs,
        long in,
        long out,
        long refused,
        long bytes,
        long late,
        @Nullable Long lagMs,
        @Nullable Double latencyMsP50,
        @Nullable Double latencyMsP99) {
    public static final String TYPE = "measurement";
    public static final int V = 1;

    /** The hops of an event's way. */
    public enum Hop {
        /** ingestion-service, per stream. */
        INGESTION,
        /** stream-processor-service, per view: source events read. */
        PROCESSING,
        /** view-service, per view: changes applied to Redis. */
        MATERIALIZATION,
        /** view-service, per view: reads answered. */
        SERVING
    }
}

package io.millrace.observability.measurement;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fresh everything is.
 *
 * @param at when it was measured
 * @param views every view that is defined, by name
 * @param streams every stream that an active contract describes or that was measured in the last minute, by name
 * @param unavailable what could not be asked, and why; numbers that depend on it are left out
 */
record FreshnessReport(Instant at, List<ViewFreshness> views, List<StreamRate> streams, List<String> unavailable) {

    /**
     * @param declaredMs what the view's definition promises
     * @param lagMs how far behind the acknowledged events it is, 0 when caught up; null where it is not known
     * @param fresh whether the promise is kept: {@code lagMs <= declaredMs}; null where it is not known
     * @param watermark event time up to which it is complete
     * @param watermarkLagMs now minus the watermark; large for a stream of old events
     * @param processingLagMs how far behind the processor was in the last minute
     * @param progress part of the events of its creation time that it has passed, 0 to 1
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ViewFreshness(
            String view,
            String state,
            long declaredMs,
            @Nullable Long lagMs,
            @Nullable Boolean fresh,
            @Nullable Instant asOf,
            @Nullable Instant watermark,
            @Nullable Long watermarkLagMs,
            @Nullable Long processingLagMs,
            @Nullable Double progress,
            @Nullable Long lateRows,
            @Nullable Long rows) {}

    /**
     * Averages of the last minute; null where PostgreSQL could not be asked.
     *
     * @param eventsPerSecond events that came to the door, or out of the query of a derived stream
     * @param quarantineRatio part of them that was refused, 0 to 1; null where none came
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StreamRate(
            String stream,
            @Nullable Double eventsPerSecond,
            @Nullable Double bytesPerSecond,
            @Nullable Double quarantineRatio) {}
}

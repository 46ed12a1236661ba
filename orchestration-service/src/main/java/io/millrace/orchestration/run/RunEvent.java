package io.millrace.orchestration.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a run. The numbers of a run's events have no gaps and grow in the order of their transactions.
 *
 * @param seq 1 for the run's first
 * @param kind {@code run}, {@code step} (changes of state) or {@code log}
 * @param state the state that was entered; null for a log
 * @param message for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunEvent(
        long seq,
        Instant at,
        String kind,
        @Nullable String step,
        @Nullable Integer attempt,
        @Nullable String state,
        @Nullable String message) {
    static final String RUN = "run";
    static final String STEP = "step";
    static final String LOG = "log";
}

package io.millrace.api.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run of a workflow has entered a state; a fact on millrace.runs, keyed by the run's id.
 *
 * @param type always {@value #TYPE}
 * @param v version of this record's form
 * @param workflow the workflow's name
 * @param state QUEUED, RUNNING, SUCCEEDED, FAILED or CANCELLED
 * @param trigger MANUAL or SCHEDULE
 * @param round 1, and one more with each retry of the run
 * @param scheduledFor the time that the schedule named; null for a manual run
 * @param startedAt when its first step began; null before
 * @param endedAt null before the end
 * @param error why it failed, for people
 * @param at when it entered the state
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunChanged(
        String type,
        int v,
        UUID run,
        String workflow,
        String state,
        String trigger,
        int round,
        @Nullable Instant scheduledFor,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String error,
        Instant at) {
    public static final String TYPE = "run";
    public static final int V = 1;
}

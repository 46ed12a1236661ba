package io.millrace.orchestration.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What started a run.
 *
 * @param trigger MANUAL or SCHEDULE
 * @param by the principal, or the schedule's expression
 * @param scheduledFor the time that the schedule named; null for a manual one
 * @param idempotencyKey the client's key; null where it sent none
 */
public record Origin(
        Trigger trigger,
        String by,
        @Nullable Instant scheduledFor,
        @Nullable String idempotencyKey) {
    /** The ways to start a run. */
    public enum Trigger {
        MANUAL,
        SCHEDULE
    }

    public static Origin schedule(String expression, Instant scheduledFor) {
        return new Origin(Trigger.SCHEDULE, expression, scheduledFor, null);
    }

    static Origin manual(String by, @Nullable String idempotencyKey) {
        return new Origin(Trigger.MANUAL, by, null, idempotencyKey);
    }
}

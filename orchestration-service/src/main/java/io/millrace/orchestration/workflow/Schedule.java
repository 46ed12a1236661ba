package io.millrace.orchestration.workflow;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** A time pattern at which a workflow runs by itself, as the people of that zone read their clocks. */
public record Schedule(Cron cron, ZoneId timezone) {
    /** The first run after that instant; empty where none comes within nine years. */
    public Optional<Instant> next(Instant after) {
        return cron.next(timezone, after);
    }
}

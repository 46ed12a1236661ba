package io.millrace.processor.plan;

import io.millrace.processor.ProcessorError;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.step.WindowBounds;

/**
 * What the view's retention bounds: windows' rows, partners of joins, and the events that a join keeps. State that grows with
 * the number of events is refused where nothing bounds it; state with one row per key of something is not.
 */
final class PlanRetention {
    private final CreateView statement;
    private boolean used;
    private boolean windowed;

    PlanRetention(CreateView statement) {
        this.statement = statement;
    }

    boolean isGiven() {
        return statement.options().retentionMs() >= 0;
    }

    /** The retention, where something counts from it now; -1 for ever. */
    long use() {
        used |= isGiven();
        return statement.options().retentionMs();
    }

    /** Whether anything counts from it. */
    boolean isUsed() {
        return used;
    }

    /** Whether groups of windows are in the plan. */
    boolean isWindowed() {
        return windowed;
    }

    /**
     * Bounds of an aggregate whose window_end is this column of its output.
     *
     * @param sessions whether the windows are sessions
     */
    WindowBounds windows(int endColumn, boolean sessions) {
        windowed = true;
        return new WindowBounds(endColumn, use(), statement.onWindowClose(), sessions);
    }

    RuntimeException unbounded(SqlPlace place, String what) {
        String bound = "ound the times: b.time BETWEEN a.time - INTERVAL '1' HOUR AND a.time + INTERVAL '1' HOUR.";
        return SqlRefusal.at(
                ProcessorError.UNSUPPORTED_SQL,
                place,
                what,
                statement.isStream() ? "B" + bound : "Add WITH (retention = '30 days') to the view, or b" + bound);
    }

    RuntimeException nothingToCountFrom() {
        return SqlRefusal.at(
                ProcessorError.INVALID_OPTION,
                statement.namePlace(),
                "The groups of this query have no time, so that retention has nothing to count from.",
                "Leave retention out, or group by the windows of TUMBLE.");
    }
}

package io.millrace.api.check;

import io.millrace.api.view.ViewColumn;
import io.millrace.kernel.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * @param views in the order of the question
 * @param runs in the order of the question
 * @param functions in the order of the question
 */
public record CheckedViews(List<CheckedView> views, List<Ran> runs, List<CheckedFunction> functions) {
    /** @param violations everything that is wrong with the statement, its class or its jar */
    public record CheckedFunction(String file, List<Violation> violations) {}

    /**
     * @param name the view's; empty where the statement cannot be read
     * @param streams those that it reads; empty where there are violations
     * @param columns in the query's order; empty where there are violations
     * @param key names of the key's columns, those that are no columns of the view included
     * @param violations everything that is wrong with the statement
     */
    public record CheckedView(
            String file,
            String name,
            List<String> streams,
            List<ViewColumn> columns,
            List<String> key,
            List<Violation> violations) {}

    /**
     * What a run came to.
     *
     * @param rows in the order of their keys
     * @param lateRows rows that were excluded from a step bounded by event time because they came too late
     * @param quarantined rows that the view could not take in, and with the code LATE_EVENT those events that came too late
     * @param ms how long it took, milliseconds
     * @param failure why there is no result: the view was refused, or the run broke; null where there is one
     */
    public record Ran(
            List<JsonNode> rows,
            long lateRows,
            List<Quarantined> quarantined,
            long ms,
            @Nullable String failure) {}

    /**
     * @param code upper snake case
     * @param reason the facts
     * @param payload the row or event, cut to 1,000 characters
     */
    public record Quarantined(String code, String reason, String payload) {}
}

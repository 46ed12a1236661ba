package io.millrace.processor.view;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several statements that belong together.
 *
 * @param views 1 to 64
 */
record ViewBatch(@Nullable List<@Nullable Statement> views) {
    /** @param sql one CREATE MATERIALIZED VIEW statement */
    record Statement(@Nullable String sql) {}

    List<String> statements() {
        List<String> statements = new ArrayList<>();
        if (views != null) {
            for (Statement statement : views) {
                statements.add(statement == null || statement.sql() == null ? "" : statement.sql());
            }
        }
        return statements;
    }
}

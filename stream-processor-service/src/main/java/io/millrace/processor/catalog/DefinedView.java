package io.millrace.processor.catalog;

import io.millrace.api.view.ViewColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A view or a table as a view reads it.
 *
 * @param sql its CREATE statement; of a table that of a view of its stream's events
 * @param columns those of its rows
 * @param reads the views and tables that it reads in turn, as they were when it was created
 * @param functions those of jars that its own text calls, as they were then; null stands for none
 * @param table what makes it a table; null for a view
 */
public record DefinedView(
        String name,
        String sql,
        List<ViewColumn> columns,
        List<DefinedView> reads,
        List<DefinedFunction> functions,
        @Nullable DefinedTable table) {
    // Views that were stored before there were functions of jars do not have them.
    public DefinedView {
        columns = List.copyOf(columns);
        reads = List.copyOf(reads);
        functions = functions == null ? List.of() : List.copyOf(functions);
    }

    /** A view. */
    public DefinedView(
            String name,
            String sql,
            List<ViewColumn> columns,
            List<DefinedView> reads,
            List<DefinedFunction> functions) {
        this(name, sql, columns, reads, functions, null);
    }
}

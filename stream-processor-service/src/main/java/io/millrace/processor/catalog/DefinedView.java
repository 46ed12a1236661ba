package io.millrace.processor.catalog;

import io.millrace.api.view.ViewColumn;
import java.util.List;

/**
 * A view as another one reads it.
 *
 * @param sql its CREATE statement
 * @param columns those of its rows
 * @param reads the views that it reads in turn, as they were when it was created
 * @param functions those of jars that its own text calls, as they were then; null stands for none
 */
public record DefinedView(
        String name, String sql, List<ViewColumn> columns, List<DefinedView> reads, List<DefinedFunction> functions) {
    // Views that were stored before there were functions of jars do not have them.
    public DefinedView {
        columns = List.copyOf(columns);
        reads = List.copyOf(reads);
        functions = functions == null ? List.of() : List.copyOf(functions);
    }
}

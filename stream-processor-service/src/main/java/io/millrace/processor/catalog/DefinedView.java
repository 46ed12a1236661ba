package io.millrace.processor.catalog;

import io.millrace.api.view.ViewColumn;
import java.util.List;

/**
 * A view as another one reads it.
 *
 * @param sql its CREATE statement
 * @param columns those of its rows
 * @param reads the views that it reads in turn, as they were when it was created
 */
public record DefinedView(String name, String sql, List<ViewColumn> columns, List<DefinedView> reads) {
    public DefinedView {
        columns = List.copyOf(columns);
        reads = List.copyOf(reads);
    }
}

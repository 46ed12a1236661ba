package io.millrace.processor.sql;

import java.util.List;

/**
 * A secondary index as a statement declares it.
 *
 * @param columns one at least, each once
 */
public record DeclaredIndex(List<Column> columns) {
    public DeclaredIndex {
        columns = List.copyOf(columns);
    }

    /**
     * @param name of a column that the view should have
     * @param place where it stands
     */
    public record Column(String name, SqlPlace place) {}

    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }
}

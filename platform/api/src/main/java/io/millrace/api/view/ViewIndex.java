package io.millrace.api.view;

import java.util.List;

/**
 * A secondary index of a view, kept beside its rows: reads that fix its leading columns, or ask for rows in its order, look at a part of
 * the view only.
 *
 * @param columns names of columns of the view, 1 to {@value #COLUMNS_MAX}, each once, in the index's order
 */
public record ViewIndex(List<String> columns) {
    /** Indexes that a view may have. */
    public static final int INDEXES_MAX = 8;
    /** Columns that an index may have. */
    public static final int COLUMNS_MAX = 4;

    public ViewIndex {
        columns = List.copyOf(columns);
    }
}

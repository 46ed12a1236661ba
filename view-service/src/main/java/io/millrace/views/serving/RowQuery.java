package io.millrace.views.serving;

import io.millrace.views.row.RowColumns;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a read asks for.
 *
 * @param filters all of them hold
 * @param select positions of the columns that are answered, in that order; null for whole rows
 * @param aggregation what is made of the rows; null where they are answered themselves. Then there is no order and no select
 * @param order empty for key order; ties are broken by key
 * @param limit rows at most
 * @param after where the page before ended; null for the first page
 * @param fingerprint same for all pages of one query
 */
record RowQuery(
        List<ColumnFilter> filters,
        @Nullable List<Integer> select,
        @Nullable Aggregation aggregation,
        List<OrderTerm> order,
        int limit,
        @Nullable Cursor after,
        int fingerprint) {
    /** The same with another limit. */
    RowQuery limitedTo(int rows) {
        return new RowQuery(filters, select, aggregation, order, rows, after, fingerprint);
    }

    /**
     * What writes the rows that it finds.
     *
     * @param columns of the view
     */
    WriteRows writing(RowColumns columns, boolean decimalsAsText) {
        return aggregation == null
                ? new WriteRows(columns, select, decimalsAsText)
                : new WriteRows(aggregation.columns(), null, decimalsAsText);
    }
}

package io.millrace.views.serving;

import io.millrace.views.row.RowColumns;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes groups of rows and one row of each: {@code select=country,total:amount.sum()}.
 *
 * @param outputs what is selected, in order; columns among them make the groups
 * @param columns of the rows that come out
 * @param order of these, by their columns; empty for that of the groups' columns
 */
record Aggregation(List<Output> outputs, RowColumns columns, List<OrderTerm> order) {
    /** A function over the values of a group; of no values count is 0, and the others are null. */
    enum Kind {
        COUNT,
        SUM,
        AVG,
        MIN,
        MAX;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param kind null for a column that makes groups
     * @param column null where rows are counted
     */
    record Output(@Nullable Kind kind, @Nullable Integer column) {}

    Aggregation orderedBy(List<OrderTerm> terms) {
        return new Aggregation(outputs, columns, terms);
    }
}

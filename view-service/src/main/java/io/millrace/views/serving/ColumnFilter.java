package io.millrace.views.serving;

import io.millrace.views.row.Row;
import io.millrace.views.row.ValueType;
import java.util.SortedSet;

/**
 * A condition on one column. As in SQL, a null satisfies neither a comparison nor its negation.
 *
 * @param column position among the row's columns
 * @param literals of the column's type, in its order, by which 1.0 and 1.00 are one value
 */
record ColumnFilter(int column, ValueType type, Operator operator, boolean negated, SortedSet<Object> literals) {
    boolean matches(Row row) {
        Object value = row.value(column);
        return value != null && operator.holds(type, value, literals) != negated;
    }

    boolean is(Operator wanted) {
        return operator == wanted && !negated;
    }
}

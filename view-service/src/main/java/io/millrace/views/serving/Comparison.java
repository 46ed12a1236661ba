package io.millrace.views.serving;

import io.millrace.views.row.Row;
import io.millrace.views.row.ValueType;
import java.util.SortedSet;

/**
 * A comparison with values. As in SQL, a null satisfies neither a comparison nor its negation.
 *
 * @param literals of the column's type, in its order, by which 1.0 and 1.00 are one value
 */
record Comparison(int column, ValueType type, Operator operator, boolean negated, SortedSet<Object> literals)
        implements ColumnFilter {
    @Override
    public boolean matches(Row row) {
        Object value = row.value(column);
        return value != null && operator.holds(type, value, literals) != negated;
    }

    boolean is(Operator wanted) {
        return operator == wanted && !negated;
    }

    /** Whether what it lets through is a range of the values. */
    boolean isBound() {
        return !negated
                && switch (operator) {
                    case GT, GTE, LT, LTE -> true;
                    case EQ, NEQ, IN -> false;
                };
    }
}

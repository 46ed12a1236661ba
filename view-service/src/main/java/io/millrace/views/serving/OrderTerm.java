package io.millrace.views.serving;

import io.millrace.views.row.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * One column of an order.
 *
 * @param column position among the row's columns
 */
record OrderTerm(int column, ValueType type, boolean descending, boolean nullsFirst) {
    /**
     * The value that a cursor's text stands for.
     *
     * @throws IllegalArgumentException where it stands for none
     */
    @Nullable
    Object value(@Nullable String text) {
        return text == null ? null : type.parse(text);
    }

    int compare(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return left == right ? 0 : (left == null) == nullsFirst ? -1 : 1;
        }
        int order = type.compare(left, right);
        return descending ? -order : order;
    }
}

package io.millrace.views.serving;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one value that a column has in every row of a read. */
record FixedValue(ColumnFilter filter, @Nullable Object value) {
    /** @return null where no filter lets one value of the column through alone */
    static @Nullable FixedValue of(List<ColumnFilter> filters, int column) {
        for (ColumnFilter filter : filters) {
            FixedValue fixed = filter.column() == column ? of(filter) : null;
            if (fixed != null) {
                return fixed;
            }
        }
        return null;
    }

    private static @Nullable FixedValue of(ColumnFilter filter) {
        return switch (filter) {
            case Comparison comparison ->
                comparison.is(Operator.EQ)
                        ? new FixedValue(filter, comparison.literals().getFirst())
                        : null;
            case TextMatch match -> null;
            case IsTest test -> of(test);
        };
    }

    private static @Nullable FixedValue of(IsTest test) {
        return switch (test.kind()) {
            case NULL, UNKNOWN -> test.negated() ? null : new FixedValue(test, null);
            case NOT_NULL -> test.negated() ? new FixedValue(test, null) : null;
            case TRUE -> test.negated() ? null : new FixedValue(test, true);
            case FALSE -> test.negated() ? null : new FixedValue(test, false);
        };
    }
}

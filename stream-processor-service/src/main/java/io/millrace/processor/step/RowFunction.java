package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/** A filter and projection in one, generated from SQL expressions. Pure: the result depends on the row alone. */
@FunctionalInterface
public interface RowFunction {
    /**
     * @param row values in the representation of {@link ValueType}; not changed
     * @return the projected row, or null where the filter does not hold
     * @throws EvaluationException where an expression has no value for this row, such as an overflow or a bad cast
     */
    @Nullable
    Object @Nullable [] apply(@Nullable Object[] row);
}

package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/** Takes rows that an expression has no value for. */
@FunctionalInterface
public interface Refusals {
    /**
     * @param code upper snake case
     * @param detail the expression and what went wrong
     * @param row the input of the expression
     */
    void refuse(String code, String detail, @Nullable Object[] row);
}

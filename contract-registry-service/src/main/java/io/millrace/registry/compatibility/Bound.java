package io.millrace.registry.compatibility;

import io.millrace.api.contract.ColumnSchema.Constraints;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One end of a range of numbers, ordered along the line: 5 &lt; just above 5 &lt; 6.
 *
 * @param side 0 for the value itself, +1 for just above it, -1 for just below it
 */
record Bound(BigDecimal value, int side) implements Comparable<Bound> {

    /** The stricter of minimum and exclusiveMinimum; null where there is neither. */
    static @Nullable Bound least(Constraints constraints) {
        return both(constraints.minimum(), constraints.exclusiveMinimum(), 1)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** The stricter of maximum and exclusiveMaximum; null where there is neither. */
    static @Nullable Bound greatest(Constraints constraints) {
        return both(constraints.maximum(), constraints.exclusiveMaximum(), -1)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static Stream<Bound> both(@Nullable BigDecimal inclusive, @Nullable BigDecimal exclusive, int side) {
        return Stream.of(
                        inclusive == null ? null : new Bound(inclusive, 0),
                        exclusive == null ? null : new Bound(exclusive, side))
                .filter(Objects::nonNull);
    }

    @Override
    public int compareTo(Bound other) {
        int order = value.compareTo(other.value);
        return order != 0 ? order : Integer.compare(side, other.side);
    }

    @Override
    public String toString() {
        return (side == 0 ? "" : side > 0 ? "above " : "below ") + value.toPlainString();
    }
}

package io.millrace.processor.step;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A total order of rows: by the columns that were asked for, ties broken by all columns from left to right (ascending, nulls
 * first), and rows of equal values by what tells them apart to the bit, such as -0.0 from 0.0. Only equal rows tie.
 */
public final class RowOrder implements Comparator<@Nullable Object[]> {
    /** A column to order by. */
    public record By(int column, boolean descending, boolean nullsFirst) {}

    private final By[] by;
    private final int width;

    /** @param width columns of a row */
    public RowOrder(List<By> by, int width) {
        this.by = by.toArray(By[]::new);
        this.width = width;
    }

    /** By one column upwards. */
    public static RowOrder ascending(int column, int width) {
        return new RowOrder(List.of(new By(column, false, true)), width);
    }

    /** Whether it is the order of {@link #ascending}. */
    boolean isAscending(int column) {
        return by.length == 1 && by[0].column == column && !by[0].descending;
    }

    @Override
    public int compare(@Nullable Object[] left, @Nullable Object[] right) {
        if (left == right) {
            return 0;
        }
        for (By each : by) {
            int order = compare(left[each.column], right[each.column], each.descending, each.nullsFirst);
            if (order != 0) {
                return order;
            }
        }
        for (int column = 0; column < width; column++) {
            int order = compare(left[column], right[column], false, true);
            if (order != 0) {
                return order;
            }
        }
        return compareBits(left, right);
    }

    private static int compare(@Nullable Object left, @Nullable Object right, boolean descending, boolean nullsFirst) {
        if (left == null || right == null) {
            int order = Boolean.compare(left != null, right != null);
            return nullsFirst ? order : -order;
        }
        int order = Values.compare(left, right);
        return descending ? -order : order;
    }

    private int compareBits(@Nullable Object[] left, @Nullable Object[] right) {
        for (int column = 0; column < width; column++) {
            Object value = left[column];
            int order = 0;
            if (value instanceof Double number && right[column] instanceof Double other) {
                order = Double.compare(number, other);
            } else if (value instanceof BigDecimal number && right[column] instanceof BigDecimal other) {
                order = Integer.compare(number.scale(), other.scale());
            }
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}

package io.millrace.processor.step;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A total order of rows: by the columns that were asked for, ties broken by those that are named for it, then by all columns from
 * left to right (ascending, nulls first), and rows of equal values by what tells them apart to the bit, such as -0.0 from 0.0. Only
 * equal rows tie.
 */
public final class RowOrder implements Comparator<@Nullable Object[]> {
    /** A column to order by. */
    public record By(int column, boolean descending, boolean nullsFirst) {}

    /**
     * A column that breaks ties before others do.
     *
     * @param place whether it is the place of an event, partition-offset: events of a partition are in the order of the log
     */
    public record Tie(int column, boolean place) {}

    private final By[] by;
    private final Tie[] ties;
    private final int width;

    /** @param width columns of a row */
    public RowOrder(List<By> by, int width) {
        this(by, List.of(), width);
    }

    public RowOrder(List<By> by, List<Tie> ties, int width) {
        this.by = by.toArray(By[]::new);
        this.ties = ties.toArray(Tie[]::new);
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

    /** Whether it begins with a column upwards. */
    boolean isUpwards(int column) {
        return by.length > 0 && by[0].column == column && !by[0].descending;
    }

    @Override
    public int compare(@Nullable Object[] left, @Nullable Object[] right) {
        if (left == right) {
            return 0;
        }
        int order = comparePeers(left, right);
        return order != 0 ? order : breakTie(left, right);
    }

    /** By the columns that were asked for alone: 0 for peers. */
    int comparePeers(@Nullable Object[] left, @Nullable Object[] right) {
        for (By each : by) {
            int order = compare(left[each.column], right[each.column], each.descending, each.nullsFirst);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** The columns that were asked for. */
    List<By> by() {
        return List.of(by);
    }

    private int breakTie(@Nullable Object[] left, @Nullable Object[] right) {
        for (Tie tie : ties) {
            int order = tie.place ? comparePlaces(left[tie.column], right[tie.column]) : 0;
            order = order != 0 ? order : compare(left[tie.column], right[tie.column], false, true);
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

    /** Of two places in one partition the longer text has the greater offset. */
    private static int comparePlaces(@Nullable Object left, @Nullable Object right) {
        return left instanceof String one && right instanceof String other
                ? Integer.compare(one.length(), other.length())
                : 0;
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

package io.millrace.processor.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the rows of a node, by columns of the node.
 *
 * @param key columns that no two present rows share; null where nobody asked for them
 * @param fixed columns whose value never changes for one value of the key
 * @param partitions how rows are spread over tasks
 * @param events whether rows are events of streams, whose number grows without bound; else there is one row a key of something
 * @param late whether late rows can be among them
 * @param time the rows' event time; null where they have none
 * @param windows the windows that the rows are in; null where they are in none
 */
record Traits(
        @Nullable List<Integer> key,
        Set<Integer> fixed,
        List<Partition> partitions,
        boolean events,
        boolean late,
        @Nullable RowTime time,
        @Nullable RowWindows windows) {

    /**
     * Rows with equal values of these columns are in one task; all rows are, where there are none.
     *
     * @param hashed whether the columns' values, in this order, say which task it is, as an exchange by them says it
     */
    record Partition(List<Integer> columns, boolean hashed) {
        static Partition hashed(List<Integer> columns) {
            return new Partition(List.copyOf(columns), true);
        }
    }

    /**
     * The event time of rows.
     *
     * @param column of the node
     * @param delayMs a row comes no later than when the watermark has passed its time by this
     * @param leaves whether it is taken back then, too
     * @param others other columns of event times, and what the row's time is ahead of them; of one of microseconds, of its
     *     milliseconds
     */
    record RowTime(int column, long delayMs, boolean leaves, Map<Integer, Spread> others) {
        /** The delay of rows that may change however much later. */
        static final long NEVER = Long.MAX_VALUE / 8;

        /** Of events as they come. */
        static RowTime of(int column) {
            return new RowTime(column, 0, false, Map.of());
        }

        /** Of events whose time is of microseconds: the column has its milliseconds. */
        static RowTime ofMillis(int column, int micros) {
            return new RowTime(column, 0, false, Map.of(micros, Spread.NONE));
        }

        /** The column's own lead included. */
        @Nullable
        Spread leadOver(int other) {
            return other == column ? Spread.NONE : others.get(other);
        }

        @Nullable
        RowTime mapped(IntUnaryOperator columns) {
            int own = columns.applyAsInt(column);
            if (own < 0) {
                return null;
            }
            Map<Integer, Spread> kept = new HashMap<>();
            others.forEach((other, spread) -> {
                int index = columns.applyAsInt(other);
                if (index >= 0) {
                    kept.put(index, spread);
                }
            });
            return new RowTime(own, delayMs, leaves, kept);
        }
    }

    /** From least to most milliseconds, both included. */
    record Spread(long leastMs, long mostMs) {
        static final Spread NONE = new Spread(0, 0);

        Spread plus(Spread other) {
            return new Spread(Math.addExact(leastMs, other.leastMs), Math.addExact(mostMs, other.mostMs));
        }
    }

    /**
     * The windows of rows.
     *
     * @param start the column of window_start, or -1 where it is left out
     * @param end the column of window_end, or -1
     * @param sizeMs the longest window's length; -1 for sessions
     * @param grouped whether rows are groups of windows, and not events in them
     * @param startTells whether of two rows in windows with one start the ends are equal, too
     */
    record RowWindows(int start, int end, long sizeMs, boolean grouped, boolean startTells) {
        boolean areSessions() {
            return sizeMs < 0;
        }

        RowWindows mapped(IntUnaryOperator columns) {
            return new RowWindows(at(columns, start), at(columns, end), sizeMs, grouped, startTells);
        }

        private static int at(IntUnaryOperator columns, int column) {
            return column < 0 ? -1 : columns.applyAsInt(column);
        }
    }

    /**
     * Of a node that passes columns on.
     *
     * @param columns new index of a column, or -1 where it is left out
     */
    Traits mapped(IntUnaryOperator columns) {
        List<Partition> kept = new ArrayList<>();
        for (Partition partition : partitions) {
            List<Integer> mapped = all(partition.columns, columns);
            if (mapped != null) {
                kept.add(new Partition(mapped, partition.hashed));
            }
        }
        Set<Integer> fixedKept = new TreeSet<>();
        fixed.stream().map(columns::applyAsInt).filter(index -> index >= 0).forEach(fixedKept::add);
        return new Traits(
                key == null ? null : all(key, columns),
                fixedKept,
                List.copyOf(kept),
                events,
                late,
                time == null ? null : time.mapped(columns),
                windows == null ? null : windows.mapped(columns));
    }

    /** The columns' new indexes; null where one is left out. */
    static @Nullable List<Integer> all(List<Integer> old, IntUnaryOperator columns) {
        List<Integer> mapped = new ArrayList<>();
        for (int column : old) {
            int index = columns.applyAsInt(column);
            if (index < 0) {
                return null;
            }
            mapped.add(index);
        }
        return List.copyOf(mapped);
    }

    Traits partitionedBy(List<Integer> columns) {
        return new Traits(key, fixed, List.of(Partition.hashed(columns)), events, late, time, windows);
    }

    Traits withFixed(Set<Integer> others) {
        return new Traits(key, others, partitions, events, late, time, windows);
    }

    Traits withPartitions(List<Partition> others) {
        return new Traits(key, fixed, others, events, late, time, windows);
    }

    Traits withTime(@Nullable RowTime other) {
        return new Traits(key, fixed, partitions, events, late, other, windows);
    }

    Traits onTime() {
        return new Traits(key, fixed, partitions, events, false, time, windows);
    }

    Traits keyedBy(@Nullable List<Integer> columns, Set<Integer> fixedColumns) {
        return new Traits(columns, fixedColumns, partitions, events, late, time, windows);
    }

    List<Integer> requireKey() {
        if (key == null) {
            throw new IllegalStateException("rows have no key");
        }
        return key;
    }
}

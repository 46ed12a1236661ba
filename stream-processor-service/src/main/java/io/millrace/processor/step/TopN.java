package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ROW_NUMBER between two numbers: of each partition the rows at some places of its order. A partition that was touched in an
 * epoch puts out the difference between its rows before and its rows now.
 *
 * <pre>
 * the first 2 by column 1, numbered, state a: (a, 5)   +(a, 3) +(a, 9)   →   -(a, 5, 1) +(a, 3, 1) +(a, 5, 2)
 * </pre>
 *
 * Where rows are never taken back, those behind the last place are forgotten, for they cannot come to the front again.
 */
public final class TopN implements Step {
    /**
     * Which rows are put out, by their number in the order of their partition.
     *
     * @param first 1 or more
     * @param last inclusive; Long.MAX_VALUE for all
     * @param shown whether the number (BIGINT) stands behind the row
     */
    public record Numbers(long first, long last, boolean shown) {
        public Numbers {
            if (first < 1 || last < first) {
                throw new IllegalArgumentException("rows " + first + " to " + last);
            }
        }
    }

    private final Index index;
    private final RowOrder order;
    private final Numbers numbers;
    private final boolean appendOnly;
    private final Step next;
    private final List<Partition> touched = new ArrayList<>();

    private record Partition(Rows rows, List<@Nullable Object[]> before) {}

    /**
     * @param index its keys are the partitions, and its order is that of the numbers
     * @param appendOnly whether no row of the input is ever taken back
     */
    public TopN(Index index, Numbers numbers, boolean appendOnly, Step next) {
        RowOrder byNumber = index.order();
        if (byNumber == null) {
            throw new IllegalArgumentException("numbers need an order");
        }
        this.index = index;
        this.order = byNumber;
        this.numbers = numbers;
        this.appendOnly = appendOnly;
        this.next = next;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        if (appendOnly && weight < 0) {
            throw new IllegalStateException("a row was taken back from an append-only ROW_NUMBER");
        }
        Rows known = index.key(row, index.keyColumns());
        if (weight == 0 || appendOnly && known != null && isBehind(row, known)) {
            return;
        }
        List<@Nullable Object[]> before = known == null ? List.of() : known.touched ? null : inPlace(known);
        Entry entry = index.at(row);
        index.touch(entry);
        index.add(entry, weight);
        if (before != null) {
            touched.add(new Partition(entry.rows, before));
        }
        if (appendOnly) {
            forgetBehind(entry.rows);
        }
    }

    private boolean isBehind(@Nullable Object[] row, Rows partition) {
        return partition.weight >= numbers.last && order.compare(row, partition.greatest().row) >= 0;
    }

    private void forgetBehind(Rows partition) {
        while (partition.weight > numbers.last) {
            Entry greatest = partition.greatest();
            if (partition.weight - greatest.weight < numbers.last) {
                return;
            }
            index.remove(greatest);
        }
    }

    /** The rows from the first to the last number, each as often as it is there. */
    private List<@Nullable Object[]> inPlace(Rows partition) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        long passed = 0;
        for (Entry entry : partition.inOrder()) {
            long from = Math.max(passed + 1, numbers.first);
            passed += Math.max(0, entry.weight);
            for (long number = from; number <= Math.min(passed, numbers.last); number++) {
                rows.add(entry.row);
            }
            if (passed >= numbers.last) {
                break;
            }
        }
        return rows;
    }

    @Override
    public void flush(long watermark) {
        for (Partition partition : touched) {
            if (numbers.shown) {
                putNumbered(partition.before, inPlace(partition.rows));
            } else {
                putDifference(partition.before, inPlace(partition.rows));
            }
        }
        touched.clear();
        index.settle();
    }

    private void putNumbered(List<@Nullable Object[]> before, List<@Nullable Object[]> after) {
        for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
            @Nullable Object @Nullable [] gone = i < before.size() ? before.get(i) : null;
            @Nullable Object @Nullable [] come = i < after.size() ? after.get(i) : null;
            if (gone != null && come != null && order.compare(gone, come) == 0) {
                continue;
            }
            if (gone != null) {
                next.push(numbered(gone, i), -1);
            }
            if (come != null) {
                next.push(numbered(come, i), 1);
            }
        }
    }

    private @Nullable Object[] numbered(@Nullable Object[] row, int place) {
        @Nullable Object[] numbered = Arrays.copyOf(row, row.length + 1);
        numbered[row.length] = numbers.first + place;
        return numbered;
    }

    /** Both are in order. */
    private void putDifference(List<@Nullable Object[]> before, List<@Nullable Object[]> after) {
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            int order =
                    i == before.size() ? 1 : j == after.size() ? -1 : this.order.compare(before.get(i), after.get(j));
            if (order < 0) {
                next.push(before.get(i++), -1);
            } else if (order > 0) {
                next.push(after.get(j++), 1);
            } else {
                i++;
                j++;
            }
        }
    }
}

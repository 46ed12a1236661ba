package io.millrace.processor.step;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one key: a list while they are few, a tree beside it where they are many and have an order. The key is that of
 * any of its rows.
 */
final class Rows extends OpenTable.Item {
    /** Rows that are sorted by hand when they are asked for in order. */
    static final int LISTED_MAX = 16;

    /** Sum of the rows' weights. */
    long weight;
    /** The same before it was touched. */
    long before;
    /** Touched since the state was last settled. */
    boolean touched;

    /** The first of the list, in no order; go on with {@link Entry#next}. */
    @Nullable
    Entry first;

    private final @Nullable RowOrder order;
    private int size;
    private @Nullable TreeMap<@Nullable Object[], Entry> tree;

    Rows(int hash, @Nullable RowOrder order) {
        super(hash);
        this.order = order;
    }

    int size() {
        return size;
    }

    /** Whether {@link #from} is quicker than going through the list. */
    boolean isTree() {
        return tree != null;
    }

    void add(Entry entry) {
        entry.next = first;
        if (first != null) {
            first.previous = entry;
        }
        first = entry;
        size++;
        if (tree != null) {
            tree.put(entry.row, entry);
        } else if (order != null && size > LISTED_MAX) {
            plant(order);
        }
    }

    private void plant(RowOrder by) {
        TreeMap<@Nullable Object[], Entry> planted = new TreeMap<>(by);
        for (Entry entry = first; entry != null; entry = entry.next) {
            planted.put(entry.row, entry);
        }
        tree = planted;
    }

    void remove(Entry entry) {
        Entry before = entry.previous;
        Entry behind = entry.next;
        if (before == null) {
            first = behind;
        } else {
            before.next = behind;
        }
        if (behind != null) {
            behind.previous = before;
        }
        size--;
        if (tree != null) {
            tree.remove(entry.row);
            tree = size <= LISTED_MAX / 2 ? null : tree;
        }
    }

    /** All in order. */
    Collection<Entry> inOrder() {
        return tree == null ? Arrays.asList(sorted()) : tree.values();
    }

    private Entry[] sorted() {
        Entry[] listed = new Entry[size];
        int at = 0;
        for (Entry entry = first; entry != null; entry = entry.next) {
            listed[at++] = entry;
        }
        RowOrder by = ordered();
        Arrays.sort(listed, (left, right) -> by.compare(left.row, right.row));
        return listed;
    }

    /** Those of a {@link #isTree() tree} that are at or behind a row, in order. */
    Collection<Entry> from(@Nullable Object[] row) {
        if (tree == null) {
            throw new IllegalStateException("the rows are a list");
        }
        return tree.tailMap(row, true).values();
    }

    /** The last in order. */
    Entry greatest() {
        if (tree != null) {
            return tree.lastEntry().getValue();
        }
        RowOrder by = ordered();
        Entry greatest = first;
        if (greatest == null) {
            throw new IllegalStateException("a key without rows");
        }
        for (Entry entry = greatest.next; entry != null; entry = entry.next) {
            greatest = by.compare(entry.row, greatest.row) > 0 ? entry : greatest;
        }
        return greatest;
    }

    private RowOrder ordered() {
        if (order == null) {
            throw new IllegalStateException("the rows have no order");
        }
        return order;
    }
}

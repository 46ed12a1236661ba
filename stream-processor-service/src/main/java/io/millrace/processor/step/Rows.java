package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one key, in a list. Where they have an order, the list is in order while it is short; beside one that is long
 * there is a tree. The key is that of any of its rows.
 */
final class Rows extends OpenTable.Item {
    /** Rows of a list that is kept in order without a tree. */
    static final int LISTED_MAX = 16;

    /** Sum of the rows' weights. */
    long weight;
    /** The same before it was touched. */
    long before;
    /** Touched since the state was last settled. */
    boolean touched;

    /** The first of the list; go on with {@link Entry#next}. */
    @Nullable
    Entry first;

    private final @Nullable RowOrder order;
    private int size;
    private @Nullable TreeMap<@Nullable Object[], Entry> tree;

    Rows(int hash, @Nullable RowOrder order) {
        super(hash);
        this.order = order;
    }

    /** One of the rows, whose key columns are the key. */
    Entry any() {
        if (first == null) {
            throw new IllegalStateException("a key without rows");
        }
        return first;
    }

    /** Whether {@link #from} is quicker than going through the list. */
    boolean isTree() {
        return tree != null;
    }

    void add(Entry entry) {
        size++;
        if (tree != null) {
            link(null, entry);
            tree.put(entry.row, entry);
            return;
        }
        link(order == null ? null : lastBefore(entry.row), entry);
        if (order != null && size > LISTED_MAX) {
            plant(order);
        }
    }

    /** The last in order that is before a row, which need not be one of them; null where there is none. */
    @Nullable
    Entry lastBefore(@Nullable Object[] row) {
        if (tree != null) {
            Map.Entry<@Nullable Object[], Entry> lower = tree.lowerEntry(row);
            return lower == null ? null : lower.getValue();
        }
        if (order == null) {
            throw new IllegalStateException("the rows have no order");
        }
        Entry last = null;
        for (Entry at = first; at != null && order.compare(at.row, row) < 0; at = at.next) {
            last = at;
        }
        return last;
    }

    private void link(@Nullable Entry before, Entry entry) {
        Entry behind = before == null ? first : before.next;
        entry.previous = before;
        entry.next = behind;
        if (before == null) {
            first = entry;
        } else {
            before.next = entry;
        }
        if (behind != null) {
            behind.previous = entry;
        }
    }

    private void unlink(Entry entry) {
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
    }

    private void plant(RowOrder by) {
        TreeMap<@Nullable Object[], Entry> planted = new TreeMap<>(by);
        for (Entry entry = first; entry != null; entry = entry.next) {
            planted.put(entry.row, entry);
        }
        tree = planted;
    }

    void remove(Entry entry) {
        size--;
        unlink(entry);
        if (tree != null) {
            tree.remove(entry.row);
            if (size <= LISTED_MAX / 2) {
                fell(tree);
            }
        }
    }

    private void fell(NavigableMap<@Nullable Object[], Entry> felled) {
        tree = null;
        first = null;
        felled.descendingMap().values().forEach(entry -> link(null, entry));
    }

    /** All in order. */
    Collection<Entry> inOrder() {
        if (tree != null) {
            return tree.values();
        }
        requireOrder();
        List<Entry> listed = new ArrayList<>(size);
        for (Entry entry = first; entry != null; entry = entry.next) {
            listed.add(entry);
        }
        return listed;
    }

    private void requireOrder() {
        if (order == null) {
            throw new IllegalStateException("the rows have no order");
        }
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
        requireOrder();
        Entry greatest = any();
        for (Entry next = greatest.next; next != null; next = greatest.next) {
            greatest = next;
        }
        return greatest;
    }
}

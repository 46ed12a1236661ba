package io.millrace.processor.step;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows with weights under keys that are some of their own columns. Keys are the same where SQL says so; rows are the same
 * only to the bit, so that what goes is exactly what came.
 *
 * <pre>
 * key columns {0}:   (a, 0.0) × 2, (a, -0.0) × 1, (b, 7.0) × 1   →   a: {(a, 0.0): 2, (a, -0.0): 1}, b: {(b, 7.0): 1}
 * </pre>
 */
final class KeyedRows {
    final int[] keyColumns;
    private final @Nullable RowOrder order;
    private final Keys keys = new Keys();
    private final Members members = new Members();

    /** @param order of the rows of a key; null where it is not asked for */
    KeyedRows(int[] keyColumns, @Nullable RowOrder order) {
        this.keyColumns = keyColumns.clone();
        this.order = order;
    }

    private final class Keys extends OpenTable<Rows> {
        @Nullable
        Rows find(@Nullable Object[] probe, int[] columns, int hash) {
            for (int at = slot(hash); ; at = slotBehind(at)) {
                Rows rows = in(at);
                if (rows == null || rows.hash == hash && matches(rows, probe, columns)) {
                    return rows;
                }
            }
        }

        private boolean matches(Rows rows, @Nullable Object[] probe, int[] columns) {
            @Nullable Object[] any = rows.any().row;
            for (int i = 0; i < columns.length; i++) {
                if (!Values.same(any[keyColumns[i]], probe[columns[i]])) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final class Members extends OpenTable<Entry> {
        @Nullable
        Entry find(@Nullable Object[] row, int hash) {
            for (int at = slot(hash); ; at = slotBehind(at)) {
                Entry entry = in(at);
                if (entry == null || entry.hash == hash && Arrays.equals(entry.row, row)) {
                    return entry;
                }
            }
        }
    }

    /** The rows of a key; null where it has none. */
    @Nullable
    Rows key(@Nullable Object[] probe, int[] columns) {
        return keys.find(probe, columns, Values.hash(probe, columns));
    }

    @Nullable
    Entry find(@Nullable Object[] row) {
        return members.find(row, Values.mix(Arrays.hashCode(row)));
    }

    /** The entry of a row, made with weight 0 where there is none. */
    Entry at(@Nullable Object[] row) {
        int hash = Values.mix(Arrays.hashCode(row));
        Entry known = members.find(row, hash);
        if (known != null) {
            return known;
        }
        int keyHash = Values.hash(row, keyColumns);
        Rows rows = keys.find(row, keyColumns, keyHash);
        boolean isNew = rows == null;
        if (rows == null) {
            rows = new Rows(keyHash, order);
        }
        Entry entry = new Entry(row, hash, rows);
        rows.add(entry);
        members.add(entry);
        if (isNew) {
            keys.add(rows);
        }
        return entry;
    }

    void add(Entry entry, long weight) {
        entry.weight += weight;
        entry.rows.weight += weight;
    }

    void remove(Entry entry) {
        Rows rows = entry.rows;
        add(entry, -entry.weight);
        entry.held = false;
        rows.remove(entry);
        members.remove(entry);
        if (rows.first == null) {
            keys.remove(rows);
        }
    }

    void forEach(Consumer<Entry> action) {
        members.forEach(action);
    }

    int size() {
        return members.size();
    }

    void clear() {
        keys.clear();
        members.clear();
    }
}

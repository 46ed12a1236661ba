package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deltas to changes of keyed rows: one change per key and epoch, none where the visible row is the same as before. The deltas
 * of a key come in any order; what counts is what they amount to at the end of the epoch, when at most one row of a key is
 * there. It holds nothing across epochs.
 *
 * <pre>
 * key k:   +(a, 3) -(a, 2)   +(b, 1) -(b, 1)   -(c, 9)   →   put (a, 3), remove (c)
 * </pre>
 */
public final class UpsertNet implements Step {
    private final int visibleColumns;
    private final Upsert.Changes changes;
    private final KeyedRows net;
    private final List<Rows> arrived = new ArrayList<>();

    public UpsertNet(int[] keyColumns, int visibleColumns, Upsert.Changes changes) {
        this.visibleColumns = visibleColumns;
        this.changes = changes;
        this.net = new KeyedRows(keyColumns, null);
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        Entry entry = net.at(row);
        net.add(entry, weight);
        Rows key = entry.rows;
        if (!key.touched) {
            key.touched = true;
            arrived.add(key);
        }
    }

    /**
     * Removes the row of a key, whatever came of it in this epoch; a key that had no row before is not removed.
     *
     * @param row of which the key columns alone count
     */
    void forget(@Nullable Object[] row) {
        Rows key = net.key(row, net.keyColumns);
        if (key == null || find(key, -1) != null || find(key, 1) == null) {
            changes.remove(row);
        }
        if (key != null) {
            for (Entry entry = key.first; entry != null; entry = entry.next) {
                net.add(entry, -entry.weight);
            }
        }
    }

    private static @Nullable Entry find(Rows key, int sign) {
        for (Entry entry = key.first; entry != null; entry = entry.next) {
            if (Long.signum(entry.weight) == sign) {
                return entry;
            }
        }
        return null;
    }

    @Override
    public void flush(long watermark) {
        for (Rows key : arrived) {
            putOut(find(key, -1), find(key, 1));
        }
        arrived.clear();
        net.clear();
    }

    private void putOut(@Nullable Entry before, @Nullable Entry after) {
        if (after == null) {
            if (before != null) {
                changes.remove(before.row);
            }
        } else if (before == null || !Arrays.equals(before.row, 0, visibleColumns, after.row, 0, visibleColumns)) {
            changes.put(after.row);
        }
    }
}

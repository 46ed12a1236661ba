package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deltas to changes of keyed rows: one change per key and epoch, none where the visible row is the same as before. Of several
 * rows of a key, the last counts.
 *
 * <pre>
 * key k:   -(a, 2) +(a, 3) +(b, 1) -(c, 9)   →   put (a, 3), put (b, 1), remove (c)
 * </pre>
 */
public final class Upsert implements Step {
    /** Takes changes of keyed rows. */
    public interface Changes {
        void put(@Nullable Object[] row);

        /** @param row of which the key columns alone count */
        void remove(@Nullable Object[] row);
    }

    /** Changes that are held at most within an epoch; beyond, they go on before its end. */
    static final int CHANGES_MAX = 50_000;

    private static final long[] NO_LONGS = {};

    private final int[] keyColumns;
    private final int visibleColumns;
    private final Changes changes;
    private final GroupTable table = new GroupTable();
    private final List<Change> pending = new ArrayList<>();

    private record Change(Group group, @Nullable Object[] any) {}

    public Upsert(int[] keyColumns, int visibleColumns, Changes changes) {
        this.keyColumns = keyColumns.clone();
        this.visibleColumns = visibleColumns;
        this.changes = changes;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        int hash = Values.hash(row, keyColumns);
        Group group = table.find(row, keyColumns, hash);
        if (group == null) {
            if (pending.size() >= CHANGES_MAX && weight > 0) {
                drain();
            }
            group = new Group(Values.pick(row, keyColumns), hash, NO_LONGS, new @Nullable Object[1]);
            table.add(group);
            pending.add(new Change(group, row));
            if (weight < 0) {
                group.before = row;
            }
        }
        group.objects[0] = weight > 0 ? row : null;
    }

    @Override
    public void flush(long watermark) {
        drain();
    }

    private void drain() {
        for (Change change : pending) {
            @Nullable Object @Nullable [] before = change.group.before;
            if (!(change.group.objects[0] instanceof @Nullable Object[] after)) {
                changes.remove(change.any);
            } else if (before == null || !Arrays.equals(before, 0, visibleColumns, after, 0, visibleColumns)) {
                changes.put(after);
            }
        }
        pending.clear();
        table.clear();
    }
}

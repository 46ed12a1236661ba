package io.millrace.views.materialization;

import io.millrace.views.row.RowEntries;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a batch changes in the indexes of a view. Which entries rows had is told by the rows as they are stored: only the holder of the
 * lease changes those, and a batch that finds the lease lost, or Redis at other offsets, writes nothing.
 *
 * @param added entries that rows have after the batch and had not before
 * @param removed entries that they had before and have no more
 */
record ChangedEntries(List<byte[]> added, List<byte[]> removed) {
    private static final ChangedEntries NONE = new ChangedEntries(List.of(), List.of());

    /** @param latest gives the rows of the leading ones of some keys as they are stored, one at least, empty where there is none */
    static ChangedEntries of(RowEntries entries, Batch batch, UnaryOperator<List<byte[]>> latest) {
        if (entries.perRow() == 0) {
            return NONE;
        }
        List<Change.RowChange> changes = new ArrayList<>();
        batch.rows().forEach(changes::add);
        ChangedEntries changed = new ChangedEntries(new ArrayList<>(), new ArrayList<>());
        int done = 0;
        while (done < changes.size()) {
            List<Change.RowChange> rest = changes.subList(done, changes.size());
            List<byte[]> olds =
                    latest.apply(rest.stream().map(Change.RowChange::key).toList());
            for (int i = 0; i < olds.size(); i++) {
                changed.add(entries, rest.get(i), olds.get(i));
            }
            done += olds.size();
        }
        return changed;
    }

    private void add(RowEntries entries, Change.RowChange change, byte[] old) {
        byte[] row = change.row();
        Set<ByteBuffer> before = entries(entries, change.key(), old);
        Set<ByteBuffer> after = entries(entries, change.key(), row == null ? new byte[0] : row);
        after.stream().filter(entry -> !before.contains(entry)).forEach(entry -> added.add(entry.array()));
        before.stream().filter(entry -> !after.contains(entry)).forEach(entry -> removed.add(entry.array()));
    }

    private static Set<ByteBuffer> entries(RowEntries entries, byte[] key, byte[] row) {
        Set<ByteBuffer> found = new LinkedHashSet<>();
        if (row.length > 0) {
            entries.of(key, row).forEach(entry -> found.add(ByteBuffer.wrap(entry)));
        }
        return found;
    }
}

package io.millrace.views.serving;

import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.row.KeyRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Rows in the memory of this copy, in the order of their keys alone: they have no indexes.
 *
 * @param rows by their encoded keys, in the order of their bytes without sign
 * @param cut what they are of
 */
record RowsAtHand(NavigableMap<byte[], byte[]> rows, Cut cut) implements RowRanges {
    @Override
    public StoredRows.Chunk range(StoredRows.Part part, boolean descending, int rowsMax, boolean count) {
        List<StoredRows.KeyedRow> read = new ArrayList<>();
        for (Map.Entry<byte[], byte[]> row : rows(part.range()).entrySet()) {
            if (read.size() == rowsMax) {
                return chunk(read, true);
            }
            read.add(new StoredRows.KeyedRow(row.getKey(), row.getValue()));
        }
        return chunk(read, false);
    }

    private StoredRows.Chunk chunk(List<StoredRows.KeyedRow> read, boolean goesOn) {
        byte[] last = read.isEmpty() ? null : read.getLast().key();
        return new StoredRows.Chunk(cut, -1, goesOn, last, read);
    }

    private NavigableMap<byte[], byte[]> rows(KeyRange range) {
        byte[] from = range.from();
        byte[] to = range.to();
        if (from != null && to != null && Arrays.compareUnsigned(from, to) >= 0) {
            return Collections.emptyNavigableMap();
        }
        NavigableMap<byte[], byte[]> behind = from == null ? rows : rows.tailMap(from, range.fromInclusive());
        return to == null ? behind : behind.headMap(to, false);
    }
}

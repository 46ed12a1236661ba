package io.millrace.views.row;

import io.millrace.api.view.PublishedView;
import java.util.List;

/** The entries that the rows of a view have in its indexes. Immutable. */
public final class RowEntries {
    private final RowColumns columns;
    private final List<IndexCodec> indexes;

    private RowEntries(RowColumns columns, List<IndexCodec> indexes) {
        this.columns = columns;
        this.indexes = indexes;
    }

    /** @throws IllegalArgumentException where an index names a column that the view does not have */
    public static RowEntries of(PublishedView view) {
        return new RowEntries(RowColumns.of(view), IndexCodec.of(view));
    }

    /** How many entries each row has. */
    public int perRow() {
        return indexes.size();
    }

    /**
     * @param json the row as the changelog has it
     * @throws IllegalArgumentException where it is no row of the view
     */
    public List<byte[]> of(byte[] key, byte[] json) {
        Row row = Row.of(columns, json);
        return indexes.stream().map(index -> index.entry(row, key)).toList();
    }
}

package io.millrace.views.serving;

import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.StoredRows;

/** The rows of one cut of a view version, by ranges of their keys or of entries of indexes. */
interface RowRanges {
    /**
     * Reads at most so many rows of a part in its order, fewer where they are large.
     *
     * @param count whether to count the part
     * @throws StoredRows.CutExpiredException where the cut is no longer kept
     */
    StoredRows.Chunk range(StoredRows.Part part, boolean descending, int rowsMax, boolean count)
            throws StoredRows.CutExpiredException;

    /** What the rows are of. */
    Cut cut();
}

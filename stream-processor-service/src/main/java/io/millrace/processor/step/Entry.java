package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/** A row of {@link KeyedRows} and how often it is there. */
final class Entry extends PieceLog.Item {
    final @Nullable Object[] row;
    final Rows rows;
    long weight;
    /** Weight of the rows of the other side that are its partners, where a join counts them. */
    long partners;
    /** What was shown of the row before it was touched. */
    long before;
    /** Touched since the state was last settled. */
    boolean touched;
    /** Touched since the state was last logged. */
    boolean unlogged;
    /** The log has a record of it alone, as an earlier release wrote it. */
    boolean loggedAlone;
    /** Not taken out yet. */
    boolean held = true;

    @Nullable
    Entry next;

    @Nullable
    Entry previous;

    Entry(@Nullable Object[] row, int hash, Rows rows) {
        super(hash);
        this.row = row;
        this.rows = rows;
    }
}

package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/**
 * The state of a step, in heap. It knows what was touched since it was last logged, so the log of a stage is the sum of
 * its states' touched entries, and a state is its log replayed. There are five shapes: {@link Groups} (key → accumulators),
 * {@link Bags} (key → ordered values with weights), {@link Index} (key → rows with weights), {@link Sessions} (partition →
 * sessions → rows) and {@link OrderedRows} (partition → rows with places).
 */
public sealed interface State permits Groups, Bags, Index, Sessions, OrderedRows {
    /** Added to the tag of a state: the first byte of the keys of the {@link PieceLog pieces} of its log. */
    int PIECES = 0x80;

    /** Takes the entries of a log. */
    @FunctionalInterface
    interface Log {
        /**
         * @param key begins with the state's tag; the buffer is used again after the call
         * @param value null where the entry is gone
         */
        void put(RowWriter key, @Nullable RowWriter value);
    }

    /** First byte of the keys of this state's log, or less than it by {@link #PIECES}; 1 to 125, unique in its stage. */
    int tag();

    /** Logs what was touched since the last call. */
    void logTo(Log log);

    /**
     * Takes back one entry; a later entry of the same key replaces an earlier one.
     *
     * @param key read up to behind the tag
     * @param value null where the entry is gone
     */
    void restore(RowReader key, @Nullable RowReader value);

    /**
     * Takes back a piece of a log that is written in {@link PieceLog pieces}.
     *
     * @param value null where the piece is gone
     */
    default void restorePiece(long number, @Nullable RowReader value) {
        throw new IllegalStateException("the log of the state is not in pieces");
    }

    /** How many entries are held. */
    long entries();
}

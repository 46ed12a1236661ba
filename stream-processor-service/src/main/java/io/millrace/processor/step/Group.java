package io.millrace.processor.step;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One group: its key, how many rows it has, and the slots in which its accumulators keep what they know. */
final class Group extends PieceLog.Item {
    final @Nullable Object[] key;
    final long[] longs;
    final @Nullable Object[] objects;
    long rows;
    /** Touched since the last flush; then {@code before} is the row that was put out before. */
    boolean touched;
    /** Touched, and takes rows: those that come to a complete group are left out. */
    boolean open;
    /** Touched since the state was last logged. */
    boolean unlogged;
    /** The log has a record of it alone, as an earlier release wrote it. */
    boolean loggedAlone;

    @Nullable
    Object @Nullable [] before;

    Group(@Nullable Object[] key, int hash, long[] longs, @Nullable Object[] objects) {
        super(hash);
        this.key = key;
        this.longs = longs;
        this.objects = objects;
    }

    /** Forgets everything but the key. */
    void reset() {
        rows = 0;
        Arrays.fill(longs, 0);
        Arrays.fill(objects, null);
    }
}

package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/** Shares out the slots of a {@link Group} among its accumulators, and makes groups that have them all. */
final class Slots {
    private int longs;
    private int objects;

    /** The first of so many neighbouring slots for numbers. */
    int longs(int count) {
        longs += count;
        return longs - count;
    }

    /** The first of so many neighbouring slots for objects. */
    int objects(int count) {
        objects += count;
        return objects - count;
    }

    Group newGroup(@Nullable Object[] key, int hash) {
        return new Group(key, hash, new long[longs], new @Nullable Object[objects]);
    }
}

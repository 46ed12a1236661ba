package io.millrace.processor.step;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Changes of keyed rows out of deltas that come in order: what a key's last delta says counts, and a row is taken back before
 * the one that replaces it comes. It is then enough to put changes out in that order. Rows that go on at once are not kept alive
 * until the end of the epoch; where the same keys come again and again, they are held for it by an {@link Upsert} instead.
 * Which of the two is cheaper is seen in one epoch of {@value #EPOCHS_PER_LOOK}, whose rows are held.
 *
 * <pre>
 * few keys again:   +(a, 2) -(b, 0) +(b, 1) -(c, 5) +(a, 3)   →   put (a, 2), put (b, 1), remove (c), put (a, 3)
 * many keys again:  +(a, 2) -(b, 0) +(b, 1) -(c, 5) +(a, 3)   →   put (a, 3), put (b, 1), remove (c)
 * </pre>
 */
public final class UpsertInOrder implements Step {
    static final int EPOCHS_PER_LOOK = 16;
    /** Holding pays from one row in so many on that is not the last of its key. */
    private static final int REPEATED_MIN = 8;

    private final int[] keyColumns;
    private final int visibleColumns;
    private final Upsert.Changes changes;
    private final Upsert held;
    /** Taken back by the delta before, and perhaps replaced by the next one. */
    private @Nullable Object @Nullable [] before;

    private boolean holds = true;
    private int epochs;
    private long rows;
    private long put;

    public UpsertInOrder(int[] keyColumns, int visibleColumns, Upsert.Changes changes) {
        this.keyColumns = keyColumns.clone();
        this.visibleColumns = visibleColumns;
        this.changes = changes;
        held = new Upsert(keyColumns, visibleColumns, new Upsert.Changes() {
            @Override
            public void put(@Nullable Object[] row) {
                put++;
                changes.put(row);
            }

            @Override
            public void remove(@Nullable Object[] row) {
                changes.remove(row);
            }
        });
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        if (holds) {
            rows += Math.max(0, weight);
            held.push(row, weight);
        } else if (weight < 0) {
            removeBefore();
            before = row;
        } else {
            replace(row);
        }
    }

    private void replace(@Nullable Object[] row) {
        @Nullable Object @Nullable [] replaced = before;
        if (replaced != null && isSameKey(replaced, row)) {
            before = null;
            if (Arrays.equals(replaced, 0, visibleColumns, row, 0, visibleColumns)) {
                return;
            }
        }
        removeBefore();
        changes.put(row);
    }

    private boolean isSameKey(@Nullable Object[] one, @Nullable Object[] other) {
        for (int column : keyColumns) {
            if (!Values.same(one[column], other[column])) {
                return false;
            }
        }
        return true;
    }

    private void removeBefore() {
        if (before != null) {
            changes.remove(before);
            before = null;
        }
    }

    @Override
    public void flush(long watermark) {
        removeBefore();
        held.flush(watermark);
        epochs++;
        if (holds && rows > 0) {
            holds = (rows - put) * REPEATED_MIN >= rows;
            rows = 0;
            put = 0;
            epochs = 0;
        } else if (epochs >= EPOCHS_PER_LOOK) {
            holds = true;
        }
    }
}

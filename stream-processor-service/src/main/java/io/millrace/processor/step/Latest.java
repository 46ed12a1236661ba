package io.millrace.processor.step;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last row of each key that came. A key that was touched in an epoch puts out the difference between its row before and
 * its row now; rows that were overtaken within the epoch leave no trace.
 *
 * <pre>
 * key column 0, state (a, 1):   +(a, 2) +(a, 3) +(b, 1)   →   -(a, 1) +(a, 3) +(b, 1)
 * </pre>
 *
 * The input is append-only, and rows of one key come in the order that counts. With a retention a row goes, too, when the
 * watermark has passed its time by that; one without a time stays.
 */
public final class Latest implements Step {
    private final Index index;
    private final @Nullable Evictions evictions;
    private final int timeColumn;
    private final long retentionMs;
    private final Step next;

    /**
     * @param index of the rows by their key, without an order
     * @param timeColumn of the retention; without meaning where there is none
     * @param retentionMs -1 for ever
     */
    public Latest(Index index, int timeColumn, long retentionMs, Step next) {
        this.index = index;
        this.timeColumn = timeColumn;
        this.retentionMs = retentionMs;
        this.evictions = retentionMs < 0 ? null : new Evictions(timeColumn, index);
        this.next = next;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        if (weight < 0) {
            throw new IllegalStateException("a row was taken back where the last one of a key counts");
        }
        Rows known = index.key(row, index.keyColumns());
        Entry before = known == null ? null : present(known);
        if (weight == 0 || before != null && Arrays.equals(before.row, row)) {
            return;
        }
        Entry entry = index.at(row);
        touch(entry);
        index.add(entry, 1);
        if (evictions != null && row[timeColumn] instanceof Long) {
            evictions.add(entry);
        }
        if (before != null) {
            overtake(before);
        }
    }

    private void overtake(Entry before) {
        touch(before);
        index.add(before, -before.weight);
        if (before.before == 0) {
            index.remove(before);
        }
    }

    private static @Nullable Entry present(Rows key) {
        for (Entry entry = key.first; entry != null; entry = entry.next) {
            if (entry.weight > 0) {
                return entry;
            }
        }
        return null;
    }

    private void touch(Entry entry) {
        if (index.touch(entry)) {
            entry.before = entry.weight;
        }
    }

    @Override
    public void flush(long watermark) {
        for (Entry entry : index.touched()) {
            if (entry.weight != entry.before) {
                next.push(entry.row, entry.weight - entry.before);
            }
        }
        index.settle();
        if (evictions != null && watermark != NO_WATERMARK) {
            evictions.evictBefore(watermark - retentionMs + 1, due -> next.push(due.row, -due.weight));
        }
    }

    @Override
    public void resume(long watermark) {
        if (evictions != null) {
            evictions.rebuild();
        }
    }
}

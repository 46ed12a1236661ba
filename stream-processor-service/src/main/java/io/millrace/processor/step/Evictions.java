package io.millrace.processor.step;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of an {@link Index} by the time in one of their columns, to be given up one after the other: a binary heap, whose
 * times lie side by side, since a look at an entry's row for each comparison costs more than all else here.
 */
final class Evictions {
    /** Entries that are gone from the index stay in the heap until they are more than those that are not. */
    private static final int GARBAGE_MIN = 1000;

    private static final int CAPACITY_MIN = 64;

    private final int timeColumn;
    private final Index index;
    private long[] times = new long[CAPACITY_MIN];
    private @Nullable Entry[] entries = new @Nullable Entry[CAPACITY_MIN];
    private int size;

    Evictions(int timeColumn, Index index) {
        this.timeColumn = timeColumn;
        this.index = index;
    }

    /** @param entry with a time */
    void add(Entry entry) {
        put(entry);
        if (size > 2 * index.entries() + GARBAGE_MIN) {
            removeGarbage();
        }
    }

    private void removeGarbage() {
        int end = size;
        size = 0;
        for (int i = 0; i < end; i++) {
            Entry entry = entries[i];
            entries[i] = null;
            if (entry != null && entry.held) {
                put(entry);
            }
        }
    }

    private void put(Entry entry) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            entries = Arrays.copyOf(entries, 2 * size);
        }
        long time = entry.row[timeColumn] instanceof Long value ? value : Long.MAX_VALUE;
        int hole = size++;
        while (hole > 0 && time < times[(hole - 1) / 2]) {
            move((hole - 1) / 2, hole);
            hole = (hole - 1) / 2;
        }
        times[hole] = time;
        entries[hole] = entry;
    }

    private void move(int from, int to) {
        times[to] = times[from];
        entries[to] = entries[from];
    }

    /** Takes out of the index what is before a time. */
    void evictBefore(long time, Consumer<Entry> leaving) {
        while (size > 0 && times[0] < time) {
            Entry first = entries[0];
            removeFirst();
            if (first != null && first.held) {
                leaving.accept(first);
                index.remove(first);
            }
        }
    }

    /** The last one takes the first one's place, and goes down to where it belongs. */
    private void removeFirst() {
        long time = times[--size];
        int hole = 0;
        for (int child = 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && times[child + 1] < times[child]) {
                child++;
            }
            if (times[child] >= time) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        times[hole] = time;
        entries[hole] = entries[size];
        entries[size] = null;
    }

    /** Begins anew with what is in the index. */
    void rebuild() {
        Arrays.fill(entries, 0, size, null);
        size = 0;
        index.forEach(this::put);
    }
}

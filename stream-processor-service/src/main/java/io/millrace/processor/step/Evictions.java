package io.millrace.processor.step;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** The entries of an {@link Index} by the time in one of their columns, to be given up one after the other. */
final class Evictions {
    /** Entries that are gone from the index stay in the queue until they are more than those that are not. */
    private static final int GARBAGE_MIN = 1000;

    private final int timeColumn;
    private final Index index;
    private final PriorityQueue<Entry> queue = new PriorityQueue<>(Comparator.comparingLong(this::time));

    Evictions(int timeColumn, Index index) {
        this.timeColumn = timeColumn;
        this.index = index;
    }

    private long time(Entry entry) {
        return entry.row[timeColumn] instanceof Long time ? time : Long.MAX_VALUE;
    }

    /** @param entry with a time */
    void add(Entry entry) {
        queue.add(entry);
        if (queue.size() > 2 * index.entries() + GARBAGE_MIN) {
            queue.removeIf(queued -> !queued.held);
        }
    }

    /** Takes out of the index what is before a time. */
    void evictBefore(long time, Consumer<Entry> leaving) {
        for (Entry first = queue.peek(); first != null && time(first) < time; first = queue.peek()) {
            queue.remove();
            if (first.held) {
                leaving.accept(first);
                index.remove(first);
            }
        }
    }

    /** Begins anew with what is in the index. */
    void rebuild() {
        queue.clear();
        index.forEach(queue::add);
    }
}

package io.millrace.views.materialization;

import io.millrace.api.changelog.Progress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a view version that have been read and not yet stored, per sink partition and in its order. An epoch is
 * complete when every sink partition has closed it or a later one. Confined to one thread.
 */
final class PendingChanges {
    private final Map<Integer, Sink> sinks = new TreeMap<>();
    private final ReadAheadMemory.Share memory;
    private long takenBytes;

    private static final class Sink {
        final ArrayDeque<Change> changes = new ArrayDeque<>();
        /** Offset of the next record to be stored. */
        long next;

        long bytes;
        /** The greatest epoch that it was seen to close. */
        long closed = -1;
        /** The last progress that was taken to be stored. */
        @Nullable
        Progress stored;
    }

    /** Changes come after the stored offsets. */
    PendingChanges(StoredState state, ReadAheadMemory.Share memory) {
        this.memory = memory;
        state.offsets().forEach((partition, offset) -> {
            Sink sink = new Sink();
            sink.next = offset;
            Progress progress = state.progress().get(partition);
            if (progress != null) {
                sink.stored = progress;
                sink.closed = progress.epoch();
            }
            sinks.put(partition, sink);
        });
    }

    void add(int partition, Change change) {
        Sink sink = sink(partition);
        sink.changes.add(change);
        sink.bytes += change.bytes();
        memory.take(change.bytes());
        if (change instanceof Change.EpochClosed closed) {
            sink.closed = Math.max(sink.closed, closed.epoch());
        }
    }

    /** The greatest epoch that every sink partition has closed; -1 where one has closed none. */
    long complete() {
        long least = Long.MAX_VALUE;
        for (Sink sink : sinks.values()) {
            least = Math.min(least, sink.closed);
        }
        return sinks.isEmpty() ? -1 : least;
    }

    /**
     * Whether more of a sink partition should be read. One that is full and waits for others should not; one that is full of
     * a single epoch must, and is drained by {@link #takeAhead}.
     */
    boolean wants(int partition) {
        return !isFull(sink(partition));
    }

    private boolean isFull(Sink sink) {
        // Half of the view's share is its feed's.
        return !sink.changes.isEmpty() && !memory.hasRoom(sink.bytes, 2 * sinks.size());
    }

    /** Takes everything up to an epoch, in batches of bounded size. */
    List<Batch> takeUpTo(long epoch, int rowsMax, int bytesMax) {
        List<Batch> batches = new ArrayList<>();
        Batch batch = new Batch();
        for (Map.Entry<Integer, Sink> entry : sinks.entrySet()) {
            Sink sink = entry.getValue();
            Change head = sink.changes.peek();
            while (head != null && head.epoch() <= epoch) {
                batch = room(batch, batches, rowsMax, bytesMax);
                take(batch, entry.getKey(), sink);
                head = sink.changes.peek();
            }
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    /**
     * Takes rows of one epoch that is not complete from a sink partition that is full of it.
     *
     * @return null where no sink partition is full before it closes an epoch
     */
    @Nullable
    Ahead takeAhead(int rowsMax, int bytesMax) {
        for (Map.Entry<Integer, Sink> entry : sinks.entrySet()) {
            Sink sink = entry.getValue();
            if (isFull(sink) && sink.changes.peek() instanceof Change.RowChange first) {
                Batch batch = new Batch();
                while (!batch.isFull(rowsMax, bytesMax)
                        && sink.changes.peek() instanceof Change.RowChange row
                        && row.epoch() == first.epoch()) {
                    take(batch, entry.getKey(), sink);
                }
                return new Ahead(first.epoch(), batch);
            }
        }
        return null;
    }

    /** Rows of one epoch. */
    record Ahead(long epoch, Batch batch) {}

    private static Batch room(Batch batch, List<Batch> full, int rowsMax, int bytesMax) {
        if (!batch.isFull(rowsMax, bytesMax)) {
            return batch;
        }
        full.add(batch);
        return new Batch();
    }

    private void take(Batch batch, int partition, Sink sink) {
        Change change = sink.changes.remove();
        batch.add(partition, sink.next, change);
        sink.next = change.offset() + 1;
        sink.bytes -= change.bytes();
        takenBytes += change.bytes();
        if (change instanceof Change.EpochClosed closed) {
            sink.stored = closed.progress();
        }
    }

    /** What was taken is stored and takes no memory any more. */
    void release() {
        memory.give(takenBytes);
        takenBytes = 0;
    }

    /** The frontier of everything that was taken. */
    Frontier frontier() {
        Collection<Progress> taken = new ArrayList<>();
        for (Sink sink : sinks.values()) {
            if (sink.stored != null) {
                taken.add(sink.stored);
            }
        }
        return Frontier.of(taken);
    }

    /**
     * The epoch up to which every full sink partition would be about half empty again; -1 where none is full. The newest
     * changes, whose epochs may not be closed, are kept back as long as they can be.
     */
    long relievingEpoch() {
        long epoch = -1;
        for (Sink sink : sinks.values()) {
            if (isFull(sink)) {
                Iterator<Change> changes = sink.changes.iterator();
                for (int i = sink.changes.size() / 2; i > 0; i--) {
                    changes.next();
                }
                epoch = Math.max(epoch, changes.next().epoch());
            }
        }
        return epoch;
    }

    private Sink sink(int partition) {
        Sink sink = sinks.get(partition);
        if (sink == null) {
            throw new IllegalArgumentException("no sink partition " + partition);
        }
        return sink;
    }
}

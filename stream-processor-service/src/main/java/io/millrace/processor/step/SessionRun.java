package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One session: the time of its first and of its last row, and its rows by what was last said of them. Sessions only grow, and
 * grow together.
 *
 * <pre>
 * gap 10:   rows at 0, 8 shown as [0, 18), and at 30 shown as [30, 40)
 * + row at 19 → [0, 29);  + row at 21 → [0, 40), of which the rows at 0, 8, 30 go with their old bounds
 * </pre>
 */
final class SessionRun {
    /** A row that came so many times. */
    static final class Entry extends PieceLog.Item {
        /** Its number as a record of the log, where an earlier release wrote it; else -1. */
        final long number;

        final @Nullable Object[] row;
        final long weight;
        boolean gone;

        Entry(long number, @Nullable Object[] row, long weight) {
            super(0);
            this.number = number;
            this.row = row;
            this.weight = weight;
        }
    }

    /** Takes rows with the bounds of their session. */
    @FunctionalInterface
    interface Shown {
        void put(@Nullable Object[] row, long start, long end, long weight);
    }

    /** Rows that were put out with the same bounds; with none where {@code end} is {@link #NOWHERE}. */
    private record Chunk(long start, long end, List<Entry> entries) {}

    private static final long NOWHERE = Long.MIN_VALUE;

    /** The partition's key, in whose runs it stands. */
    final Group partition;

    private long start;
    private long last;
    private List<Chunk> chunks = new ArrayList<>();
    private int size;
    /** Whether rows came since it was shown. */
    boolean touched;
    /** Whether another session has its rows now. */
    boolean merged;
    /** The end under which {@link Sessions} last noted it. */
    long notedEnd = NOWHERE;

    SessionRun(Group partition, long time) {
        this.partition = partition;
        start = time;
        last = time;
    }

    long start() {
        return start;
    }

    /** @return the first time that is the gap behind the last row; a row then still belongs to the session */
    long end(long gapMs) {
        return last + gapMs;
    }

    int size() {
        return size;
    }

    /** Reaches from its start, or the time, to its last row, or the time. */
    void reach(long time) {
        start = Math.min(start, time);
        last = Math.max(last, time);
    }

    /** Takes a row that its reach includes. */
    void add(Entry entry) {
        if (chunks.isEmpty() || chunks.getLast().end != NOWHERE) {
            chunks.add(new Chunk(NOWHERE, NOWHERE, new ArrayList<>()));
        }
        chunks.getLast().entries.add(entry);
        size++;
    }

    /** Takes all that the other has. */
    void absorb(SessionRun other) {
        chunks.addAll(0, other.chunks);
        size += other.size;
        reach(other.start);
        reach(other.last);
        other.merged = true;
    }

    /** Puts out what changed since it was last shown: rows whose bounds are others go and come, and new rows come. */
    void show(long gapMs, Shown shown) {
        long end = end(gapMs);
        for (Chunk chunk : chunks) {
            if (chunk.end != NOWHERE && !hasBounds(chunk, end)) {
                chunk.entries.forEach(entry -> shown.put(entry.row, chunk.start, chunk.end, -entry.weight));
            }
        }
        for (Chunk chunk : chunks) {
            if (!hasBounds(chunk, end)) {
                chunk.entries.forEach(entry -> shown.put(entry.row, start, end, entry.weight));
            }
        }
        markShown(gapMs);
    }

    private boolean hasBounds(Chunk chunk, long end) {
        return chunk.start == start && chunk.end == end;
    }

    /** Its rows are known with its bounds. */
    void markShown(long gapMs) {
        List<Entry> most = new ArrayList<>();
        for (Chunk chunk : chunks) {
            if (chunk.entries.size() > most.size()) {
                most = chunk.entries;
            }
        }
        for (Chunk chunk : chunks) {
            if (chunk.entries != most) {
                most.addAll(chunk.entries);
            }
        }
        chunks = new ArrayList<>(List.of(new Chunk(start, end(gapMs), most)));
        touched = false;
    }

    void forEach(Consumer<Entry> action) {
        chunks.forEach(chunk -> chunk.entries.forEach(action));
    }
}

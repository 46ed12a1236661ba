package io.millrace.views.materialization;

import io.millrace.api.changelog.Progress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Consecutive changes of some sink partitions that one script stores together with the offsets behind them. */
final class Batch {
    private final Map<ByteBuffer, Change.RowChange> rows = new LinkedHashMap<>();
    private final Map<Integer, Segment> segments = new TreeMap<>();
    private long rowBytes;
    private int changes;

    /**
     * @param expected the offset that must be stored before
     * @param next the offset that is stored after
     * @param progress the last progress among the changes; null where there is none
     */
    record Segment(long expected, long next, @Nullable Progress progress) {}

    void add(int partition, long expected, Change change) {
        Segment before = segments.get(partition);
        Progress progress = before == null ? null : before.progress();
        switch (change) {
            case Change.RowChange row -> put(row);
            case Change.EpochClosed closed -> progress = closed.progress();
        }
        segments.put(
                partition, new Segment(before == null ? expected : before.expected(), change.offset() + 1, progress));
        changes++;
    }

    private void put(Change.RowChange row) {
        // The last change of a row within one script is the one that counts.
        Change.RowChange previous = rows.put(ByteBuffer.wrap(row.key()), row);
        rowBytes += row.bytes() - (previous == null ? 0 : previous.bytes());
    }

    boolean isFull(int rowsMax, int bytesMax) {
        return rows.size() >= rowsMax || rowBytes >= bytesMax;
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    Iterable<Change.RowChange> rows() {
        return rows.values();
    }

    Map<Integer, Segment> segments() {
        return segments;
    }

    int changes() {
        return changes;
    }

    long rowBytes() {
        return rowBytes;
    }
}

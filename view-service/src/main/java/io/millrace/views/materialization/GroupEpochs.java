package io.millrace.views.materialization;

import io.millrace.api.changelog.ChangelogRecord;
import io.millrace.views.row.KeyCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Groups the records of a changelog by the epoch that they belong to, as soon as every sink partition has closed it or a
 * later one. Within an epoch rows stand by sink partition and offset, each with its last change. Confined to one thread.
 */
final class GroupEpochs {
    private static final int OVERHEAD_BYTES = 96;
    private static final long NONE = -1;

    private final KeyCodec keys;
    private final List<Sink> sinks = new ArrayList<>();
    private ChangelogPlace place;
    private long bytes;

    private record Read(long offset, int bytes, ChangelogRecord record) {}

    private static final class Sink {
        final ArrayDeque<Read> reads = new ArrayDeque<>();
        long next;
        long closed;
        Instant closedAt;

        Sink(long next, long closed, Instant closedAt) {
            this.next = next;
            this.closed = closed;
            this.closedAt = closedAt;
        }

        @Nullable
        Read pollUpTo(long epoch) {
            Read head = reads.peek();
            return head == null || head.record().epoch() > epoch ? null : reads.poll();
        }
    }

    GroupEpochs(KeyCodec keys, ChangelogPlace from) {
        this.keys = keys;
        this.place = from;
        from.offsets().forEach(offset -> sinks.add(new Sink(offset, from.epoch(), from.writtenAt())));
    }

    void add(int partition, long offset, Instant writtenAt, ChangelogRecord record) {
        Sink sink = sinks.get(partition);
        int size = OVERHEAD_BYTES
                + switch (record) {
                    case ChangelogRecord.Upsert upsert -> upsert.key().length + upsert.row().length;
                    case ChangelogRecord.Delete delete -> delete.key().length;
                    case ChangelogRecord.Closed closed -> {
                        sink.closed = Math.max(sink.closed, closed.epoch());
                        sink.closedAt = writtenAt;
                        yield 0;
                    }
                };
        sink.reads.add(new Read(offset, size, record));
        bytes += size;
    }

    /** The epochs that are closed now and changed a row, oldest first. */
    List<ClosedEpoch> take() {
        long complete = sinks.stream().mapToLong(sink -> sink.closed).min().orElse(NONE);
        List<ClosedEpoch> taken = new ArrayList<>();
        for (long epoch = first(); epoch != NONE && epoch <= complete; epoch = first()) {
            ChangelogPlace before = place;
            List<ClosedEpoch.ChangedRow> rows = rows(epoch);
            place = new ChangelogPlace(
                    Math.max(epoch, before.epoch()),
                    closedAt(),
                    sinks.stream().map(sink -> sink.next).toList());
            if (!rows.isEmpty()) {
                taken.add(new ClosedEpoch(before, place, rows));
            }
        }
        return taken;
    }

    /** Where what was taken ends. */
    ChangelogPlace place() {
        return place;
    }

    /** Nothing more is in the changelog at the instant. */
    void isAtEnd(Instant instant) {
        if (sinks.stream().allMatch(sink -> sink.reads.isEmpty())) {
            place = place.asOf(instant);
        }
    }

    /** Rough size of what was added and not taken yet. */
    long bytes() {
        return bytes;
    }

    private long first() {
        return sinks.stream()
                .filter(sink -> !sink.reads.isEmpty())
                .mapToLong(sink -> sink.reads.getFirst().record().epoch())
                .min()
                .orElse(NONE);
    }

    private Instant closedAt() {
        return sinks.stream()
                .map(sink -> sink.closedAt)
                .min(Comparator.naturalOrder())
                .orElse(place.writtenAt());
    }

    private List<ClosedEpoch.ChangedRow> rows(long epoch) {
        Map<ByteBuffer, ClosedEpoch.ChangedRow> rows = new LinkedHashMap<>();
        for (Sink sink : sinks) {
            for (Read read = sink.pollUpTo(epoch); read != null; read = sink.pollUpTo(epoch)) {
                bytes -= read.bytes();
                sink.next = read.offset() + 1;
                switch (read.record()) {
                    case ChangelogRecord.Upsert upsert -> put(rows, upsert.key(), upsert.row());
                    case ChangelogRecord.Delete delete -> put(rows, delete.key(), null);
                    case ChangelogRecord.Closed closed -> sink.closed = Math.max(sink.closed, closed.epoch());
                }
            }
        }
        return List.copyOf(rows.values());
    }

    private void put(Map<ByteBuffer, ClosedEpoch.ChangedRow> rows, byte[] keyJson, byte @Nullable [] row) {
        byte[] key = keys.fromJson(keyJson);
        ByteBuffer name = ByteBuffer.wrap(key);
        rows.remove(name);
        rows.put(name, new ClosedEpoch.ChangedRow(key, keyJson, row));
    }
}

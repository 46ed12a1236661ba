package io.millrace.views.materialization;

import io.millrace.views.row.RowEntries;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes one view version to Redis as the holder of its lease. Every script checks the lease and the stored offsets in the
 * step in which it writes: a writer that has lost the lease, or whose idea of the offsets is not Redis's, writes nothing.
 */
final class ViewWriter {
    private final RedisLink redis;
    private final ViewKeys keys;
    private final RowEntries entries;
    private final MaterializationSettings settings;
    private final byte[] token;

    ViewWriter(RedisLink redis, ViewKeys keys, RowEntries entries, MaterializationSettings settings, String copy) {
        this.redis = redis;
        this.keys = keys;
        this.entries = entries;
        this.settings = settings;
        this.token = bytes(copy + ":" + UUID.randomUUID());
    }

    /** Redis is not as this writer left it: another writes, it has lost data, or went back in time. */
    static final class DivergedException extends Exception {
        private static final long serialVersionUID = 1L;

        DivergedException(String message) {
            super(message);
        }
    }

    /** The visible epoch that a batch makes so, with what it includes. */
    record Visible(long epoch, Frontier frontier, @Nullable Instant asOf) {}

    /**
     * What a batch is stored as.
     *
     * @param tag the epoch under which readers of earlier epochs find the earlier rows; null in a rebuild, which keeps none
     * @param building whether the rebuild goes on after this batch
     * @param top the greatest epoch that is applied after this batch
     */
    record Mode(@Nullable Long tag, boolean building, long top) {}

    sealed interface Claim {
        /** Another copy has it. */
        record Taken(long restMs) implements Claim {}

        /** This writer has it; {@code state} is null where there is nothing to go on from. */
        record Held(@Nullable StoredState state) implements Claim {}
    }

    Claim claim(int partitions) {
        List<@Nullable Object> reply = redis.write(RedisScript.CLAIM, keys.forClaiming(), token, leaseMs());
        if (number(reply, 0) == 0) {
            return new Claim.Taken(number(reply, 1));
        }
        Object fields = reply.get(1);
        return new Claim.Held(fields instanceof List<?> list ? StoredState.of(list, partitions) : null);
    }

    void release() {
        redis.write(RedisScript.RELEASE, keys.forClaiming(), token);
    }

    /** Removes all rows and begins a rebuild at these offsets. */
    StoredState begin(Map<Integer, Long> offsets) throws DivergedException {
        String generation = Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 16, 36);
        List<byte[]> arguments = new ArrayList<>(List.of(token, bytes(generation), bytes(offsets.size())));
        offsets.forEach((partition, offset) -> {
            arguments.add(bytes(partition));
            arguments.add(bytes(offset));
        });
        check(redis.write(RedisScript.BEGIN, keys.forWriting(), arguments.toArray(byte[][]::new)));
        return new StoredState(generation, true, -1, -1, 0, Instant.EPOCH, offsets, Map.of(), false, true);
    }

    /** Marks the rows as being rebuilt and keeps them; returns the new revision. */
    long reopen() throws DivergedException {
        return check(redis.write(RedisScript.REOPEN, keys.forWriting(), token));
    }

    /** Stores a batch, and with it makes an epoch visible where one is given; returns the new revision. */
    long apply(Batch batch, Mode mode, @Nullable Visible visible, Instant now) throws DivergedException {
        ChangedEntries changed = ChangedEntries.of(entries, batch, this::latest);
        List<byte[]> arguments = new ArrayList<>();
        Long tag = mode.tag();
        arguments.addAll(List.of(
                token,
                leaseMs(),
                bytes(tag == null ? "building" : "epoch"),
                bytes(tag == null ? "" : tag.toString()),
                bytes(now.toEpochMilli()),
                bytes(settings.undoFor().toMillis()),
                bytes(settings.undoRows())));
        addSegments(arguments, batch);
        addRows(arguments, batch);
        addAll(arguments, changed.added());
        addAll(arguments, changed.removed());
        Instant asOf = visible == null ? null : visible.asOf();
        arguments.addAll(List.of(
                bytes(visible == null ? "" : Long.toString(visible.epoch())),
                visible == null ? new byte[0] : visible.frontier().bytes(),
                bytes(asOf == null ? "" : Long.toString(asOf.toEpochMilli())),
                bytes(mode.building() ? "1" : "0"),
                bytes(mode.top())));
        return check(redis.write(RedisScript.APPLY, keys.forWriting(), arguments.toArray(byte[][]::new)));
    }

    private static void addSegments(List<byte[]> arguments, Batch batch) {
        arguments.add(bytes(batch.segments().size()));
        batch.segments().forEach((partition, segment) -> {
            arguments.add(bytes(partition));
            arguments.add(bytes(segment.expected()));
            arguments.add(bytes(segment.next()));
            arguments.add(
                    segment.progress() == null
                            ? new byte[0]
                            : io.millrace.api.changelog.ChangelogCodec.progress(segment.progress()));
        });
    }

    private static void addRows(List<byte[]> arguments, Batch batch) {
        List<byte[]> upserts = new ArrayList<>();
        List<byte[]> deletes = new ArrayList<>();
        for (Change.RowChange change : batch.rows()) {
            byte[] row = change.row();
            if (row == null) {
                deletes.add(change.key());
            } else {
                upserts.add(change.key());
                upserts.add(row);
            }
        }
        arguments.add(bytes(upserts.size() / 2));
        arguments.addAll(upserts);
        addAll(arguments, deletes);
    }

    private static void addAll(List<byte[]> arguments, List<byte[]> list) {
        arguments.add(bytes(list.size()));
        arguments.addAll(list);
    }

    /** Rows of the leading keys as they are stored, empty where there is none. */
    private List<byte[]> latest(List<byte[]> wanted) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(settings.batchBytes()));
        arguments.addAll(wanted);
        // By the connection of writes: what was written before is in it.
        List<@Nullable Object> reply =
                redis.write(RedisScript.LATEST, keys.forLatest(), arguments.toArray(byte[][]::new));
        return reply.stream()
                .map(row -> row instanceof byte[] bytes ? bytes : new byte[0])
                .toList();
    }

    /** Keeps the lease; returns the revision that Redis has. */
    long renew(Instant now) throws DivergedException {
        return check(redis.write(
                RedisScript.RENEW,
                keys.forWriting(),
                token,
                leaseMs(),
                bytes(now.toEpochMilli()),
                bytes(settings.undoFor().toMillis()),
                bytes(settings.undoRows()),
                bytes(entries.perRow())));
    }

    private static long check(List<@Nullable Object> reply) throws DivergedException {
        String verdict = text(reply, 0);
        switch (verdict) {
            case "OK" -> {
                return number(reply, 1);
            }
            case "FENCED" -> throw new DivergedException("the lease is lost");
            case "MISMATCH" ->
                throw new DivergedException("another offset of partition " + text(reply, 1) + " is stored");
            case "LOST" -> throw new DivergedException("Redis has lost the rows");
            case "BROKEN" -> throw new BrokenRowsException();
            default -> throw new IllegalStateException("Redis answered " + verdict);
        }
    }

    /** Rows were removed or added behind the writer's back: they cannot be trusted. */
    static final class BrokenRowsException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenRowsException() {
            super("rows and indexes in Redis do not belong together");
        }
    }

    private byte[] leaseMs() {
        return bytes(settings.lease().toMillis());
    }

    private static long number(List<@Nullable Object> reply, int index) {
        return reply.get(index) instanceof Long number ? number : Long.parseLong(text(reply, index));
    }

    private static String text(List<@Nullable Object> reply, int index) {
        return reply.get(index) instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
    }

    private static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

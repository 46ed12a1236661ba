package io.millrace.views.materialization;

import io.millrace.starter.MillraceSettings;
import io.millrace.views.row.KeyRange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads rows of views from Redis, always as of one closed epoch. Every call is one round trip and one atomic step. */
@Component
public class StoredRows {
    private static final byte[] NO_BYTES = {};
    private static final int CHUNK_BYTES_MAX = 1024 * 1024;
    private static final int RANGE_HEADER = 9;
    private static final int ROWS_HEADER = 6;

    private final RedisLink redis;
    private final MillraceSettings settings;
    private final Map<ViewVersion, Known> known = new ConcurrentHashMap<>();

    /** What is kept per version, so that the frontier is not sent and decoded with every read. */
    private static final class Known {
        final ViewKeys keys;
        volatile Cut cut = Cut.ABSENT;

        Known(ViewKeys keys) {
            this.keys = keys;
        }
    }

    StoredRows(RedisLink redis, MillraceSettings settings) {
        this.redis = redis;
        this.settings = settings;
    }

    /** @param json null where there is no such row */
    public record StoredRow(Cut cut, byte @Nullable [] json) {}

    /**
     * Part of a range.
     *
     * @param size how many keys the whole range has; -1 where that was not asked for
     * @param goesOn whether there is more behind {@code lastKey}
     * @param lastKey the last key that was read; null where there was none
     */
    public record Chunk(Cut cut, long size, boolean goesOn, byte @Nullable [] lastKey, List<KeyedRow> rows) {}

    /** @param key of the row, or the entry of an index under which it was found */
    public record KeyedRow(byte[] key, byte[] json) {}

    /**
     * Which rows to read.
     *
     * @param range of keys or entries
     * @param ofEntries whether it is one of entries of indexes. Whether an entry is the one that its row has is for the caller to tell: it
     *     may be one that the row had in another epoch
     */
    public record Part(KeyRange range, boolean ofEntries) {
        public static Part ofKeys(KeyRange range) {
            return new Part(range, false);
        }
    }

    /**
     * Rows of keys.
     *
     * @param rows in the order of the keys, null where there is no such row; fewer than there are keys where they are large
     */
    public record RowsOfKeys(Cut cut, List<byte @Nullable []> rows) {}

    /** The epoch that a reader has begun with is no longer kept: it has to begin anew. */
    public static final class CutExpiredException extends Exception {
        private static final long serialVersionUID = 1L;

        CutExpiredException() {
            super("the epoch is no longer kept", null, false, false);
        }
    }

    /** @throws RedisUnavailableException where Redis does not answer as it should */
    public Cut cut(ViewVersion version) {
        Known state = known(version);
        Cut before = state.cut;
        return cut(state, before, redis.read(RedisScript.CUT, state.keys.forCut(), bytes(before.id())));
    }

    /** The visible rows, and where in the changelog they end. */
    public record StoredCut(Cut cut, ChangelogPlace place) {}

    /**
     * The visible cut with its place in the changelog.
     *
     * @return null while there is no consistent cut, or while rows of a later epoch are being stored beside it
     * @throws RedisUnavailableException where Redis does not answer as it should
     */
    public @Nullable StoredCut storedCut(ViewVersion version, int partitions) {
        Cut cut = cut(version);
        List<@Nullable Object> fields =
                redis.read(RedisScript.STATE, known(version).keys.forCut());
        StoredState state = StoredState.of(fields, partitions);
        if (state == null || !cut.isConsistent() || !isOf(cut, state)) {
            return null;
        }
        List<Long> offsets = List.copyOf(state.offsets().values());
        return new StoredCut(cut, new ChangelogPlace(state.epoch(), state.visibleAt(), offsets));
    }

    private static boolean isOf(Cut cut, StoredState state) {
        return !state.building()
                && !state.isAhead()
                && state.epoch() == cut.epoch()
                && state.generation().equals(cut.generation());
    }

    /** @throws RedisUnavailableException where Redis does not answer as it should */
    public StoredRow row(ViewVersion version, byte[] key) {
        Known state = known(version);
        Cut before = state.cut;
        List<@Nullable Object> reply = redis.read(RedisScript.ROW, state.keys.forRow(), key, bytes(before.id()));
        byte[] json = reply.size() > 6 ? (byte[]) reply.get(6) : null;
        return new StoredRow(cut(state, before, reply), json);
    }

    /**
     * Reads at most {@code rowsMax} keys or entries of a range, fewer where their rows are large.
     *
     * @param at the cut to read; null for the visible one
     * @param count whether to count the range
     * @throws CutExpiredException where that cut is no longer kept, or was of another rebuild, or entries are wanted and are not those of
     *     the rows
     * @throws RedisUnavailableException where Redis does not answer as it should
     */
    public Chunk range(ViewVersion version, @Nullable Cut at, Part part, boolean descending, int rowsMax, boolean count)
            throws CutExpiredException {
        Known state = known(version);
        Cut before = at == null ? state.cut : at;
        List<@Nullable Object> reply = redis.read(
                RedisScript.RANGE,
                state.keys.forRange(part.ofEntries()),
                bytes(before.id()),
                at == null ? NO_BYTES : bytes(Long.toString(at.epoch())),
                from(part.range()),
                to(part.range()),
                bytes(descending ? "desc" : "asc"),
                bytes(Integer.toString(rowsMax)),
                bytes(Integer.toString(CHUNK_BYTES_MAX)),
                bytes(count ? "1" : "0"),
                of(part));
        if (reply.size() == 1) {
            throw new CutExpiredException();
        }
        Cut now = cut(state, before, reply);
        if (at != null && !at.isOfSameRebuild(now)) {
            throw new CutExpiredException();
        }
        if (reply.isEmpty()) {
            return new Chunk(Cut.ABSENT, 0, false, null, List.of());
        }
        byte[] last = (byte[]) reply.get(8);
        List<KeyedRow> rows = new ArrayList<>((reply.size() - RANGE_HEADER) / 2);
        for (int i = RANGE_HEADER; i < reply.size(); i += 2) {
            rows.add(new KeyedRow(part(reply, i), part(reply, i + 1)));
        }
        boolean any = last != null && (last.length > 0 || !rows.isEmpty());
        return new Chunk(at == null ? now : at, number(reply, 6), number(reply, 7) == 1, any ? last : null, rows);
    }

    /**
     * About how many rows each part has: rows of other epochs that are kept count, too.
     *
     * @return empty where the version is not there, or was written by a release that does not know its indexes
     * @throws RedisUnavailableException where Redis does not answer as it should
     */
    public List<Long> sizes(ViewVersion version, List<Part> parts) {
        List<byte[]> arguments = new ArrayList<>();
        for (Part part : parts) {
            arguments.add(of(part));
            arguments.add(from(part.range()));
            arguments.add(to(part.range()));
        }
        List<@Nullable Object> reply =
                redis.read(RedisScript.SIZES, known(version).keys.forSizes(), arguments.toArray(byte[][]::new));
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < reply.size(); i++) {
            sizes.add(number(reply, i));
        }
        return sizes;
    }

    private static byte[] of(Part part) {
        return bytes(part.ofEntries() ? "entries" : "keys");
    }

    /**
     * Reads the rows of keys, of the leading ones alone where rows are large.
     *
     * @param at the cut to read; null for the visible one
     * @param keys one at least, 1,000 at most
     * @throws CutExpiredException where that cut is no longer kept, or was of another rebuild
     * @throws RedisUnavailableException where Redis does not answer as it should
     */
    public RowsOfKeys rows(ViewVersion version, @Nullable Cut at, List<byte[]> keys) throws CutExpiredException {
        Known state = known(version);
        Cut before = at == null ? state.cut : at;
        byte[][] arguments = new byte[3 + keys.size()][];
        arguments[0] = bytes(before.id());
        arguments[1] = at == null ? NO_BYTES : bytes(Long.toString(at.epoch()));
        arguments[2] = bytes(Integer.toString(CHUNK_BYTES_MAX));
        for (int i = 0; i < keys.size(); i++) {
            arguments[3 + i] = keys.get(i);
        }
        List<@Nullable Object> reply = redis.read(RedisScript.ROWS, state.keys.forRow(), arguments);
        if (reply.size() == 1) {
            throw new CutExpiredException();
        }
        Cut now = cut(state, before, reply);
        if (at != null && !at.isOfSameRebuild(now)) {
            throw new CutExpiredException();
        }
        if (reply.isEmpty()) {
            return new RowsOfKeys(Cut.ABSENT, Collections.nCopies(keys.size(), null));
        }
        List<byte @Nullable []> rows = new ArrayList<>(reply.size() - ROWS_HEADER);
        for (int i = ROWS_HEADER; i < reply.size(); i++) {
            byte[] json = part(reply, i);
            rows.add(json.length == 0 ? null : json);
        }
        return new RowsOfKeys(at == null ? now : at, rows);
    }

    /** Forgets what is kept of a version that is no more. */
    void forget(ViewVersion version) {
        known.remove(version);
    }

    private Known known(ViewVersion version) {
        return known.computeIfAbsent(version, key -> new Known(ViewKeys.of(settings.namespace(), key)));
    }

    private static Cut cut(Known state, Cut before, List<@Nullable Object> reply) {
        if (reply.isEmpty()) {
            return Cut.ABSENT;
        }
        String generation = text(reply, 0);
        long epoch = number(reply, 1);
        boolean building = text(reply, 2).equals("1");
        String asOf = text(reply, 3);
        byte[] frontier = part(reply, 4);
        boolean same =
                before.generation().equals(generation) && before.epoch() == epoch && before.building() == building;
        Cut cut = new Cut(
                generation,
                epoch,
                building,
                same ? before.frontier() : Frontier.parse(frontier),
                asOf.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(asOf)),
                number(reply, 5));
        state.cut = cut;
        return cut;
    }

    private static byte[] from(KeyRange range) {
        byte[] from = range.from();
        return from == null ? bytes("-") : bound(range.fromInclusive() ? '[' : '(', from);
    }

    private static byte[] to(KeyRange range) {
        byte[] to = range.to();
        return to == null ? bytes("+") : bound('(', to);
    }

    private static byte[] bound(char kind, byte[] key) {
        byte[] bound = new byte[key.length + 1];
        bound[0] = (byte) kind;
        System.arraycopy(key, 0, bound, 1, key.length);
        return bound;
    }

    private static byte[] part(List<@Nullable Object> reply, int index) {
        return reply.get(index) instanceof byte[] bytes ? bytes : NO_BYTES;
    }

    private static long number(List<@Nullable Object> reply, int index) {
        return reply.get(index) instanceof Long number ? number : Long.parseLong(text(reply, index));
    }

    private static String text(List<@Nullable Object> reply, int index) {
        return new String(part(reply, index), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

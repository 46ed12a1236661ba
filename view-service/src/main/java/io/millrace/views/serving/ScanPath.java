package io.millrace.views.serving;

import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.row.IndexCodec;
import io.millrace.views.row.KeyRange;
import io.millrace.views.row.Row;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of one page along one path. Where the path has the order of the read it reads no further than the page, else it looks at
 * every row of the path's ranges and keeps the best. Confined to one thread.
 */
final class ScanPath {
    private static final int CHUNK_ROWS = 500;

    private final RowRanges rows;
    private final ViewShape shape;
    private final RowQuery query;
    private final AccessPath path;
    private final PageOrder order;
    private final long rowsMax;
    private final boolean decodes;
    /** Keys that were read of rows that are being rebuilt, where a row may move while its index is read. */
    private final Set<ByteBuffer> seen = new HashSet<>();

    private long looked;
    private int wanted;

    /** @param rowsMax rows that may be looked at */
    ScanPath(RowRanges rows, ViewShape shape, RowQuery query, AccessPath path, long rowsMax) {
        this.rows = rows;
        this.shape = shape;
        this.query = query;
        this.path = path;
        this.order = new PageOrder(query);
        this.rowsMax = rowsMax;
        this.decodes = path.index() != null
                || !path.ranges().rest().isEmpty()
                || !query.order().isEmpty()
                || query.aggregation() != null;
    }

    /** More rows would have to be looked at than one read may. */
    static final class TooManyRowsException extends Exception {
        private static final long serialVersionUID = 1L;

        private final long needed;

        TooManyRowsException(long needed) {
            super("the read looks at too many rows", null, false, false);
            this.needed = needed;
        }

        /** So many, or more. */
        long needed() {
            return needed;
        }
    }

    ScanRows.Page page(ReadMemory.Share share, long bytesMax)
            throws StoredRows.CutExpiredException, TooManyRowsException {
        Aggregation aggregation = query.aggregation();
        if (aggregation != null) {
            GroupRows groups = new GroupRows(aggregation, shape.columns(), share);
            for (KeyRange range : path.ranges().ranges()) {
                all(range, groups);
            }
            return new ScanRows.Page(rows.cut(), groups.rows(query.limit(), bytesMax), null);
        }
        GatherPage found = new GatherPage(query.limit(), bytesMax, order::compare, share);
        if (path.isOrdered()) {
            inOrder(found);
        } else {
            for (KeyRange range : path.ranges().ranges()) {
                all(range, found);
            }
        }
        List<GatherPage.Candidate> page = found.rows();
        Cursor next = found.isFull() ? order.behind(page.getLast()) : null;
        return new ScanRows.Page(
                rows.cut(), page.stream().map(GatherPage.Candidate::json).toList(), next);
    }

    private void all(KeyRange range, RowSink found) throws StoredRows.CutExpiredException, TooManyRowsException {
        KeyRange rest = range;
        boolean goesOn = true;
        boolean first = true;
        while (goesOn) {
            StoredRows.Chunk chunk = read(rest, false, CHUNK_ROWS, first);
            add(chunk, found);
            byte[] last = chunk.lastKey();
            goesOn = chunk.goesOn() && last != null;
            rest = rest.after(last);
            first = false;
        }
    }

    private void inOrder(GatherPage found) throws StoredRows.CutExpiredException, TooManyRowsException {
        List<KeyRange> ranges = path.ranges().ranges();
        byte[] after = after();
        int begin = 0;
        while (after != null && begin < ranges.size() && !ranges.get(begin).contains(after)) {
            begin++;
        }
        // Where no range holds it, nothing is known of where to begin, and what stands in front is left out row by row.
        boolean known = after != null && begin < ranges.size();
        for (int i = known ? begin : 0; i < ranges.size() && !found.isFull(); i++) {
            inOrder(ranges.get(i), known && i == begin ? after : null, found);
        }
    }

    /** The key or entry of the row that the page before ended with; null where the first page is read. */
    private byte @Nullable [] after() {
        Cursor after = query.after();
        IndexCodec index = path.index();
        if (after == null || index == null) {
            return after == null ? null : after.key();
        }
        return FindPaths.entry(path, index, after, order.afterValues());
    }

    private void inOrder(KeyRange range, byte @Nullable [] after, GatherPage found)
            throws StoredRows.CutExpiredException, TooManyRowsException {
        wanted = 0;
        if (path.direction() == AccessPath.Direction.FORWARD) {
            forward(range.after(after), found);
        } else if (after == null) {
            backward(range, found);
        } else {
            byte[] group = IndexCodec.group(after);
            forward(range.and(KeyRange.startingWith(group)).after(after), found);
            backward(range.before(group), found);
        }
    }

    private void forward(KeyRange range, GatherPage found) throws StoredRows.CutExpiredException, TooManyRowsException {
        KeyRange rest = range;
        boolean goesOn = !rest.isEmpty();
        while (goesOn && !found.isFull()) {
            StoredRows.Chunk chunk = read(rest, false, wanted(found), false);
            add(chunk, found);
            byte[] last = chunk.lastKey();
            goesOn = chunk.goesOn() && last != null;
            rest = rest.after(last);
        }
    }

    /** Entries of equal values stand by key in both directions, so the values that a chunk ends with are read forward. */
    private void backward(KeyRange range, GatherPage found)
            throws StoredRows.CutExpiredException, TooManyRowsException {
        KeyRange rest = range;
        while (!rest.isEmpty() && !found.isFull()) {
            StoredRows.Chunk chunk = read(rest, true, wanted(found), false);
            byte[] last = chunk.lastKey();
            if (!chunk.goesOn() || last == null) {
                add(chunk, found);
                return;
            }
            byte[] group = IndexCodec.group(last);
            KeyRange equal = KeyRange.startingWith(group);
            add(without(equal, chunk), found);
            if (!found.isFull()) {
                forward(rest.and(equal), found);
            }
            rest = rest.before(group);
        }
    }

    private static StoredRows.Chunk without(KeyRange range, StoredRows.Chunk chunk) {
        List<StoredRows.KeyedRow> rows =
                chunk.rows().stream().filter(row -> !range.contains(row.key())).toList();
        return new StoredRows.Chunk(chunk.cut(), chunk.size(), chunk.goesOn(), chunk.lastKey(), rows);
    }

    /** So many as the page lacks, where every row that is read is on it; more each time, since entries may be of other epochs. */
    private int wanted(GatherPage found) {
        if (!path.ranges().rest().isEmpty() || (decodes && path.index() == null)) {
            return CHUNK_ROWS;
        }
        wanted = Math.min(CHUNK_ROWS, Math.max(2 * wanted, query.limit() + 1 - found.size()));
        return wanted;
    }

    private StoredRows.Chunk read(KeyRange range, boolean descending, int most, boolean whole)
            throws StoredRows.CutExpiredException, TooManyRowsException {
        StoredRows.Chunk chunk = rows.range(path.part(range), descending, most, whole);
        if (decodes) {
            looked += chunk.rows().size();
            long needed = Math.max(looked, whole ? looked - chunk.rows().size() + chunk.size() : 0);
            if (needed > rowsMax) {
                throw new TooManyRowsException(needed);
            }
        }
        return chunk;
    }

    private void add(StoredRows.Chunk chunk, RowSink found) {
        for (StoredRows.KeyedRow row : chunk.rows()) {
            GatherPage.Candidate candidate = candidate(row, chunk.cut());
            if (candidate != null && order.isAfterCursor(candidate)) {
                found.add(candidate);
            }
        }
    }

    private GatherPage.@Nullable Candidate candidate(StoredRows.KeyedRow found, Cut of) {
        if (!decodes) {
            return new GatherPage.Candidate(found.key(), found.json(), null);
        }
        Row row = Row.of(shape.columns(), found.json());
        IndexCodec index = path.index();
        byte[] key = index == null ? found.key() : IndexCodec.key(found.key());
        if (index != null && !Arrays.equals(index.entry(row, key), found.key())) {
            // The row has it in another epoch.
            return null;
        }
        for (ColumnFilter filter : path.ranges().rest()) {
            if (!filter.matches(row)) {
                return null;
            }
        }
        boolean again = index != null && !of.isConsistent() && !seen.add(ByteBuffer.wrap(key));
        return again ? null : new GatherPage.Candidate(key, found.json(), row);
    }
}

package io.millrace.views.serving;

import io.millrace.kernel.MillraceException;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.row.KeyRange;
import io.millrace.views.row.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds the rows of one page in one cut. In key order it reads no further than the page; in another order it looks at every
 * row of the ranges and keeps the best. A cut that is overtaken while it is read is begun anew, a bounded number of times.
 */
@Component
class ScanRows {
    static final int ATTEMPTS_MAX = 4;
    private static final int CHUNK_ROWS = 500;

    private final StoredRows stored;
    private final ServingSettings settings;
    private final ReadMemory memory;

    ScanRows(StoredRows stored, ServingSettings settings, ReadMemory memory) {
        this.memory = memory;
        this.stored = stored;
        this.settings = settings;
    }

    /** Memory for the rows of one read, to be closed when they are sent. */
    ReadMemory.Share open() {
        return memory.open();
    }

    /**
     * @param rows at most the query's limit, and fewer where they are large
     * @param next where the next page begins; null where this is the last
     */
    record Page(Cut cut, List<byte[]> rows, @Nullable Cursor next) {}

    /**
     * @param share kept for as long as the page is
     * @throws MillraceException with {@link ServingError#SCAN_TOO_LARGE}, {@link ServingError#VIEW_MOVES_TOO_FAST} or {@link
     *     ServingError#TOO_MANY_READS}
     * @throws io.millrace.views.materialization.RedisUnavailableException where Redis does not answer as it should
     */
    Page page(ViewShape shape, RowQuery query, ReadMemory.Share share) {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            try {
                return new Scan(shape, query, share, GatherPage.BYTES_MAX, null).page();
            } catch (StoredRows.CutExpiredException e) {
                continue;
            }
        }
        throw movesTooFast("View '" + shape.version().view() + "' was");
    }

    /**
     * A page of a cut that was chosen before.
     *
     * @param bytesMax after which the page ends, but one row is on it in any case
     * @throws StoredRows.CutExpiredException where the cut is no longer kept
     * @throws MillraceException with {@link ServingError#SCAN_TOO_LARGE} or {@link ServingError#TOO_MANY_READS}
     */
    Page page(ViewShape shape, RowQuery query, ReadMemory.Share share, long bytesMax, Cut at)
            throws StoredRows.CutExpiredException {
        return new Scan(shape, query, share, bytesMax, at).page();
    }

    /** @param who with its verb, "View 'a' was" */
    static MillraceException movesTooFast(String who) {
        return new MillraceException(
                ServingError.VIEW_MOVES_TOO_FAST,
                who + " overtaken " + ATTEMPTS_MAX
                        + " times during the read. Read less at once (filter by the key's first columns), or try"
                        + " again.");
    }

    /**
     * The row of a key.
     *
     * @param key null where the view can have no such key
     */
    StoredRows.StoredRow row(ViewShape shape, byte @Nullable [] key) {
        return key == null
                ? new StoredRows.StoredRow(stored.cut(shape.version()), null)
                : stored.row(shape.version(), key);
    }

    private final class Scan {
        private final ViewShape shape;
        private final RowQuery query;
        private final KeyRanges ranges;
        private final boolean decodes;
        private final ReadMemory.Share share;
        private final long bytesMax;
        private @Nullable Cut cut;
        /** Of the order's columns where the page before ended. */
        private final List<@Nullable Object> afterValues = new ArrayList<>();

        private long looked;

        Scan(ViewShape shape, RowQuery query, ReadMemory.Share share, long bytesMax, @Nullable Cut at) {
            share.begin();
            this.share = share;
            this.bytesMax = bytesMax;
            this.cut = at;
            this.shape = shape;
            this.query = query;
            this.ranges = KeyRanges.of(shape.keys(), query.filters());
            Cursor after = query.after();
            for (int i = 0; after != null && i < query.order().size(); i++) {
                afterValues.add(query.order().get(i).value(after.values().get(i)));
            }
            this.decodes = !ranges.rest().isEmpty() || !query.order().isEmpty();
        }

        Page page() throws StoredRows.CutExpiredException {
            GatherPage found = new GatherPage(query.limit(), bytesMax, this::compare, share);
            if (query.order().isEmpty()) {
                inKeyOrder(found);
            } else {
                ordered(found);
            }
            Cut read = cut;
            if (read == null) {
                read = stored.cut(shape.version());
            }
            List<GatherPage.Candidate> rows = found.rows();
            Cursor next = found.isFull() ? cursor(rows.getLast()) : null;
            return new Page(read, rows.stream().map(GatherPage.Candidate::json).toList(), next);
        }

        private Cursor cursor(GatherPage.Candidate last) {
            List<@Nullable String> values = new ArrayList<>();
            for (OrderTerm term : query.order()) {
                Object value = value(last, term);
                values.add(value == null ? null : term.type().print(value));
            }
            return new Cursor(query.fingerprint(), last.key(), values);
        }

        private void inKeyOrder(GatherPage found) throws StoredRows.CutExpiredException {
            Cursor after = query.after();
            for (KeyRange range : ranges.ranges()) {
                KeyRange rest = after == null || isBefore(range, after.key()) ? range : range.after(after.key(), false);
                boolean goesOn = !isEmpty(rest);
                while (goesOn && !found.isFull()) {
                    int wanted = decodes ? CHUNK_ROWS : Math.min(CHUNK_ROWS, query.limit() + 1 - found.size());
                    StoredRows.Chunk chunk = read(rest, wanted, false);
                    add(chunk, found);
                    byte[] last = chunk.lastKey();
                    goesOn = chunk.goesOn() && last != null;
                    rest = rest.after(last, false);
                }
            }
        }

        private void add(StoredRows.Chunk chunk, GatherPage found) {
            for (StoredRows.KeyedRow row : chunk.rows()) {
                GatherPage.Candidate candidate = candidate(row);
                if (candidate != null && isAfterCursor(candidate)) {
                    found.add(candidate);
                }
            }
        }

        /** Whether the whole range lies behind the key, so that the key is no bound within it. */
        private static boolean isBefore(KeyRange range, byte[] key) {
            byte[] from = range.from();
            return from != null && Arrays.compareUnsigned(from, key) > 0;
        }

        private static boolean isEmpty(KeyRange range) {
            byte[] from = range.from();
            byte[] to = range.to();
            return from != null && to != null && Arrays.compareUnsigned(from, to) >= 0;
        }

        private void ordered(GatherPage found) throws StoredRows.CutExpiredException {
            for (KeyRange range : ranges.ranges()) {
                KeyRange rest = range;
                boolean goesOn = true;
                boolean first = true;
                while (goesOn) {
                    StoredRows.Chunk chunk = read(rest, CHUNK_ROWS, first);
                    add(chunk, found);
                    byte[] last = chunk.lastKey();
                    goesOn = chunk.goesOn() && last != null;
                    rest = rest.after(last, false);
                    first = false;
                }
            }
        }

        private StoredRows.Chunk read(KeyRange range, int rows, boolean whole) throws StoredRows.CutExpiredException {
            StoredRows.Chunk chunk = stored.range(shape.version(), cut, range, false, rows, whole);
            cut = chunk.cut();
            if (decodes) {
                looked += chunk.rows().size();
                long needed = Math.max(looked, whole ? looked - chunk.rows().size() + chunk.size() : 0);
                if (needed > settings.scanRowsMax()) {
                    throw tooLarge(needed);
                }
            }
            return chunk;
        }

        private MillraceException tooLarge(long needed) {
            List<String> key =
                    shape.keys().positions().stream().map(shape.columns()::name).toList();
            String mend = key.isEmpty()
                    ? "Read in key order without filters, page by page, or define a view that is keyed by what you"
                            + " look for."
                    : "Filter by equality on the first columns of the key (" + String.join(", ", key)
                            + "), or define a view that is keyed by what you look for.";
            return new MillraceException(
                    ServingError.SCAN_TOO_LARGE,
                    "The read has to look at " + needed + " rows or more; one read may look at "
                            + settings.scanRowsMax() + ". " + mend);
        }

        private GatherPage.@Nullable Candidate candidate(StoredRows.KeyedRow stored) {
            if (!decodes) {
                return new GatherPage.Candidate(stored.key(), stored.json(), null);
            }
            Row row = Row.of(shape.columns(), stored.json());
            for (ColumnFilter filter : ranges.rest()) {
                if (!filter.matches(row)) {
                    return null;
                }
            }
            return new GatherPage.Candidate(stored.key(), stored.json(), row);
        }

        private @Nullable Object value(GatherPage.Candidate candidate, OrderTerm term) {
            Row row = candidate.row();
            return row == null ? null : row.value(term.column());
        }

        private int compare(GatherPage.Candidate left, GatherPage.Candidate right) {
            for (OrderTerm term : query.order()) {
                int order = term.compare(value(left, term), value(right, term));
                if (order != 0) {
                    return order;
                }
            }
            return Arrays.compareUnsigned(left.key(), right.key());
        }

        private boolean isAfterCursor(GatherPage.Candidate candidate) {
            Cursor after = query.after();
            if (after == null) {
                return true;
            }
            for (int i = 0; i < query.order().size(); i++) {
                OrderTerm term = query.order().get(i);
                int order = term.compare(value(candidate, term), afterValues.get(i));
                if (order != 0) {
                    return order > 0;
                }
            }
            return Arrays.compareUnsigned(candidate.key(), after.key()) > 0;
        }
    }
}

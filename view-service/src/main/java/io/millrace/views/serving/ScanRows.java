package io.millrace.views.serving;

import io.millrace.kernel.MillraceException;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.materialization.ViewVersion;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds the rows of one page in one cut, by the path that looks at the fewest. A cut that is overtaken while it is read is begun anew, a
 * bounded number of times.
 */
@Component
class ScanRows {
    static final int ATTEMPTS_MAX = 4;

    private final StoredRows stored;
    private final ChoosePath choose;
    private final ServingSettings settings;
    private final ReadMemory memory;

    ScanRows(StoredRows stored, ChoosePath choose, ServingSettings settings, ReadMemory memory) {
        this.stored = stored;
        this.choose = choose;
        this.settings = settings;
        this.memory = memory;
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
                return page(shape, query, share, GatherPage.BYTES_MAX, null);
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
     * @param at null for the visible one
     * @throws StoredRows.CutExpiredException where the cut is no longer kept
     * @throws MillraceException with {@link ServingError#SCAN_TOO_LARGE} or {@link ServingError#TOO_MANY_READS}
     */
    Page page(ViewShape shape, RowQuery query, ReadMemory.Share share, long bytesMax, @Nullable Cut at)
            throws StoredRows.CutExpiredException {
        ScanPath.TooManyRowsException tooMany = null;
        for (AccessPath path : choose.paths(shape, query)) {
            try {
                share.begin();
                return new ScanPath(new RowsOfRedis(shape.version(), at), shape, query, path, settings.scanRowsMax())
                        .page(share, bytesMax);
            } catch (ScanPath.TooManyRowsException e) {
                tooMany = e;
            }
        }
        throw tooLarge(shape, query, Objects.requireNonNull(tooMany).needed());
    }

    private MillraceException tooLarge(ViewShape shape, RowQuery query, long needed) {
        return new MillraceException(
                ServingError.SCAN_TOO_LARGE,
                "The read has to look at " + needed + " rows or more; one read may look at " + settings.scanRowsMax()
                        + ". " + AdviseIndex.of(shape, query));
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

    /** Of one cut: that of the first range that is read, where none was chosen before. */
    private final class RowsOfRedis implements RowRanges {
        private final ViewVersion version;
        private @Nullable Cut cut;

        RowsOfRedis(ViewVersion version, @Nullable Cut at) {
            this.version = version;
            this.cut = at;
        }

        @Override
        public StoredRows.Chunk range(StoredRows.Part part, boolean descending, int rowsMax, boolean count)
                throws StoredRows.CutExpiredException {
            StoredRows.Chunk chunk = stored.range(version, cut, part, descending, rowsMax, count);
            cut = chunk.cut();
            return chunk;
        }

        @Override
        public Cut cut() {
            Cut read = cut;
            return read == null ? stored.cut(version) : read;
        }
    }
}

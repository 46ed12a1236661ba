package io.millrace.views.serving;

import io.millrace.kernel.MillraceException;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.materialization.ViewVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds the rows of many keys of a view in one cut: in one round trip, or one per MiB where rows are large. */
@Component
class LookUpKeys {
    /** Rows are held once as they are and twice as the answer. */
    static final int COPIES = 3;

    private final StoredRows stored;

    LookUpKeys(StoredRows stored) {
        this.stored = stored;
    }

    /** @param rows in the order of the keys; null where there is no such row */
    record Found(Cut cut, List<byte @Nullable []> rows) {}

    /**
     * The rows in the visible cut.
     *
     * @param keys null where no row can have such a key
     * @param bytesMax that the rows may have
     * @throws MillraceException with {@link ServingError#VIEW_MOVES_TOO_FAST}, {@link ServingError#ANSWER_TOO_LARGE} or
     *     {@link ServingError#TOO_MANY_READS}
     * @throws io.millrace.views.materialization.RedisUnavailableException where Redis does not answer as it should
     */
    Found visible(ViewVersion version, List<byte @Nullable []> keys, ReadMemory.Share share, long bytesMax) {
        for (int attempt = 0; attempt < ScanRows.ATTEMPTS_MAX; attempt++) {
            try {
                return at(version, null, keys, share, bytesMax);
            } catch (StoredRows.CutExpiredException e) {
                continue;
            }
        }
        throw ScanRows.movesTooFast("View '" + version.view() + "' was");
    }

    /**
     * The rows in a cut that was chosen before.
     *
     * @param at null for the visible one
     * @throws StoredRows.CutExpiredException where the cut is no longer kept
     */
    Found at(ViewVersion version, @Nullable Cut at, List<byte @Nullable []> keys, ReadMemory.Share share, long bytesMax)
            throws StoredRows.CutExpiredException {
        share.begin();
        List<byte[]> asked = new ArrayList<>();
        for (byte[] key : keys) {
            if (key != null) {
                asked.add(key);
            }
        }
        List<byte @Nullable []> answered = new ArrayList<>();
        Cut cut = at;
        long bytes = 0;
        while (answered.size() < asked.size()) {
            StoredRows.RowsOfKeys some = stored.rows(version, cut, asked.subList(answered.size(), asked.size()));
            cut = some.cut();
            for (byte[] row : some.rows()) {
                bytes += row == null ? 0 : row.length;
            }
            share.need(COPIES * bytes);
            if (bytes > bytesMax) {
                throw tooLarge(version);
            }
            answered.addAll(some.rows());
        }
        return new Found(cut == null ? stored.cut(version) : cut, placed(keys, answered));
    }

    private static List<byte @Nullable []> placed(List<byte @Nullable []> keys, List<byte @Nullable []> answered) {
        List<byte @Nullable []> rows = new ArrayList<>();
        int next = 0;
        for (byte[] key : keys) {
            rows.add(key == null ? null : answered.get(next++));
        }
        return rows;
    }

    static MillraceException tooLarge(ViewVersion version) {
        return new MillraceException(
                ServingError.ANSWER_TOO_LARGE,
                "With the rows of view '" + version.view() + "' the answer would be larger than "
                        + GatherPage.BYTES_MAX / (1024 * 1024) + " MiB. Ask for fewer keys or rows at once.");
    }
}

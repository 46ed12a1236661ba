package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.receipt.DigestRows;
import io.millrace.views.receipt.IssueReceipts;
import io.millrace.views.receipt.Receipt;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what one of several reads asks for, in the cut that was chosen for its view. */
@Component
class ReadAtCut {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);

    private final ScanRows scan;
    private final LookUpKeys lookUp;
    private final ReadPast past;

    ReadAtCut(ScanRows scan, LookUpKeys lookUp, ReadPast past) {
        this.scan = scan;
        this.lookUp = lookUp;
        this.past = past;
    }

    /**
     * @param json an array of rows, with null for a key that has none
     * @param rows how many there are
     * @param next the query of the next page; null where there is none
     * @param answered what a receipt is to say; null where none is wanted
     */
    record Rows(byte[] json, long rows, @Nullable String next, IssueReceipts.@Nullable Answered answered) {}

    /**
     * @param bytesMax that rows may have: a page ends there, and keys are refused
     * @throws StoredRows.CutExpiredException where the cut is no longer kept
     */
    Rows read(PlannedRead read, Cut cut, Preferences preferences, ReadMemory.Share share, long bytesMax)
            throws StoredRows.CutExpiredException {
        return switch (read) {
            case PlannedRead.ByQuery query ->
                written(query, scan.page(query.shape(), query.query(), share, bytesMax, cut), preferences);
            case PlannedRead.ByKeys keys ->
                written(
                        keys,
                        lookUp.at(keys.shape().version(), cut, keys.keys(), share, bytesMax)
                                .rows(),
                        preferences);
        };
    }

    /**
     * What was read of a moment of before.
     *
     * @param closedAt since when that was the newest
     */
    record Past(Cut cut, Rows rows, Instant closedAt) {}

    /** As {@link #read}, of a moment of before. */
    Past readPast(
            PlannedRead read,
            PublishedView view,
            AsOf asOf,
            Preferences preferences,
            ReadMemory.Share share,
            long bytesMax) {
        return switch (read) {
            case PlannedRead.ByQuery query -> {
                ReadPast.PastPage found = past.page(view, query.shape(), query.query(), asOf, share, bytesMax);
                yield new Past(found.page().cut(), written(query, found.page(), preferences), found.closedAt());
            }
            case PlannedRead.ByKeys keys -> {
                ReadPast.PastRows found = past.rows(view, keys.shape(), keys.keys(), asOf, share, bytesMax);
                yield new Past(found.cut(), written(keys, found.rows(), preferences), found.closedAt());
            }
        };
    }

    private static Rows written(PlannedRead.ByQuery read, ScanRows.Page page, Preferences preferences) {
        WriteRows writing = read.query().writing(read.shape().columns(), preferences.decimalsAsText());
        byte[] json = writing.rows(page.rows(), RowFormat.JSON);
        Cursor next = page.next();
        return new Rows(
                json,
                page.rows().size(),
                next == null ? null : QueryText.next(read.text(), next),
                answered(
                        new Receipt.Question.ByQuery(
                                QueryText.limited(read.text(), read.query().limit())),
                        preferences,
                        page.rows(),
                        writing,
                        next != null));
    }

    private static Rows written(PlannedRead.ByKeys read, List<byte @Nullable []> rows, Preferences preferences) {
        WriteRows writing = new WriteRows(read.shape().columns(), null, preferences.decimalsAsText());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write('[');
        for (int i = 0; i < rows.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            byte[] row = rows.get(i);
            out.writeBytes(row == null ? NULL : writing.one(row));
        }
        out.write(']');
        return new Rows(
                out.toByteArray(),
                rows.stream().filter(Objects::nonNull).count(),
                null,
                answered(new Receipt.Question.ByKeys(read.text()), preferences, rows, writing, false));
    }

    private static IssueReceipts.@Nullable Answered answered(
            Receipt.Question question,
            Preferences preferences,
            List<? extends byte @Nullable []> rows,
            WriteRows writing,
            boolean more) {
        if (!preferences.receipt()) {
            return null;
        }
        DigestRows digest = new DigestRows();
        rows.forEach(row -> digest.add(row == null ? null : writing.one(row)));
        return new IssueReceipts.Answered(question, preferences.decimalsAsText(), digest, more);
    }
}

package io.millrace.views.serving;

import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.StoredRows;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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

    ReadAtCut(ScanRows scan, LookUpKeys lookUp) {
        this.scan = scan;
        this.lookUp = lookUp;
    }

    /**
     * @param json an array of rows, with null for a key that has none
     * @param rows how many there are
     * @param next the query of the next page; null where there is none
     */
    record Rows(byte[] json, long rows, @Nullable String next) {}

    /**
     * @param bytesMax that rows may have: a page ends there, and keys are refused
     * @throws StoredRows.CutExpiredException where the cut is no longer kept
     */
    Rows read(PlannedRead read, Cut cut, boolean decimalsAsText, ReadMemory.Share share, long bytesMax)
            throws StoredRows.CutExpiredException {
        return switch (read) {
            case PlannedRead.ByQuery query -> page(query, cut, decimalsAsText, share, bytesMax);
            case PlannedRead.ByKeys keys -> rows(keys, cut, decimalsAsText, share, bytesMax);
        };
    }

    private Rows page(PlannedRead.ByQuery read, Cut cut, boolean decimalsAsText, ReadMemory.Share share, long bytesMax)
            throws StoredRows.CutExpiredException {
        ScanRows.Page page = scan.page(read.shape(), read.query(), share, bytesMax, cut);
        byte[] json = new WriteRows(read.shape().columns(), read.query().select(), decimalsAsText)
                .rows(page.rows(), RowFormat.JSON);
        Cursor next = page.next();
        return new Rows(json, page.rows().size(), next == null ? null : QueryText.next(read.text(), next));
    }

    private Rows rows(PlannedRead.ByKeys read, Cut cut, boolean decimalsAsText, ReadMemory.Share share, long bytesMax)
            throws StoredRows.CutExpiredException {
        List<byte @Nullable []> rows = lookUp.at(read.shape().version(), cut, read.keys(), share, bytesMax)
                .rows();
        WriteRows writing = new WriteRows(read.shape().columns(), null, decimalsAsText);
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
                out.toByteArray(), rows.stream().filter(Objects::nonNull).count(), null);
    }
}

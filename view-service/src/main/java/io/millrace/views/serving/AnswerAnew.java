package io.millrace.views.serving;

import io.millrace.kernel.MillraceException;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.receipt.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers the question of a receipt from rows that are at hand, by what answers reads. Confined to one thread.
 *
 * @param shape of the version that the rows are of
 * @param rows by their encoded keys, in the order of their bytes without sign
 */
public record AnswerAnew(ViewShape shape, NavigableMap<byte[], byte[]> rows) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * An answer.
     *
     * @param rows as they are served as JSON; null for a key that has none
     * @param more whether it is a page that others follow
     */
    public record Answer(List<byte @Nullable []> rows, boolean more) {}

    /**
     * @param receipt of a page it says how long that was: pages end early where rows are large
     * @param share gets the memory of the answer
     * @throws MillraceException where the version does not understand the question, or there is no memory for the answer
     */
    public Answer to(Receipt receipt, ReadMemory.Share share) {
        return switch (receipt.question()) {
            case Receipt.Question.ByQuery query -> page(query, receipt, share);
            case Receipt.Question.ByKey key -> {
                byte[] encoded = ParseKey.encoded(shape, key.text());
                byte[] row = encoded == null ? null : rows.get(encoded);
                yield answer(row == null ? List.of() : List.of(row), whole(receipt), false);
            }
            case Receipt.Question.ByKeys keys -> keys(keys, receipt);
        };
    }

    private Answer page(Receipt.Question.ByQuery question, Receipt receipt, ReadMemory.Share share) {
        RowQuery asked = ParseRowQuery.parse(shape.columns(), QueryText.parameters(question.text()));
        RowQuery query = receipt.more() && receipt.rows() > 0
                ? asked.limitedTo(Math.toIntExact(Math.min(asked.limit(), receipt.rows())))
                : asked;
        try {
            share.begin();
            AccessPath byKey = FindPaths.of(shape, query).getFirst();
            ScanRows.Page page = new ScanPath(new RowsAtHand(rows, Cut.ABSENT), shape, query, byKey, Long.MAX_VALUE)
                    .page(share, Long.MAX_VALUE);
            return answer(page.rows(), query.writing(shape.columns(), receipt.decimalsAsText()), page.next() != null);
        } catch (StoredRows.CutExpiredException | ScanPath.TooManyRowsException e) {
            throw new IllegalStateException("rows that are at hand do not expire, and all may be looked at", e);
        }
    }

    private Answer keys(Receipt.Question.ByKeys question, Receipt receipt) {
        Violations violations = new Violations();
        List<byte @Nullable []> keys = PlannedRead.keys(
                "/keys", JSON.readTree(question.json()).valueStream().toList(), shape, violations);
        violations.refuse();
        List<byte @Nullable []> found = new ArrayList<>();
        keys.forEach(key -> found.add(key == null ? null : rows.get(key)));
        return answer(found, whole(receipt), false);
    }

    private WriteRows whole(Receipt receipt) {
        return new WriteRows(shape.columns(), null, receipt.decimalsAsText());
    }

    private static Answer answer(List<? extends byte @Nullable []> found, WriteRows writing, boolean more) {
        List<byte @Nullable []> written = new ArrayList<>();
        found.forEach(row -> written.add(row == null ? null : writing.one(row)));
        return new Answer(written, more);
    }
}

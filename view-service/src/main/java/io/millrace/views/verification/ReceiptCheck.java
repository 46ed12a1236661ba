package io.millrace.views.verification;

import io.millrace.api.view.RowsAnew;
import io.millrace.views.receipt.DigestRows;
import io.millrace.views.receipt.Receipt;
import io.millrace.views.serving.AnswerAnew;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The check of one receipt whose signature holds. Confined to one thread. */
final class ReceiptCheck {
    /** A longer row is not shown. */
    private static final int SHOWN_MAX = 16 * 1024;

    private final Receipt receipt;
    private final @Nullable List<JsonNode> given;
    private @Nullable ReceiptVerdict verdict;
    private boolean isCompared;
    private boolean isOther;
    private ReceiptVerdict.@Nullable Difference difference;

    /** @param given rows that a client has; null where it gave none */
    ReceiptCheck(Receipt receipt, @Nullable List<JsonNode> given) {
        this.receipt = receipt;
        this.given = given;
    }

    Receipt receipt() {
        return receipt;
    }

    /** Compares the receipt, and the rows that were given, with what the log makes. */
    void compare(AnswerAnew.Answer answer) {
        DigestRows digest = new DigestRows();
        answer.rows().forEach(digest::add);
        isCompared = true;
        isOther = digest.rows() != receipt.rows()
                || answer.more() != receipt.more()
                || !digest.hex().equals(receipt.digest());
        List<JsonNode> rows = given;
        if (rows != null) {
            difference = difference(rows, answer.rows());
        }
        if (!isOther && isGivenAsAnswered()) {
            verdict = ReceiptVerdict.confirmed(receipt);
        }
    }

    private boolean isGivenAsAnswered() {
        List<JsonNode> rows = given;
        return rows == null
                || (rows.size() == receipt.rows() && DigestRows.of(rows).hex().equals(receipt.digest()));
    }

    private static ReceiptVerdict.@Nullable Difference difference(
            List<JsonNode> rows, List<? extends byte @Nullable []> expected) {
        for (int i = 0; i < Math.max(rows.size(), expected.size()); i++) {
            JsonNode row = i < rows.size() ? rows.get(i) : null;
            byte[] wanted = i < expected.size() ? expected.get(i) : null;
            if (row == null
                    || i >= expected.size()
                    || !DigestRows.canonical(row).equals(DigestRows.canonical(wanted))) {
                return new ReceiptVerdict.Difference(
                        i,
                        shown(wanted == null ? null : new String(wanted, StandardCharsets.UTF_8)),
                        shown(row == null ? null : row.toString()));
            }
        }
        return null;
    }

    private static @Nullable String shown(@Nullable String row) {
        return row == null || row.length() > SHOWN_MAX ? null : row;
    }

    /** What is not confirmed cannot be: the answer was not, or not wholly, made anew. */
    void cannot(Verdict.Reason reason, String detail) {
        if (verdict == null) {
            verdict = isGivenAsAnswered() ? ReceiptVerdict.not(receipt, reason, detail, null) : notThoseRows(null);
        }
    }

    /**
     * What is not confirmed is refuted, or would have needed what is gone.
     *
     * @param removed what retention has removed of the streams since the view began to read them
     */
    void end(List<RowsAnew.RemovedStart> removed) {
        if (verdict != null) {
            return;
        }
        if (!isGivenAsAnswered()) {
            verdict = notThoseRows(isOther ? null : difference);
        } else if (!isCompared) {
            cannot(Verdict.Reason.UNAVAILABLE, "The rows were not made anew up to the receipt's position. Try again.");
        } else if (removed.isEmpty()) {
            verdict = ReceiptVerdict.not(
                    receipt,
                    Verdict.Reason.ANSWER,
                    "The log makes another answer of the same position than the one that the receipt vouches for.",
                    difference);
        } else {
            verdict = ReceiptVerdict.not(
                    receipt,
                    Verdict.Reason.BEGINNING_REMOVED,
                    "Without events that retention has removed the log makes another answer: "
                            + removed.stream()
                                    .map(start -> "partition " + start.partition() + " of " + start.stream()
                                            + " begins at offset " + start.firstOffset())
                                    .collect(Collectors.joining(", "))
                            + ".",
                    null);
        }
    }

    private ReceiptVerdict notThoseRows(ReceiptVerdict.@Nullable Difference first) {
        return ReceiptVerdict.not(
                receipt,
                Verdict.Reason.ROWS,
                "The rows that were given are not those that the receipt vouches for"
                        + (first == null ? "." : ": row " + first.index() + " is another one."),
                first);
    }

    /** @throws IllegalStateException before it has ended */
    ReceiptVerdict verdict() {
        ReceiptVerdict found = verdict;
        if (found == null) {
            throw new IllegalStateException("a receipt of " + receipt.view() + " was not decided");
        }
        return found;
    }
}

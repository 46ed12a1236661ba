package io.millrace.views.verification;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.views.receipt.Receipt;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is found of one receipt.
 *
 * @param reason why it is not confirmed; absent where it is
 * @param detail the same in words
 * @param view the rest is what the receipt says, and absent where its signature does not hold
 * @param lineage hash of the plan, the streams and their contracts
 * @param contracts per stream the contract and its version
 * @param rows how many the answer had
 * @param difference the first row that is known to differ
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReceiptVerdict(
        Verdict verdict,
        Verdict.@Nullable Reason reason,
        @Nullable String detail,
        @Nullable String view,
        @Nullable Integer version,
        @Nullable String position,
        @Nullable Instant issuedAt,
        @Nullable String lineage,
        @Nullable Map<String, String> contracts,
        @Nullable Long rows,
        @Nullable Difference difference) {

    /**
     * @param index of the row in the answer, from 0
     * @param expected the row that the log makes; null where it makes none, absent where it is large
     * @param given the row that was given; null where there was none, absent where it is large
     */
    @Schema(name = "ReceiptDifference")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Difference(
            int index,
            @JsonRawValue @Nullable String expected,
            @JsonRawValue @Nullable String given) {}

    static ReceiptVerdict forged() {
        return new ReceiptVerdict(
                Verdict.REFUTED,
                Verdict.Reason.SIGNATURE,
                "The receipt is not as a service of this installation has signed it.",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    static ReceiptVerdict confirmed(Receipt receipt) {
        return of(receipt, Verdict.CONFIRMED, null, null, null);
    }

    static ReceiptVerdict not(Receipt receipt, Verdict.Reason reason, String detail, @Nullable Difference difference) {
        return of(receipt, reason.verdict(), reason, detail, difference);
    }

    ReceiptVerdict withoutDifference() {
        return new ReceiptVerdict(
                verdict, reason, detail, view, version, position, issuedAt, lineage, contracts, rows, null);
    }

    private static ReceiptVerdict of(
            Receipt receipt,
            Verdict verdict,
            Verdict.@Nullable Reason reason,
            @Nullable String detail,
            @Nullable Difference difference) {
        return new ReceiptVerdict(
                verdict,
                reason,
                detail,
                receipt.view(),
                receipt.version(),
                receipt.position(),
                receipt.issuedAt(),
                receipt.lineage(),
                new TreeMap<>(receipt.contracts()),
                receipt.rows(),
                difference);
    }
}

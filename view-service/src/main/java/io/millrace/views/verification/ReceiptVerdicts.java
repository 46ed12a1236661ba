package io.millrace.views.verification;

import java.util.ArrayList;
import java.util.List;

/**
 * What is found of several receipts.
 *
 * @param results in the order of the receipts
 */
record ReceiptVerdicts(long confirmed, long refuted, long unverifiable, List<ReceiptVerdict> results) {
    /** So many results tell the row that differs. */
    private static final int DIFFERENCES_MAX = 100;

    static ReceiptVerdicts of(List<ReceiptVerdict> verdicts) {
        List<ReceiptVerdict> results = new ArrayList<>();
        int shown = 0;
        for (ReceiptVerdict verdict : verdicts) {
            shown += verdict.difference() == null ? 0 : 1;
            results.add(shown > DIFFERENCES_MAX ? verdict.withoutDifference() : verdict);
        }
        return new ReceiptVerdicts(
                count(results, Verdict.CONFIRMED),
                count(results, Verdict.REFUTED),
                count(results, Verdict.UNVERIFIABLE),
                results);
    }

    private static long count(List<ReceiptVerdict> results, Verdict verdict) {
        return results.stream().filter(result -> result.verdict() == verdict).count();
    }
}

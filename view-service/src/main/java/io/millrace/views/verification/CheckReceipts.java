package io.millrace.views.verification;

import io.millrace.api.view.RowsAnew;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import io.millrace.starter.identity.Access;
import io.millrace.views.receipt.Receipt;
import io.millrace.views.receipt.ReceiptTokens;
import io.millrace.views.serving.ReadMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Checks receipts: their signatures first, then their answers. Those of one view version are checked in one reading of its streams,
 * however many there are and at however many positions.
 */
@Component
class CheckReceipts {
    /** Readings of streams, and by that versions of views. */
    static final int READINGS_MAX = 20;

    private final ReceiptTokens tokens;
    private final Access access;
    private final AskRowsAnew anew;
    private final ReadMemory memory;

    CheckReceipts(ReceiptTokens tokens, Access access, AskRowsAnew anew, ReadMemory memory) {
        this.tokens = tokens;
        this.access = access;
        this.anew = anew;
        this.memory = memory;
    }

    private record Version(String view, int version) {}

    /**
     * What is checked in one reading of a version's streams.
     *
     * @param positions each of which includes the one before
     * @param checks at each of them
     */
    private record Reading(Version version, List<Position> positions, List<List<ReceiptCheck>> checks) {}

    /** Receipts whose signatures were looked at. */
    static final class Signed {
        private final List<@Nullable ReceiptCheck> checks;
        private final List<Reading> readings;

        /** @param checks in the order of the receipts; null where a signature does not hold */
        private Signed(List<@Nullable ReceiptCheck> checks, List<Reading> readings) {
            this.checks = checks;
            this.readings = readings;
        }
    }

    /** @throws MillraceException where the caller may not read one of the views, or there are too many */
    Signed signed(List<RequestedReceipts.Given> receipts) {
        List<@Nullable ReceiptCheck> checks = new ArrayList<>();
        for (RequestedReceipts.Given given : receipts) {
            Receipt receipt = tokens.verified(given.receipt());
            checks.add(receipt == null ? null : new ReceiptCheck(receipt, given.rows()));
        }
        List<Reading> readings = readings(checks);
        readings.stream()
                .map(reading -> reading.version().view())
                .distinct()
                .forEach(view -> access.require("read", view));
        if (readings.size() > READINGS_MAX) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER,
                    "The streams of views would have to be read " + readings.size()
                            + " times for the receipts, once for"
                            + " each version of a view; " + READINGS_MAX
                            + " are possible in one request. Send the others in a further one.");
        }
        return new Signed(checks, readings);
    }

    private static List<Reading> readings(List<@Nullable ReceiptCheck> checks) {
        Map<Version, Map<Position, List<ReceiptCheck>>> versions = checks.stream()
                .filter(Objects::nonNull)
                .collect(Collectors.groupingBy(
                        check -> new Version(
                                check.receipt().view(), check.receipt().version()),
                        LinkedHashMap::new,
                        Collectors.groupingBy(
                                check -> Position.parse(check.receipt().position()))));
        List<Reading> readings = new ArrayList<>();
        versions.forEach((version, positions) -> {
            for (List<Position> chain : PositionChains.of(positions.keySet())) {
                readings.add(new Reading(
                        version,
                        chain,
                        chain.stream()
                                .map(positions::get)
                                .map(Objects::requireNonNull)
                                .toList()));
            }
        });
        return readings;
    }

    /**
     * @param going is run again and again while it goes on; what it throws ends the work
     * @return in the order of the receipts
     */
    List<ReceiptVerdict> verdicts(Signed signed, Runnable going) {
        signed.readings.forEach(reading -> check(reading, going));
        return signed.checks.stream()
                .map(check -> check == null ? ReceiptVerdict.forged() : check.verdict())
                .toList();
    }

    private void check(Reading reading, Runnable going) {
        List<ReceiptCheck> all = reading.checks().stream().flatMap(List::stream).toList();
        try (ReadMemory.Share share = memory.open()) {
            List<RowsAnew.RemovedStart> removed = anew.ask(
                    reading.version().view(),
                    reading.version().version(),
                    reading.positions(),
                    new CheckAnswers(reading.checks(), memory, share, going));
            all.forEach(check -> check.end(removed));
        } catch (AskRowsAnew.UnansweredException e) {
            all.forEach(check -> check.cannot(e.reason(), e.detail()));
        }
    }
}

package io.millrace.views.receipt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewLineage;
import io.millrace.kernel.MillraceException;
import io.millrace.views.materialization.Cut;
import java.time.Clock;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Gives receipts of answers. */
@Component
public class IssueReceipts {
    /** Beside it stand a link and a position, and all headers of an answer are 32 KiB. */
    public static final int CHARACTERS_MAX = 10 * 1024;

    private final ViewLineages lineages;
    private final ReceiptTokens tokens;
    private final Clock clock;
    private final Counter issued;

    IssueReceipts(ViewLineages lineages, ReceiptTokens tokens, Clock clock, MeterRegistry meters) {
        this.lineages = lineages;
        this.tokens = tokens;
        this.clock = clock;
        this.issued = Counter.builder("millrace.view.receipts.issued")
                .description("Receipts that were given with answers")
                .register(meters);
    }

    /**
     * What was answered.
     *
     * @param decimalsAsText whether DECIMAL values were answered as strings
     * @param rows all of the answer
     * @param more whether it is a page that others follow
     */
    public record Answered(Receipt.Question question, boolean decimalsAsText, DigestRows rows, boolean more) {}

    /**
     * @param cut of which the rows are
     * @return the receipt, signed
     * @throws MillraceException with {@link ReceiptError#NO_RECEIPT}, {@link ReceiptError#RECEIPT_TOO_LARGE}, or with {@link
     *     io.millrace.kernel.CommonError#UNAVAILABLE} where it cannot be told what the view is made of
     */
    public String issue(PublishedView view, Cut cut, Answered answered) {
        if (!cut.isConsistent()) {
            throw new MillraceException(
                    ReceiptError.NO_RECEIPT,
                    "The rows of view '" + view.name()
                            + "' are being rebuilt and are those of no one moment, so that there is no receipt of them."
                            + " Try again in a moment, or read without 'Prefer: receipt'.");
        }
        ViewLineage lineage = lineages.of(view);
        String token = tokens.sign(new Receipt(
                view.name(),
                view.version(),
                cut.frontier().position().token(),
                lineage.contracts().stream()
                        .collect(Collectors.toMap(
                                ViewLineage.Contract::stream,
                                contract -> contract.contract() + ":" + contract.version())),
                lineage.hash(),
                answered.question(),
                answered.decimalsAsText(),
                answered.rows().rows(),
                answered.more(),
                answered.rows().hex(),
                clock.instant()));
        if (token.length() > CHARACTERS_MAX) {
            throw new MillraceException(
                    ReceiptError.RECEIPT_TOO_LARGE,
                    "The receipt would have " + token.length() + " characters; " + CHARACTERS_MAX
                            + " are possible. It holds the query and a position of every partition of the streams: ask"
                            + " with fewer filter values or keys, or read without 'Prefer: receipt'.");
        }
        issued.increment();
        return token;
    }
}

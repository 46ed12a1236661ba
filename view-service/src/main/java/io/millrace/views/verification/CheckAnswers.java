package io.millrace.views.verification;

import io.millrace.api.view.RowsAnew;
import io.millrace.kernel.MillraceException;
import io.millrace.views.serving.AnswerAnew;
import io.millrace.views.serving.ReadMemory;
import io.millrace.views.serving.RowsAtPosition;
import io.millrace.views.serving.ViewShape;
import io.millrace.views.verification.AskRowsAnew.UnansweredException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks receipts of one view version while its rows are made anew, each at its position. Confined to one thread. */
final class CheckAnswers implements AskRowsAnew.Listener {
    /** Half of what all reads have. */
    private static final long BYTES_MAX = 32L * 1024 * 1024;

    private final List<List<ReceiptCheck>> byPosition;
    private final ReadMemory memory;
    private final ReadMemory.Share share;
    private final Runnable going;
    private @Nullable RowsAtPosition rows;
    private String lineage = "";

    /**
     * @param byPosition the checks at each position that was asked for
     * @param share for the rows
     * @param going is run again and again; what it throws ends the work
     */
    CheckAnswers(List<List<ReceiptCheck>> byPosition, ReadMemory memory, ReadMemory.Share share, Runnable going) {
        this.byPosition = byPosition;
        this.memory = memory;
        this.share = share;
        this.going = going;
    }

    @Override
    public void of(RowsAnew.Of of) throws UnansweredException {
        lineage = of.lineage().hash();
        try {
            share.begin();
            rows = new RowsAtPosition(ViewShape.of(of.view()), share, BYTES_MAX);
        } catch (IllegalArgumentException e) {
            throw new UnansweredException(
                    Verdict.Reason.PLAN_CHANGED, "This release cannot serve the view: " + e.getMessage() + ".");
        } catch (MillraceException e) {
            throw busy(e);
        }
    }

    @Override
    public void row(byte[] key, byte @Nullable [] row) throws UnansweredException {
        try {
            if (!rows().put(key, row)) {
                throw new UnansweredException(
                        Verdict.Reason.TOO_LARGE,
                        "The rows of the view take more than " + BYTES_MAX / (1024 * 1024)
                                + " MiB; more are not held for a verification.");
            }
        } catch (MillraceException e) {
            throw busy(e);
        }
    }

    private static UnansweredException busy(MillraceException e) {
        return new UnansweredException(Verdict.Reason.BUSY, e.detail());
    }

    private RowsAtPosition rows() {
        RowsAtPosition present = rows;
        if (present == null) {
            throw new IllegalStateException("rows came before what they are of");
        }
        return present;
    }

    @Override
    public void reached(int index) {
        AnswerAnew anew = new AnswerAnew(rows().shape(), rows().rows());
        for (ReceiptCheck check : byPosition.get(index)) {
            check(check, anew);
            going.run();
        }
    }

    private void check(ReceiptCheck check, AnswerAnew anew) {
        if (!check.receipt().lineage().equals(lineage)) {
            check.cannot(
                    Verdict.Reason.PLAN_CHANGED,
                    "The version of the view is made of another plan or of other streams than when it was answered.");
            return;
        }
        try (ReadMemory.Share page = memory.open()) {
            check.compare(anew.to(check.receipt(), page));
        } catch (MillraceException e) {
            boolean refused = e.code().status() < 500;
            check.cannot(refused ? Verdict.Reason.PLAN_CHANGED : Verdict.Reason.BUSY, e.detail());
        }
    }

    @Override
    public void going() {
        going.run();
    }
}

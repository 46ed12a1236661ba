package io.millrace.processor.view;

import io.millrace.api.view.ViewDiff;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Uuids;
import io.millrace.processor.ProcessorError;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares next versions with those that are served, once each and one at a time on this copy, in a thread of its own. What fails for a
 * moment is tried again; what cannot be compared is noted with the reason.
 */
@Component
class CompareNext {
    private static final Logger LOG = LoggerFactory.getLogger(CompareNext.class);
    private static final long CLAIM_NS = 5_000_000_000L;

    private final Comparisons comparisons;
    private final Views views;
    private final VerifyView verify;
    private final JsonMapper json;
    private final UUID claimant;
    private final AtomicBoolean atWork = new AtomicBoolean();

    CompareNext(Comparisons comparisons, Views views, VerifyView verify, JsonMapper json, Clock clock) {
        this.comparisons = comparisons;
        this.views = views;
        this.verify = verify;
        this.json = json;
        this.claimant = Uuids.next(clock);
    }

    /** What is known of it; while nothing is, the comparison goes on, here or in another copy. */
    Optional<Comparison> compared(View next) {
        Optional<Comparison> done = comparisons.find(next.id()).filter(Comparison::isDone);
        if (done.isEmpty() && atWork.compareAndSet(false, true)) {
            Thread.ofVirtual().name("compare-" + next.name()).start(() -> {
                try {
                    compare(next);
                } finally {
                    atWork.set(false);
                }
            });
        }
        return done;
    }

    private void compare(View next) {
        if (comparisons.claim(next.id(), claimant) == 0) {
            return;
        }
        try {
            View served = views.named(next.name()).orElseThrow(() -> StoreViews.notFound(next.name()));
            ViewDiff diff = verify.diff(served, next, new Claiming(next));
            comparisons.found(next.id(), claimant, json.writeValueAsString(diff), diff.differences(), diff.keys());
            LOG.info(
                    "View {}: of {} rows of versions {} and {}, {} differ",
                    next.name(),
                    diff.keys(),
                    diff.servedVersion(),
                    diff.nextVersion(),
                    diff.differences());
        } catch (CancellationException e) {
            LOG.info("View {}: version {} is not compared here: {}", next.name(), next.version(), e.getMessage());
        } catch (MillraceException e) {
            if (isForNow(e)) {
                LOG.info("View {}: version {} is not compared yet. {}", next.name(), next.version(), e.detail());
            } else {
                comparisons.refused(next.id(), claimant, e.detail());
            }
        } catch (RuntimeException e) {
            LOG.error("View {}: version {} cannot be compared", next.name(), next.version(), e);
            comparisons.refused(next.id(), claimant, "The rows cannot be compared: " + e);
        }
    }

    private static boolean isForNow(MillraceException e) {
        return e.code() == CommonError.TOO_MANY_REQUESTS
                || e.code() == ProcessorError.KAFKA_UNAVAILABLE
                || e.code() == ProcessorError.VIEW_STATE
                || e.code() == ProcessorError.VIEW_NOT_FOUND;
    }

    /** Claims the comparison again and again while it goes on, and ends it where another has it, or nobody wants it any more. */
    private final class Claiming implements Runnable {
        private final View next;
        private long claimedAt = System.nanoTime();

        Claiming(View next) {
            this.next = next;
        }

        @Override
        public void run() {
            if (System.nanoTime() - claimedAt < CLAIM_NS) {
                return;
            }
            claimedAt = System.nanoTime();
            boolean wanted = views.next(next.name())
                    .filter(now -> now.id().equals(next.id()) && !now.isCutOverAsked())
                    .isPresent();
            if (!wanted) {
                throw new CancellationException("it does not wait for that any more");
            }
            if (comparisons.claim(next.id(), claimant) == 0) {
                throw new CancellationException("another copy of the service compares it");
            }
        }
    }
}

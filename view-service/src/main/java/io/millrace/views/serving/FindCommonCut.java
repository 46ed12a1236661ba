package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.materialization.ViewVersion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Chooses cuts of several views that include the same of every stream that two of them read. Views of one runtime close the
 * same epochs and show them a few milliseconds apart, and a cut that was seen can be read for three seconds more (ADR 30):
 * so it looks where they are, again and again, until what it has seen holds cuts that agree.
 */
@Component
class FindCommonCut {
    /** How long a read that did not ask for agreement looks for it. */
    static final Duration UNASKED = Duration.ofMillis(250);
    /** Between two looks. */
    private static final Duration LOOK = Duration.ofMillis(8);
    /** Reads that look again and again at a time, in this copy. */
    static final int LOOKING_MAX = 200;

    private final StoredRows stored;
    private final Semaphore places = new Semaphore(LOOKING_MAX);

    FindCommonCut(StoredRows stored) {
        this.stored = stored;
    }

    /**
     * @param cuts in the order of the views
     * @param isCommon whether they are consistent and agree
     */
    record Found(List<Cut> cuts, boolean isCommon) {}

    /**
     * Cuts that agree, or the newest ones where there were none in time.
     *
     * @param after what the cuts are to include of the streams that their views read
     * @param demanded whether cuts that do not agree are no answer
     * @param wait how long to look where that is demanded; else it is a moment, {@link #UNASKED}, at most
     * @throws MillraceException with {@link ServingError#NO_COMMON_POSITION} or {@link ServingError#TOO_MANY_WAITING} where
     *     agreement is demanded
     * @throws io.millrace.views.materialization.RedisUnavailableException where Redis does not answer as it should
     */
    Found of(List<PublishedView> views, Position after, boolean demanded, Duration wait) {
        Search search = new Search(views, after);
        List<Cut> cuts = search.look();
        // Rows that are being built agree with nothing for a while.
        boolean isWorthIt = demanded || search.observed.newest().stream().allMatch(Cut::isConsistent);
        if (cuts == null && isWorthIt) {
            cuts = lookAgain(search, demanded, demanded || wait.compareTo(UNASKED) < 0 ? wait : UNASKED);
        }
        return cuts == null ? new Found(search.observed.newest(), false) : new Found(cuts, true);
    }

    private @Nullable List<Cut> lookAgain(Search search, boolean demanded, Duration wait) {
        if (!places.tryAcquire()) {
            if (demanded) {
                throw new MillraceException(
                        ServingError.TOO_MANY_WAITING,
                        "Every place to wait for a common position is taken. Try again, or read without 'consistent'.");
            }
            return null;
        }
        try {
            long until = System.nanoTime() + wait.toNanos();
            List<Cut> cuts = null;
            while (cuts == null && until - System.nanoTime() > 0) {
                LockSupport.parkNanos(LOOK.toNanos());
                cuts = search.look();
            }
            if (cuts == null && demanded) {
                throw search.noCommonPosition(wait);
            }
            return cuts;
        } finally {
            places.release();
        }
    }

    private final class Search {
        private final List<PublishedView> views;
        private final ObservedCuts observed;

        Search(List<PublishedView> views, Position after) {
            this.views = views;
            this.observed = new ObservedCuts(views.stream().map(ViewSources::of).toList(), after);
        }

        /** Where the views are now, and what of all that was seen agrees. */
        @Nullable
        List<Cut> look() {
            for (int view = 0; view < views.size(); view++) {
                observed.add(view, stored.cut(ViewVersion.of(views.get(view))));
            }
            return observed.agreeing();
        }

        MillraceException noCommonPosition(Duration waited) {
            List<Cut> newest = observed.newest();
            String places = IntStream.range(0, views.size())
                    .mapToObj(view -> "'" + views.get(view).name() + "' at epoch "
                            + newest.get(view).epoch()
                            + (newest.get(view).isConsistent() ? "" : " and being built"))
                    .collect(Collectors.joining(", "));
            return new MillraceException(
                    ServingError.NO_COMMON_POSITION,
                    "The views included different parts of their common streams for " + waited.toMillis() + " ms: "
                            + places
                            + ". Wait longer with 'Prefer: wait=30', read without 'consistent', or create the views"
                            + " together (POST /api/views/batch), so that they share a runtime and its epochs.");
        }
    }
}

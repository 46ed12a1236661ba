package io.millrace.processor.view;

import io.millrace.api.view.ViewStatus;
import io.millrace.processor.sql.DiffMax;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Whether a next version may be served by itself: what it says itself of {@code diff_max} counts, else what the served version said,
 * else it may differ by any number of rows.
 */
@Component
class CutOverGate {
    private final Views views;

    CutOverGate(Views views) {
        this.views = views;
    }

    /** @return null where it may differ by any number of rows */
    @Nullable
    DiffMax diffMax(View next) {
        DiffMax own = next.definition().diffMax();
        return own != null
                ? own
                : views.named(next.name())
                        .map(served -> served.definition().diffMax())
                        .orElse(null);
    }

    /**
     * What is to be done with a version that has caught up.
     *
     * @param comparison empty while it is being compared
     */
    ViewStatus.Phase phase(View next, Optional<Comparison> comparison) {
        if (next.isCutOverAsked()) {
            return ViewStatus.Phase.CUTTING_OVER;
        }
        if (comparison.isEmpty()) {
            return ViewStatus.Phase.COMPARING;
        }
        return isAllowed(diffMax(next), comparison.get())
                ? ViewStatus.Phase.CUTTING_OVER
                : ViewStatus.Phase.AWAITING_CUTOVER;
    }

    private static boolean isAllowed(@Nullable DiffMax most, Comparison comparison) {
        Long differences = comparison.differences();
        Long keys = comparison.keysCompared();
        return most == null || (differences != null && keys != null && most.allows(differences, keys));
    }

    /** Why it waits, for people. */
    String reason(View next, Comparison comparison) {
        String ask = " POST /api/views/" + next.name() + "/cutover serves it nevertheless"
                + (next.together() == null
                        ? ", another CREATE OR REPLACE takes its place."
                        : " with all that goes with it; the statement that is served of a view that was replaced gives"
                                + " all of it up.");
        return comparison
                        .refusal()
                        .map(refusal -> "Its rows could not be compared with those that are served. " + refusal)
                        .orElseGet(() -> comparison.differences() + " of " + comparison.keysCompared()
                                + " rows differ from those that are served, and diff_max is " + diffMax(next)
                                + ". GET /api/views/" + next.name() + "/diff shows them.")
                + ask;
    }
}

package io.millrace.processor.view;

import io.millrace.api.view.ViewState;
import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Changes of which version of a view is served, each in one transaction with its record for millrace.views. */
@Service
class StoreReplacements {
    private final Views views;
    private final StoreViews store;
    private final Comparisons comparisons;
    private final ProcessorSettings settings;
    private final Clock clock;

    StoreReplacements(Views views, StoreViews store, Comparisons comparisons, ProcessorSettings settings, Clock clock) {
        this.views = views;
        this.store = store;
        this.comparisons = comparisons;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Lets the next version of a view be served as soon as it has caught up, however its rows differ.
     *
     * @throws MillraceException VIEW_NOT_FOUND, or VIEW_STATE where there is no next version or it is FAILED
     */
    @Transactional
    public View askForCutOver(String name) {
        View served = locked(name);
        View next = views.next(name)
                .orElseThrow(() -> refused(
                        "View " + name + " has no next version. CREATE OR REPLACE MATERIALIZED VIEW builds one."));
        if (next.state() == ViewState.FAILED) {
            throw refused("Version " + next.version() + " of view " + name
                    + " is FAILED. Resume the view to try again, or replace it.");
        }
        next.askForCutOver();
        views.save(next);
        return served;
    }

    /**
     * Serves the next version of a view in the place of the one that is served, which is kept up to date beside it for a while.
     *
     * @param id of the next version; nothing is done where it is not there any more, or is served already
     */
    @Transactional
    public boolean cutOver(UUID id) {
        views.lockCreation();
        Optional<View> found = views.lockId(id).filter(view -> !view.isDeleted() && view.isNext());
        found.ifPresent(next -> {
            Instant now = now(next);
            views.previous(next.name()).ifPresent(store::deleteVersion);
            views.flush();
            views.lock(Statement.Kind.VIEW, next.name()).ifPresent(served -> {
                if (settings.rollbackWindow().isPositive()) {
                    served.keepBeside(now);
                    views.save(served);
                } else {
                    store.deleteVersion(served);
                }
            });
            // Of a name one version is served at each moment, which the database sees to.
            views.flush();
            next.takePlace(now);
            store.publish(views.save(next));
        });
        return found.isPresent();
    }

    /**
     * Serves the version of a view again that was served before; the one that is served is kept beside it. A next version is compared
     * anew, with what is served then.
     *
     * @return the version that is served now
     * @throws MillraceException VIEW_NOT_FOUND, or VIEW_STATE where none is kept or it is not up to date
     */
    @Transactional
    public View rollBack(String name) {
        views.lockCreation();
        View served = locked(name);
        View previous = views.previous(name)
                .orElseThrow(() -> refused("Of view " + name + " no version is kept that was"
                        + " served before. One is for " + settings.rollbackWindow() + " after a cut-over."));
        if (previous.state() != ViewState.RUNNING) {
            throw refused("Version " + previous.version() + " of view " + name + " is " + previous.state()
                    + " and not up to date. Resume the view first.");
        }
        Instant now = now(served);
        served.keepBeside(now);
        views.save(served);
        // Of a name one version is served at each moment, which the database sees to.
        views.flush();
        previous.takePlace(now);
        views.save(previous);
        views.flush();
        views.next(name).ifPresent(next -> comparisons.forget(next.id()));
        return store.publish(previous);
    }

    /** Later than what was told of the view, whatever the clock of the copy that told it: by that a record is known as the newer one. */
    private Instant now(View view) {
        Instant told = views.named(view.name())
                .map(View::changedAt)
                .orElse(view.changedAt())
                .plusMillis(1);
        Instant now = clock.instant();
        return now.isAfter(told) ? now : told;
    }

    private View locked(String name) {
        return views.lock(Statement.Kind.VIEW, name).orElseThrow(() -> StoreViews.notFound(name));
    }

    private static MillraceException refused(String why) {
        return new MillraceException(ProcessorError.VIEW_STATE, why);
    }

    /** Gives up what was kept for long enough. */
    @Transactional
    public void endKept() {
        Instant before = clock.instant().minus(settings.rollbackWindow());
        List<View> ended = views.allPrevious().stream()
                .filter(previous -> previous.isReplacedBefore(before))
                .toList();
        ended.forEach(this::end);
    }

    private void end(View previous) {
        store.deleteVersion(previous);
        views.flush();
        views.named(previous.name()).ifPresent(store::publish);
    }
}

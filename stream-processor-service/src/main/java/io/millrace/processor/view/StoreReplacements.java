package io.millrace.processor.view;

import io.millrace.api.view.ViewState;
import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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
     * Lets the next version of a view be served as soon as it has caught up, however its rows differ; and with it those that take their
     * places in one step with it.
     *
     * @throws MillraceException VIEW_NOT_FOUND, or VIEW_STATE where there is no next version or one is FAILED
     */
    @Transactional
    public View askForCutOver(String name) {
        views.lockCreation();
        View served = locked(name);
        View asked = views.next(name)
                .orElseThrow(() -> refused(
                        "View " + name + " has no next version. CREATE OR REPLACE MATERIALIZED VIEW builds one."));
        for (View next : views.nextTogether(asked)) {
            if (next.state() == ViewState.FAILED) {
                throw refused("Version " + next.version() + " of view " + next.name()
                        + " is FAILED. Resume the view to try again, or replace it.");
            }
            next.askForCutOver();
            views.save(next);
        }
        return served;
    }

    /**
     * Serves next versions of views in the places of those that are served, which are kept up to date beside them for a while; all in one
     * step.
     *
     * @param ids of the next versions; nothing is done where one is not there any more, or is served already
     */
    @Transactional
    public boolean cutOver(Collection<UUID> ids) {
        views.lockCreation();
        List<View> found = ids.stream()
                .flatMap(id -> views.lockId(id).stream())
                .filter(view -> !view.isDeleted() && view.isNext())
                .toList();
        if (found.size() < ids.size()) {
            return false;
        }
        found.forEach(this::cutOver);
        return true;
    }

    private void cutOver(View next) {
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
    }

    /**
     * Serves the version of a view again that was served before; the one that is served is kept beside it. So it is with those that took
     * their places in one step with the newer one of the two. A next version is compared anew, with what is served then.
     *
     * @return the version that is served now
     * @throws MillraceException VIEW_NOT_FOUND, or VIEW_STATE where none is kept or it is not up to date
     */
    @Transactional
    public View rollBack(String name) {
        views.lockCreation();
        View served = locked(name);
        List<Swap> swaps = new ArrayList<>();
        for (String one : namesTogether(served)) {
            swaps.add(swap(one));
        }
        Set<String> names = swaps.stream().map(swap -> swap.served().name()).collect(Collectors.toSet());
        views.allNext().stream()
                .filter(next -> !names.contains(next.name())
                        && names.stream().anyMatch(swapped -> next.definition().hasInside(swapped)))
                .findFirst()
                .ifPresent(next -> {
                    throw refused("View " + next.name() + " is being replaced by version " + next.version()
                            + ", which reads what is to be rolled back as it is served now. Cut that over or give it up"
                            + " first.");
                });
        swaps.forEach(this::swap);
        return views.named(name).orElseThrow(() -> StoreViews.notFound(name));
    }

    private record Swap(View served, View previous) {}

    private Swap swap(String name) {
        View served = locked(name);
        View previous = views.previous(name)
                .orElseThrow(() -> refused("Of view " + name + " no version is kept that was"
                        + " served before. One is for " + settings.rollbackWindow() + " after a cut-over."));
        if (previous.state() != ViewState.RUNNING) {
            throw refused("Version " + previous.version() + " of view " + name + " is " + previous.state()
                    + " and not up to date. Resume the view first.");
        }
        return new Swap(served, previous);
    }

    /** The view, and those whose last change of versions was one step with its own. */
    private List<String> namesTogether(View served) {
        View newer = newer(served);
        UUID group = newer.together();
        return group == null
                ? List.of(served.name())
                : views.together(group).stream()
                        .filter(view -> !view.isNext())
                        .filter(view -> views.named(view.name())
                                .filter(other -> newer(other).id().equals(view.id()))
                                .isPresent())
                        .map(View::name)
                        .toList();
    }

    private View newer(View served) {
        return views.previous(served.name())
                .filter(previous -> previous.version() > served.version())
                .orElse(served);
    }

    private void swap(Swap swap) {
        Instant now = now(swap.served());
        swap.served().keepBeside(now);
        views.save(swap.served());
        // Of a name one version is served at each moment, which the database sees to.
        views.flush();
        swap.previous().takePlace(now);
        views.save(swap.previous());
        views.flush();
        views.next(swap.previous().name()).ifPresent(next -> comparisons.forget(next.id()));
        store.publish(swap.previous());
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

    static MillraceException refused(String why) {
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

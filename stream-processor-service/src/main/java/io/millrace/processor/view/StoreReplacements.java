package io.millrace.processor.view;

import io.millrace.api.view.ViewState;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Uuids;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
     * Creates packs of views, each in one runtime, and replaces those that are there; with what is replaced, the views that read it. All
     * or none.
     *
     * @param followers by whom what is replaced may be read
     * @return the views of the packs
     * @throws MillraceException VIEW_EXISTS, RUNTIMES_EXHAUSTED, or VIEW_STATE where a view that is read is being replaced
     */
    @Transactional
    public List<StoreViews.Stored> createAll(
            Collection<List<StoreViews.Wanted>> packs, CompileFollowers.Followers followers) {
        views.lockCreation();
        giveUpChanged(packs.stream()
                .flatMap(Collection::stream)
                .collect(Collectors.toMap(StoreViews.Wanted::name, one -> one)));
        List<StoreViews.Stored> stored = store.createAll(packs);
        List<View> created = new ArrayList<>(stored.stream()
                .filter(StoreViews.Stored::created)
                .map(StoreViews.Stored::view)
                .toList());
        // What is being built already, and what goes with it, is part of the step.
        Map<String, View> replacing = new LinkedHashMap<>();
        stored.stream()
                .map(StoreViews.Stored::view)
                .filter(View::isNext)
                .flatMap(next -> views.nextTogether(next).stream())
                .forEach(next -> replacing.put(next.name(), next));
        requireKnown(created, replacing, followers.all());
        List<String> begun =
                created.stream().filter(View::isNext).map(View::name).toList();
        for (StoreViews.Wanted follower : followers.built()) {
            begun.stream()
                    .filter(name ->
                            ViewDefinition.isIn(name, follower.compiled().reads()))
                    .findFirst()
                    .flatMap(name -> follow(follower, name, followers))
                    .ifPresent(following -> {
                        created.add(following);
                        replacing.put(following.name(), following);
                    });
        }
        created.forEach(view -> requireFresh(view, replacing));
        connect(replacing.values());
        return stored;
    }

    /** @return empty where it is not there any more */
    private Optional<View> follow(StoreViews.Wanted follower, String read, CompileFollowers.Followers looked) {
        Optional<View> served = views.lock(Statement.Kind.VIEW, follower.name());
        served.filter(view -> !Objects.equals(looked.all().get(view.name()), view.id()))
                .ifPresent(view -> {
                    throw changedMeanwhile(view.name());
                });
        return served.map(view -> store.follow(view, follower, read));
    }

    private static MillraceException changedMeanwhile(String view) {
        return refused("View " + view + " was changed in this moment. Try again.");
    }

    /**
     * What is stated otherwise gives up the step that its next version was part of. What others stated of that is not given up in
     * silence.
     */
    private void giveUpChanged(Map<String, StoreViews.Wanted> stated) {
        for (StoreViews.Wanted one : stated.values()) {
            View next = views.next(one.name()).orElse(null);
            View served = views.find(one.kind(), one.name()).orElse(null);
            if (next == null
                    || served == null
                    || next.together() == null
                    || !one.compiled().statement().orReplace()
                    || StoreViews.isSame(next, one.compiled())) {
                continue;
            }
            if (!StoreViews.isSame(served, one.compiled())) {
                views.nextTogether(next).stream()
                        .filter(other -> !other.isFollowing() && !stated.containsKey(other.name()))
                        .findFirst()
                        .ifPresent(other -> {
                            throw refused("View " + one.name() + " is being replaced in one step with " + other.name()
                                    + ". State both in one call of POST /api/views/batch, or give the step up by the"
                                    + " statement of " + other.name() + " that is served.");
                        });
            }
            store.giveUp(next);
        }
    }

    /** What a version has inside of other views is what they are when it is served. */
    private void requireFresh(View created, Map<String, View> replacing) {
        for (View next : views.allNext()) {
            if (!replacing.containsKey(next.name()) && created.definition().hasInside(next.name())) {
                throw refused("View " + created.name() + " reads " + next.name()
                        + ", which is being replaced by version "
                        + next.version() + ". Wait until that is served, cut it over, or give it up by the statement of"
                        + " the version that is served.");
            }
        }
        for (DefinedView read : created.definition().views()) {
            requireFresh(created, read, replacing);
            boolean isStored = read.table() == null && !replacing.containsKey(read.name());
            if (isStored
                    && views.named(read.name())
                            .filter(view -> view.sql().equals(read.sql()))
                            .isEmpty()) {
                throw changedMeanwhile(read.name());
            }
        }
    }

    private static void requireFresh(View created, DefinedView read, Map<String, View> replacing) {
        View next = replacing.get(read.name());
        if (next != null && !created.isNext()) {
            throw refused("View " + created.name() + " reads " + read.name() + ", which this call replaces by version "
                    + next.version() + ". Create it when that is served.");
        }
        if (next != null && !read.name().equals(created.name()) && !next.sql().equals(read.sql())) {
            throw refused("View " + created.name() + " has " + read.name()
                    + " inside as it was. State all views by way of which it reads that with CREATE OR REPLACE in this"
                    + " call, too.");
        }
        read.reads().forEach(inner -> requireFresh(created, inner, replacing));
    }

    /** A view that was created since the followers were compiled would not follow. */
    private void requireKnown(List<View> created, Map<String, View> replacing, Map<String, UUID> followers) {
        List<String> names =
                created.stream().filter(View::isNext).map(View::name).toList();
        for (View view : names.isEmpty() ? List.<View>of() : views.allServed()) {
            boolean reads = names.stream().anyMatch(name -> view.definition().hasInside(name));
            boolean isOfThisCall = replacing.containsKey(view.name())
                    || created.stream().anyMatch(one -> one.name().equals(view.name()));
            if (reads && !isOfThisCall && !followers.containsKey(view.name())) {
                throw changedMeanwhile(view.name());
            }
        }
    }

    /** What reads each other takes its place in one step. */
    private void connect(Collection<View> replacing) {
        Map<View, UUID> groups = new IdentityHashMap<>();
        for (View reader : replacing) {
            for (View read : replacing) {
                if (reader != read && reader.definition().hasInside(read.name())) {
                    UUID kept = groups.computeIfAbsent(reader, view -> Uuids.next(clock));
                    UUID other = groups.getOrDefault(read, kept);
                    groups.put(read, kept);
                    groups.replaceAll((view, group) -> group.equals(other) ? kept : group);
                }
            }
        }
        groups.forEach((view, group) -> {
            view.takePlaceWith(group);
            views.save(view);
        });
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

package io.millrace.processor.view;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Uuids;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Creations and replacements of views, each in one transaction with what follows from it: views that read a replaced one are replaced with
 * it, and what reads each other takes its place in one step.
 */
@Service
class StoreSteps {
    private final Views views;
    private final StoreViews store;
    private final Clock clock;

    StoreSteps(Views views, StoreViews store, Clock clock) {
        this.views = views;
        this.store = store;
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

    /**
     * Begins to build a version of a view because one that it reads is replaced.
     *
     * @return empty where it is not there any more
     * @throws MillraceException VIEW_STATE where it is being replaced itself, or was meanwhile
     */
    private Optional<View> follow(StoreViews.Wanted follower, String read, CompileFollowers.Followers looked) {
        Optional<View> served = views.lock(Statement.Kind.VIEW, follower.name());
        served.filter(view -> !Objects.equals(looked.all().get(view.name()), view.id()))
                .ifPresent(view -> {
                    throw changedMeanwhile(view.name());
                });
        views.next(follower.name()).ifPresent(next -> {
            throw StoreReplacements.refused("View " + follower.name() + " reads " + read
                    + " and is being replaced itself, by version "
                    + next.version() + ". Cut that over or give it up first, or replace both in one call of POST"
                    + " /api/views/batch.");
        });
        return served.map(
                view -> store.publish(views.save(store.replacing(view, follower).toFollow())));
    }

    /** Deletes a version that was to take a place, and those that were to take theirs in one step with it. */
    private void giveUp(View next) {
        List<View> step = views.nextTogether(next);
        step.forEach(store::deleteVersion);
        views.flush();
        step.forEach(one -> views.named(one.name()).ifPresent(store::publish));
    }

    private static MillraceException changedMeanwhile(String view) {
        return StoreReplacements.refused("View " + view + " was changed in this moment. Try again.");
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
                            throw StoreReplacements.refused(
                                    "View " + one.name() + " is being replaced in one step with " + other.name()
                                            + ". State both in one call of POST /api/views/batch, or give the step up by the"
                                            + " statement of " + other.name() + " that is served.");
                        });
            }
            giveUp(next);
        }
    }

    /** What a version has inside of other views is what they are when it is served. */
    private void requireFresh(View created, Map<String, View> replacing) {
        for (View next : views.allNext()) {
            if (!replacing.containsKey(next.name()) && created.definition().hasInside(next.name())) {
                throw StoreReplacements.refused("View " + created.name() + " reads " + next.name()
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
            throw StoreReplacements.refused("View " + created.name() + " reads " + read.name()
                    + ", which this call replaces by version " + next.version() + ". Create it when that is served.");
        }
        if (next != null && !read.name().equals(created.name()) && !next.sql().equals(read.sql())) {
            throw StoreReplacements.refused("View " + created.name() + " has " + read.name()
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
}

package io.millrace.processor.view;

import io.millrace.api.view.SourceStream;
import io.millrace.api.view.ViewState;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Topics;
import io.millrace.kernel.Uuids;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.runtime.RuntimeSettings;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.Statement;
import io.millrace.starter.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Changes of definitions, each in one transaction with its record for millrace.views. */
@Service
class StoreViews {
    private final Views views;
    private final KeyedTables tables;
    private final Outbox outbox;
    private final JsonMapper json;
    private final Clock clock;
    private final RuntimeSettings runtimes;

    StoreViews(Views views, KeyedTables tables, Outbox outbox, JsonMapper json, Clock clock, RuntimeSettings runtimes) {
        this.views = views;
        this.tables = tables;
        this.outbox = outbox;
        this.json = json;
        this.clock = clock;
        this.runtimes = runtimes;
    }

    /**
     * A compiled statement with the sources that it will read.
     *
     * @param target of a derived stream where its rows go; null for a view
     */
    record Wanted(
            CompiledView compiled,
            List<SourceStream> sources,
            @Nullable DerivedStream target) {
        /** Of a view. */
        Wanted(CompiledView compiled, List<SourceStream> sources) {
            this(compiled, sources, null);
        }

        Statement.Kind kind() {
            return target == null ? Statement.Kind.VIEW : Statement.Kind.STREAM;
        }

        String name() {
            return compiled.statement().name();
        }
    }

    /** @param created false where the same definition was there already, or is being built already */
    record Stored(View view, boolean created) {}

    /** Creates packs of views, each in one runtime; all or none. */
    @Transactional
    public List<Stored> createAll(Collection<List<Wanted>> packs) {
        List<Stored> stored = new ArrayList<>();
        packs.forEach(pack -> stored.addAll(create(pack)));
        return stored;
    }

    /**
     * Creates views in one runtime, all or none. Those that are there with the same definition stay as they are, in the
     * runtime that they have.
     *
     * @throws MillraceException VIEW_EXISTS or RUNTIMES_EXHAUSTED
     */
    @Transactional
    public List<Stored> create(List<Wanted> wanted) {
        views.lockCreation();
        List<Stored> stored = new ArrayList<>();
        String runtime = null;
        for (Wanted one : wanted) {
            Optional<View> present = views.find(one.kind(), one.name());
            if (present.isPresent()) {
                stored.add(changed(present.get(), one));
                continue;
            }
            requireOtherName(one);
            int version = views.lastVersion(one.name()) + 1;
            if (runtime == null) {
                requireRuntime();
                runtime = runtime(one.name(), version) + (wanted.size() > 1 ? ".pack" : "");
            }
            stored.add(new Stored(publish(views.save(view(one, version, runtime))), true));
        }
        return stored;
    }

    private static String runtime(String name, int version) {
        return name + ".v" + version;
    }

    private View view(Wanted wanted, int version, String runtime) {
        return new View(
                new View.Identity(Uuids.next(clock), wanted.name(), version, runtime),
                wanted.compiled().statement().sql(),
                wanted.compiled().statement().fingerprint(),
                ViewDefinition.of(wanted.compiled(), wanted.sources(), wanted.target()),
                clock.instant());
    }

    private Stored changed(View present, Wanted wanted) {
        CreateView statement = wanted.compiled().statement();
        if (statement.ifNotExists()) {
            return new Stored(present, false);
        }
        boolean same = isSame(present, wanted.compiled());
        if (!statement.orReplace()) {
            if (same) {
                return new Stored(present, false);
            }
            throw exists(wanted.kind(), wanted.name());
        }
        Optional<View> next = views.next(wanted.name());
        if (next.isPresent() && isSame(next.get(), wanted.compiled())) {
            return new Stored(next.get(), false);
        }
        // What was to take its place is no longer wanted; of a step, that was given up before.
        next.ifPresent(this::deleteVersion);
        views.flush();
        if (same) {
            return new Stored(next.isPresent() ? publish(present) : present, false);
        }
        return new Stored(publish(views.save(replacing(present, wanted))), true);
    }

    /** A version that is to take the place of one that is served. */
    View replacing(View present, Wanted wanted) {
        requireRuntime();
        int version = views.lastVersion(wanted.name()) + 1;
        return view(wanted, version, runtime(wanted.name(), version)).toReplace(present);
    }

    /** What was to be built on the next version of a view that is deleted is built on nothing. */
    private void giveUpReaders(View next) {
        List<View> readers = views.nextTogether(next).stream()
                .filter(other -> other.definition().hasInside(next.name()))
                .toList();
        readers.forEach(this::deleteVersion);
        views.flush();
        readers.forEach(one -> views.named(one.name()).ifPresent(this::publish));
    }

    /**
     * Whether a compiled statement means what a version is. One that replaces means functions of jars, and views that it reads, as they are
     * now.
     */
    static boolean isSame(View view, CompiledView compiled) {
        return view.isDefinedBy(compiled.statement().fingerprint())
                && (!compiled.statement().orReplace()
                        || view.definition().allFunctions().equals(compiled.allFunctions())
                                && hasSameInside(view, compiled));
    }

    private static boolean hasSameInside(View view, CompiledView compiled) {
        return view.definition().views().equals(compiled.reads())
                || view.definition().isPlannedAs(compiled);
    }

    void deleteVersion(View view) {
        view.delete(clock.instant());
        views.save(view);
    }

    /** Asked again under the lock that creations of views and tables share. */
    private void requireOtherName(Wanted wanted) {
        Statement.Kind other = wanted.kind() == Statement.Kind.VIEW ? Statement.Kind.STREAM : Statement.Kind.VIEW;
        if (views.find(other, wanted.name()).isPresent()) {
            throw new MillraceException(
                    ProcessorError.NAME_TAKEN,
                    "The name '" + wanted.name() + "' is taken: streams and views share one namespace. Use another.");
        }
        if (tables.named(wanted.name()).isPresent()) {
            throw new MillraceException(
                    ProcessorError.NAME_TAKEN,
                    "A table is named '" + wanted.name() + "', and streams, tables and views share one namespace.");
        }
    }

    static MillraceException exists(Statement.Kind kind, String name) {
        if (kind == Statement.Kind.STREAM) {
            return new MillraceException(
                    ProcessorError.STREAM_EXISTS,
                    "The stream " + name + " exists with another definition. Use another name, or DROP STREAM " + name
                            + " first.");
        }
        return new MillraceException(
                ProcessorError.VIEW_EXISTS,
                "View " + name
                        + " exists with another definition. Write CREATE OR REPLACE MATERIALIZED VIEW, use another"
                        + " name, or DELETE /api/views/" + name + " first.");
    }

    /**
     * Versions that are kept to be served again give way to what is wanted now.
     *
     * @throws MillraceException RUNTIMES_EXHAUSTED where there is no room for one more
     */
    private void requireRuntime() {
        int present = views.runtimes();
        if (present >= runtimes.runtimesMax() && !giveWay()) {
            throw new MillraceException(
                    ProcessorError.RUNTIMES_EXHAUSTED,
                    present + " runtimes exist, and a copy of the service runs at most " + runtimes.runtimesMax()
                            + ". Put views over the same streams into one runtime: apply them together, or"
                            + " POST /api/views/batch; or delete views that nobody reads.");
        }
    }

    private boolean giveWay() {
        Optional<View> kept = views.allPrevious().stream()
                .filter(previous -> views.lockRuntime(previous.runtime()).size() == 1)
                .findFirst();
        // One of a step cannot be rolled back without the others.
        kept.ifPresent(previous -> keptTogether(previous).forEach(one -> {
            deleteVersion(one);
            views.flush();
            views.named(one.name()).ifPresent(this::publish);
        }));
        return kept.isPresent();
    }

    /** A version that is kept, and those whose places were taken in one step with its own. */
    private List<View> keptTogether(View previous) {
        UUID group = views.named(previous.name()).map(View::together).orElse(null);
        List<View> kept = new ArrayList<>(List.of(previous));
        if (group != null) {
            views.together(group).stream()
                    .filter(view -> view.isServed() && !view.name().equals(previous.name()))
                    .forEach(view -> views.previous(view.name()).ifPresent(kept::add));
        }
        return kept;
    }

    /** Changes a view, and the others of its runtime with it. */
    @Transactional
    public View change(String name, boolean together, BiConsumer<View, Instant> change) {
        return change(Statement.Kind.VIEW, name, together, change);
    }

    /** Changes a view or derived stream, and the others of its runtime with it. */
    @Transactional
    public View change(Statement.Kind kind, String name, boolean together, BiConsumer<View, Instant> change) {
        views.lockCreation();
        View view = views.lock(kind, name).orElseThrow(() -> notFound(kind, name));
        Instant now = clock.instant();
        for (View one : views.lockRuntime(view.runtime())) {
            if (one.isDeleted()) {
                continue;
            }
            if (!together && !one.id().equals(view.id())) {
                throw shared(view, one);
            }
            change(one, now, change);
            if (one.isServed()) {
                beside(one.name()).forEach(other -> changeBeside(one, other, now, change));
            }
        }
        return view;
    }

    /** The versions of a view that are there beside the one that is served. */
    private List<View> beside(String name) {
        return Stream.concat(views.next(name).stream(), views.previous(name).stream())
                .toList();
    }

    /** A version that is FAILED does not keep the one that is served from being paused. */
    private void changeBeside(View served, View other, Instant now, BiConsumer<View, Instant> change) {
        if (other.state() != ViewState.FAILED || served.state() == ViewState.RUNNING) {
            change(other, now, change);
        }
    }

    private void change(View view, Instant now, BiConsumer<View, Instant> change) {
        change.accept(view, now);
        publish(views.save(view));
    }

    private static MillraceException shared(View view, View other) {
        return new MillraceException(
                ProcessorError.RUNTIME_SHARED,
                "View " + view.name() + " runs in one runtime with " + other.name()
                        + ", and one cannot stop without the other. Add ?together=true to mean all of them.");
    }

    @Transactional
    public void delete(String name) {
        delete(Statement.Kind.VIEW, name);
    }

    @Transactional
    public void delete(Statement.Kind kind, String name) {
        views.lockCreation();
        View view = views.lock(kind, name).orElseThrow(() -> notFound(kind, name));
        deleteVersion(view);
        if (!view.isStream()) {
            views.next(name).ifPresent(next -> {
                deleteVersion(next);
                giveUpReaders(next);
            });
            views.previous(name).ifPresent(this::deleteVersion);
            outbox.publish(Topics.VIEWS, name, null);
        }
    }

    /** Notes that a runtime stopped by something that does not heal. */
    @Transactional
    public void fail(String runtime, String reason) {
        Instant now = clock.instant();
        for (View view : views.lockRuntime(runtime)) {
            if (!view.isDeleted()) {
                view.fail(reason, now);
                publish(views.save(view));
            }
        }
    }

    /** Notes that nothing of a deleted version is left in Kafka. */
    @Transactional
    public void markRemoved(UUID id) {
        views.lockId(id).ifPresent(view -> {
            view.markRemoved();
            views.save(view);
        });
    }

    /**
     * A derived stream is known by its contract: who serves views has nothing to do with it. Of a view, one record has the version
     * that is served, the next one and the previous one, so that nobody sees one without the others.
     */
    View publish(View view) {
        if (view.isStream()) {
            return view;
        }
        View served = view.isServed() ? view : views.named(view.name()).orElseThrow();
        View next = view.isNext() ? view : views.next(view.name()).orElse(null);
        View previous = views.previous(view.name()).orElse(null);
        outbox.publish(Topics.VIEWS, view.name(), json.writeValueAsBytes(served.published(next, previous)));
        return view;
    }

    static MillraceException notFound(String name) {
        return notFound(Statement.Kind.VIEW, name);
    }

    static MillraceException notFound(Statement.Kind kind, String name) {
        if (kind == Statement.Kind.STREAM) {
            return new MillraceException(
                    ProcessorError.STREAM_NOT_FOUND,
                    "There is no derived stream '" + name + "'. SHOW STREAMS lists all streams that exist.");
        }
        return new MillraceException(
                ProcessorError.VIEW_NOT_FOUND,
                "There is no view '" + name + "'. GET /api/views lists those that exist.");
    }
}

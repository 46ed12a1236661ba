package io.millrace.processor.view;

import io.millrace.api.view.SourceStream;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Topics;
import io.millrace.kernel.Uuids;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.runtime.RuntimeSettings;
import io.millrace.processor.sql.CreateView;
import io.millrace.starter.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Changes of definitions, each in one transaction with its record for millrace.views. */
@Service
class StoreViews {
    private final Views views;
    private final Outbox outbox;
    private final JsonMapper json;
    private final Clock clock;
    private final RuntimeSettings runtimes;

    StoreViews(Views views, Outbox outbox, JsonMapper json, Clock clock, RuntimeSettings runtimes) {
        this.views = views;
        this.outbox = outbox;
        this.json = json;
        this.clock = clock;
        this.runtimes = runtimes;
    }

    /** A compiled view with the sources that it will read. */
    record Wanted(CompiledView compiled, List<SourceStream> sources) {
        String name() {
            return compiled.statement().name();
        }
    }

    /** @param created false where the same definition was there already */
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
            Optional<View> present = views.named(one.name());
            if (present.isPresent()) {
                stored.add(unchanged(present.get(), one));
                continue;
            }
            int version = views.lastVersion(one.name()) + 1;
            if (runtime == null) {
                requireRuntime();
                runtime = one.name() + ".v" + version + (wanted.size() > 1 ? ".pack" : "");
            }
            View view = new View(
                    new View.Identity(Uuids.next(clock), one.name(), version, runtime),
                    one.compiled().statement().sql(),
                    one.compiled().statement().fingerprint(),
                    ViewDefinition.of(one.compiled(), one.sources()),
                    clock.instant());
            stored.add(new Stored(publish(views.save(view)), true));
        }
        return stored;
    }

    private static Stored unchanged(View present, Wanted wanted) {
        CreateView statement = wanted.compiled().statement();
        if (statement.ifNotExists() || present.isDefinedBy(statement.fingerprint())) {
            return new Stored(present, false);
        }
        throw exists(wanted.name(), statement.orReplace());
    }

    static MillraceException exists(String name, boolean orReplace) {
        return new MillraceException(
                ProcessorError.VIEW_EXISTS,
                orReplace
                        ? "View " + name
                                + " exists with another definition, and replacing a view comes with a later release."
                                + " Create it under another name, or DELETE /api/views/" + name + " first."
                        : "View " + name + " exists with another definition. Use another name, or DELETE /api/views/"
                                + name + " first.");
    }

    private void requireRuntime() {
        int present = views.runtimes();
        if (present >= runtimes.runtimesMax()) {
            throw new MillraceException(
                    ProcessorError.RUNTIMES_EXHAUSTED,
                    present + " runtimes exist, and a copy of the service runs at most " + runtimes.runtimesMax()
                            + ". Put views over the same streams into one runtime: apply them together, or"
                            + " POST /api/views/batch; or delete views that nobody reads.");
        }
    }

    /** Changes a view, and the others of its runtime with it. */
    @Transactional
    public View change(String name, boolean together, BiConsumer<View, Instant> change) {
        View view = views.lockNamed(name).orElseThrow(() -> notFound(name));
        Instant now = clock.instant();
        for (View one : views.lockRuntime(view.runtime())) {
            if (one.isDeleted()) {
                continue;
            }
            if (!together && !one.id().equals(view.id())) {
                throw shared(view, one);
            }
            change.accept(one, now);
            publish(views.save(one));
        }
        return view;
    }

    private static MillraceException shared(View view, View other) {
        return new MillraceException(
                ProcessorError.RUNTIME_SHARED,
                "View " + view.name() + " runs in one runtime with " + other.name()
                        + ", and one cannot stop without the other. Add ?together=true to mean all of them.");
    }

    @Transactional
    public void delete(String name) {
        View view = views.lockNamed(name).orElseThrow(() -> notFound(name));
        view.delete(clock.instant());
        views.save(view);
        outbox.publish(Topics.VIEWS, name, null);
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

    private View publish(View view) {
        outbox.publish(Topics.VIEWS, view.name(), json.writeValueAsBytes(view.published()));
        return view;
    }

    static MillraceException notFound(String name) {
        return new MillraceException(
                ProcessorError.VIEW_NOT_FOUND,
                "There is no view '" + name + "'. GET /api/views lists those that exist.");
    }
}

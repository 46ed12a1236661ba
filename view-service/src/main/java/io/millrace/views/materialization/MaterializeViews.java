package io.millrace.views.materialization;

import io.millrace.api.measurement.Measurement;
import io.millrace.api.view.PublishedView;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.measurement.HopMeter;
import io.millrace.starter.measurement.HopMeters;
import io.millrace.views.row.RowEntries;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Materializes every view that is defined, each as soon as millrace.views tells it, and drops those that are no more. A version that is
 * to take the place of another one, or was served before and may be again, is materialized beside it, so that it is served from one
 * moment to the next.
 */
@Component
class MaterializeViews implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(MaterializeViews.class);

    private final ViewCatalog catalog;
    private final RedisLink redis;
    private final Materialization materialization;
    private final Measuring measuring;
    private final DropViews drops;
    private final MillraceSettings settings;
    private final Map<ViewVersion, Running> running = new HashMap<>();
    /** By name. */
    private final Map<String, Told> told = new HashMap<>();

    private volatile boolean started;

    /** What was told last of a view. */
    private record Told(int version, Instant changedAt) {}

    /** @param meter of the view's name once it is served, before that of nobody */
    private record Running(MaterializeView materializer, AtomicReference<HopMeter.Named> meter) {}

    /** What counts and times the work. */
    @Component
    record Measuring(HopMeters meters, SourceFreshness freshness, Clock clock) {
        void forget(String view) {
            meters.of(Measurement.Hop.MATERIALIZATION).remove(view);
            meters.of(Measurement.Hop.SERVING).remove(view);
        }

        HopMeter.Named meter(String view) {
            return meters.of(Measurement.Hop.MATERIALIZATION).named(view);
        }

        ApplyEpochs.Surroundings of(PublishedView view, Supplier<HopMeter.Named> meter) {
            return new ApplyEpochs.Surroundings(clock, meter, frontier -> freshness.asOf(view, frontier));
        }
    }

    MaterializeViews(
            ViewCatalog catalog,
            RedisLink redis,
            MillraceSettings settings,
            Materialization materialization,
            Measuring measuring,
            DropViews drops) {
        this.catalog = catalog;
        this.redis = redis;
        this.settings = settings;
        this.materialization = materialization;
        this.measuring = measuring;
        this.drops = drops;
    }

    @Override
    public void start() {
        started = true;
        catalog.follow(this::changed);
    }

    /** On the table's thread: nothing here waits for Redis. */
    private synchronized void changed(String name, @Nullable PublishedView view) {
        if (!started || (view != null && isOld(view))) {
            return;
        }
        List<PublishedView> versions = view == null ? List.of() : view.versions();
        dropAllBut(name, versions);
        versions.forEach(this::keep);
        if (view == null) {
            measuring.forget(name);
        } else {
            serve(view);
        }
    }

    private void dropAllBut(String name, List<PublishedView> versions) {
        Set<ViewVersion> kept = versions.stream().map(ViewVersion::of).collect(Collectors.toSet());
        List<ViewVersion> dropped = running.keySet().stream()
                .filter(version -> version.view().equals(name) && !kept.contains(version))
                .toList();
        for (ViewVersion version : dropped) {
            Running gone = Objects.requireNonNull(running.remove(version));
            if (versions.isEmpty()) {
                drops.drop(version, gone.materializer());
            } else {
                drops.dropReplaced(version, gone.materializer());
            }
        }
    }

    private void keep(PublishedView view) {
        ViewVersion version = ViewVersion.of(view);
        if (running.containsKey(version)) {
            return;
        }
        try {
            drops.keep(version);
            running.put(version, materialize(view));
        } catch (IllegalArgumentException e) {
            LOG.error("{} cannot be served: {}", version, e.getMessage());
        }
    }

    private void serve(PublishedView view) {
        for (PublishedView version : view.versions()) {
            Running kept = running.get(ViewVersion.of(version));
            if (kept != null) {
                kept.meter().set(version == view ? measuring.meter(view.name()) : new HopMeter.Named());
            }
        }
    }

    /** Whether it is an old record that is told again. A version that is served again is older than the last, and was changed later. */
    private boolean isOld(PublishedView view) {
        Told last = told.get(view.name());
        if (last != null && view.version() < last.version() && view.changedAt().isBefore(last.changedAt())) {
            return true;
        }
        told.put(view.name(), new Told(view.version(), view.changedAt()));
        return false;
    }

    private Running materialize(PublishedView view) {
        AtomicReference<HopMeter.Named> meter = new AtomicReference<>(new HopMeter.Named());
        ViewKeys keys = ViewKeys.of(settings.namespace(), ViewVersion.of(view));
        ViewWriter writer =
                new ViewWriter(redis, keys, RowEntries.of(view), materialization.settings(), settings.copy());
        MaterializeView materializer =
                new MaterializeView(view, writer, materialization, measuring.of(view, meter::get)).start();
        return new Running(materializer, meter);
    }

    @Override
    public synchronized void stop() {
        started = false;
        running.values().parallelStream().forEach(view -> view.materializer().close());
        running.clear();
    }

    @Override
    public boolean isRunning() {
        return started;
    }
}

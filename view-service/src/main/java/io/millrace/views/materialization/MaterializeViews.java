package io.millrace.views.materialization;

import io.millrace.api.measurement.Measurement;
import io.millrace.api.view.PublishedView;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.measurement.HopMeter;
import io.millrace.starter.measurement.HopMeters;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Materializes every view that is defined, each as soon as millrace.views tells it, and drops those that are no more. */
@Component
class MaterializeViews implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(MaterializeViews.class);

    private final ViewCatalog catalog;
    private final RedisLink redis;
    private final Materialization materialization;
    private final Measuring measuring;
    private final DropViews drops;
    private final MillraceSettings settings;
    private final Map<String, Running> running = new HashMap<>();
    /** Per name the greatest version that was told, which is never reused: an older one is an old record told again. */
    private final Map<String, Integer> newest = new HashMap<>();

    private volatile boolean started;

    private record Running(ViewVersion version, MaterializeView materializer) {}

    /** What counts and times the work. */
    @Component
    record Measuring(HopMeters meters, SourceFreshness freshness, Clock clock) {
        void forget(String view) {
            meters.of(Measurement.Hop.MATERIALIZATION).remove(view);
            meters.of(Measurement.Hop.SERVING).remove(view);
        }

        ApplyEpochs.Surroundings of(PublishedView view) {
            HopMeter.Named meter = meters.of(Measurement.Hop.MATERIALIZATION).named(view.name());
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
        Running present = running.get(name);
        if (!started || (view != null && (isOld(view) || isPresent(view, present)))) {
            return;
        }
        if (present != null) {
            running.remove(name);
            drops.drop(present.version(), present.materializer());
        }
        if (view == null) {
            measuring.forget(name);
            return;
        }
        try {
            drops.keep(ViewVersion.of(view));
            running.put(name, new Running(ViewVersion.of(view), materialize(view)));
        } catch (IllegalArgumentException e) {
            LOG.error("View {} version {} cannot be served: {}", name, view.version(), e.getMessage());
        }
    }

    private boolean isOld(PublishedView view) {
        return view.version() < newest.merge(view.name(), view.version(), Math::max);
    }

    private static boolean isPresent(PublishedView view, @Nullable Running present) {
        return present != null && present.version().equals(ViewVersion.of(view));
    }

    private MaterializeView materialize(PublishedView view) {
        ViewKeys keys = ViewKeys.of(settings.namespace(), ViewVersion.of(view));
        ViewWriter writer = new ViewWriter(redis, keys, materialization.settings(), settings.copy());
        return new MaterializeView(view, writer, materialization, measuring.of(view)).start();
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

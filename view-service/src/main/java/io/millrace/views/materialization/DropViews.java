package io.millrace.views.materialization;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanCursor;
import io.millrace.api.view.PublishedView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Removes the Redis keys of views that are no more: at once where a view was deleted, and by a sweep after the start and
 * every ten minutes for what was deleted while nobody looked. A version is swept only when two sweeps in a row have missed
 * it in the catalog, so that one that was defined in between is left alone, and only while nobody holds its lease: another
 * copy may know of a view that this one has not heard of yet.
 */
@Component
class DropViews implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(DropViews.class);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final int CONFIRM_STEPS = 10;
    private static final int SWEEP_STEPS = 600;
    private static final int SCAN_COUNT = 500;
    private static final byte[] EVEN_IF_HELD = {'1'};
    private static final byte[] UNLESS_HELD = {'0'};

    private final RedisLink redis;
    private final ViewCatalog catalog;
    private final StoredRows rows;
    private final Materialization materialization;
    private final Clock clock;
    private final Map<ViewVersion, Drop> waiting = new ConcurrentHashMap<>();
    private Set<ViewVersion> missed = Set.of();
    private volatile @Nullable Thread thread;

    /**
     * @param removes whether the rows go, too
     * @param from when the rows may go
     */
    private record Drop(List<MaterializeView> materializers, boolean removes, Instant from) {
        Drop and(Drop later) {
            return new Drop(
                    Stream.concat(materializers.stream(), later.materializers.stream())
                            .toList(),
                    later.removes,
                    later.from);
        }
    }

    DropViews(RedisLink redis, ViewCatalog catalog, StoredRows rows, Materialization materialization, Clock clock) {
        this.redis = redis;
        this.catalog = catalog;
        this.rows = rows;
        this.materialization = materialization;
        this.clock = clock;
    }

    /** The version is there after all: what was not dropped yet stays, for another materializer. */
    void keep(ViewVersion version) {
        waiting.computeIfPresent(version, (key, drop) -> new Drop(drop.materializers(), false, drop.from()));
    }

    /** Stops the materializer soon and removes what it has stored; tried until it is done. */
    void drop(ViewVersion version, MaterializeView materializer) {
        waiting.merge(version, new Drop(List.of(materializer), true, Instant.EPOCH), Drop::and);
    }

    /** The same of a version whose place another one has taken: its rows stay until nobody reads them any more. */
    void dropReplaced(ViewVersion version, MaterializeView materializer) {
        Drop drop = new Drop(
                List.of(materializer),
                true,
                clock.instant().plus(materialization.settings().replacedFor()));
        waiting.merge(version, drop, Drop::and);
    }

    @Override
    public void start() {
        Thread sweeping = Thread.ofVirtual().name("drop-views").unstarted(this::run);
        // Known before it runs, because it runs as long as it is the known one.
        thread = sweeping;
        sweeping.start();
    }

    @Override
    public void stop() {
        Thread dropping = thread;
        thread = null;
        if (dropping != null) {
            dropping.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        int untilSweep = 0;
        while (thread == Thread.currentThread()) {
            try {
                dropWaiting();
                if (catalog.ready() && untilSweep-- <= 0) {
                    untilSweep = sweep() ? CONFIRM_STEPS : SWEEP_STEPS;
                }
            } catch (RedisUnavailableException e) {
                LOG.debug("Nothing can be dropped now: trying again in {} s", STEP.toSeconds(), e);
            }
            try {
                Thread.sleep(STEP);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void dropWaiting() {
        for (ViewVersion version : waiting.keySet()) {
            Drop drop = waiting.remove(version);
            if (drop != null) {
                drop(version, drop);
            }
        }
    }

    private void drop(ViewVersion version, Drop drop) {
        try {
            drop.materializers().forEach(MaterializeView::close);
            if (drop.removes() && clock.instant().isBefore(drop.from())) {
                waiting.putIfAbsent(version, new Drop(List.of(), true, drop.from()));
            } else if (drop.removes()) {
                remove(version, EVEN_IF_HELD);
            }
        } catch (RedisUnavailableException e) {
            waiting.putIfAbsent(version, new Drop(List.of(), true, drop.from()));
            throw e;
        }
    }

    private boolean remove(ViewVersion version, byte[] whether) {
        ViewKeys keys = ViewKeys.of(materialization.namespace(), version);
        boolean removed = Objects.equals(
                redis.write(RedisScript.DROP, keys.forWriting(), whether).getFirst(), 1L);
        if (removed) {
            rows.forget(version);
            LOG.info("{} was dropped", version);
        }
        return removed;
    }

    /** Returns whether something was missed for the first time, so that a second look is wanted soon. */
    private boolean sweep() {
        Set<ViewVersion> present = stored();
        for (PublishedView view : catalog.versions()) {
            present.remove(ViewVersion.of(view));
        }
        Set<ViewVersion> confirmed = new HashSet<>(present);
        confirmed.retainAll(missed);
        confirmed.removeIf(version -> !remove(version, UNLESS_HELD));
        present.removeAll(confirmed);
        missed = present;
        return !missed.isEmpty();
    }

    private Set<ViewVersion> stored() {
        Set<ViewVersion> found = new HashSet<>();
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            KeyScanCursor<byte[]> page = redis.scan(cursor, ViewKeys.pattern(materialization.namespace()), SCAN_COUNT);
            for (byte[] key : page.getKeys()) {
                ViewVersion version = ViewKeys.versionOf(materialization.namespace(), key);
                if (version != null) {
                    found.add(version);
                }
            }
            cursor = page;
        } while (!cursor.isFinished());
        return found;
    }
}

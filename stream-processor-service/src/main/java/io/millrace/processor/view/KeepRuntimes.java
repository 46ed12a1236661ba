package io.millrace.processor.view;

import io.millrace.api.view.PublishedView;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Topics;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.runtime.ChangelogSettings;
import io.millrace.processor.runtime.DerivedTopic;
import io.millrace.processor.runtime.RuntimeHealth;
import io.millrace.processor.runtime.RuntimeSpec;
import io.millrace.processor.runtime.Runtimes;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.catalog.CompactedTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the runtimes of this copy follow the definitions. Every change on millrace.views wakes it, and every 5 seconds it
 * looks by itself; then it compares what the definitions want with what it started, so that a missed change heals.
 *
 * <p>A runtime whose view was deleted is started anew without it; the topics of the view go when no copy runs it any more.
 * With its last view the runtime goes, too. What goes, goes once, whichever copy comes first.
 */
@Component
class KeepRuntimes implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(KeepRuntimes.class);
    private static final long LOOK_MS = 5_000;
    private static final long COMMIT_MS_MIN = 100;
    private static final long COMMIT_MS_MAX = 1_000;

    private final RuntimePacks packs;
    private final StoreViews store;
    private final DefineViews define;
    private final Runtimes runtimes;
    private final ViewTopics topics;
    private final CompactedTable<PublishedView> published;
    /** By runtime. */
    private final Map<String, Started> started = new HashMap<>();

    private final Semaphore changes = new Semaphore(1);
    private volatile boolean running;
    private volatile @org.jspecify.annotations.Nullable Thread thread;

    KeepRuntimes(
            RuntimePacks packs,
            StoreViews store,
            DefineViews define,
            Runtimes runtimes,
            ViewTopics topics,
            PublishedViewsTable table) {
        this.packs = packs;
        this.store = store;
        this.define = define;
        this.runtimes = runtimes;
        this.topics = topics;
        this.published = table.table();
        published.onChange((name, view) -> wake());
    }

    /**
     * What a runtime was started with.
     *
     * @param views versions of views
     * @param changedAt when the newest of their definitions had changed
     */
    private record Started(Set<UUID> views, Instant changedAt) {
        static Started with(List<View> views) {
            return new Started(
                    views.stream().map(View::id).collect(Collectors.toSet()),
                    views.stream().map(View::changedAt).max(Instant::compareTo).orElse(Instant.EPOCH));
        }
    }

    /** Makes the table; it belongs to {@link KeepRuntimes}. */
    @Component
    static class PublishedViewsTable {
        private final CompactedTable<PublishedView> table;

        PublishedViewsTable(MillraceSettings settings, JsonMapper json) {
            table = CompactedTable.of(settings, Topics.VIEWS, PublishedView.class, json);
        }

        CompactedTable<PublishedView> table() {
            return table;
        }
    }

    /** Lets definitions be looked at now, and not when they are heard of. */
    void wake() {
        if (changes.availablePermits() == 0) {
            changes.release();
        }
    }

    private void run() {
        while (running) {
            try {
                changes.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS);
                changes.drainPermits();
                converge();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                LOG.warn("The definitions of views could not be followed: trying again in {} ms", LOOK_MS, e);
            }
        }
    }

    /** One comparison of what is wanted with what runs. */
    void converge() {
        Set<String> gone = new HashSet<>(started.keySet());
        for (RuntimePacks.Pack pack : packs.present()) {
            apart(pack.runtime(), () -> follow(pack));
            gone.remove(pack.runtime());
        }
        gone.forEach(name -> apart(name, () -> {
            runtimes.remove(name);
            started.remove(name);
        }));
    }

    /** What one runtime runs into is not to keep the others from being looked at. */
    private static void apart(String runtime, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                LOG.debug("Runtime {} is not followed any more: the service stops", runtime, e);
            } else {
                LOG.warn("Runtime {} could not be followed: trying again in {} ms", runtime, LOOK_MS, e);
            }
        }
    }

    private void follow(RuntimePacks.Pack pack) {
        String runtime = pack.runtime();
        List<View> there = pack.there();
        if (there.isEmpty()) {
            remove(runtime, pack.members());
            return;
        }
        if (!pack.here()) {
            return;
        }
        if (there.stream().noneMatch(View::isWanted)) {
            if (started.remove(runtime) != null) {
                runtimes.stop(runtime);
            }
        } else if (isToBeStarted(runtime, there)) {
            start(runtime, there);
        } else {
            noteFailure(runtime);
        }
        boolean asWanted = started.containsKey(runtime) || there.stream().noneMatch(View::isWanted);
        if (asWanted) {
            pack.members().stream().filter(View::isDeleted).forEach(this::removeFromRuntime);
        }
    }

    /** A failure that could not be noted when it happened would else stay unknown, and a resume would change nothing. */
    private void noteFailure(String runtime) {
        runtimes.health(runtime)
                .filter(health -> health.state() == RuntimeHealth.State.FAILED)
                .map(RuntimeHealth::reason)
                .ifPresent(reason -> store.fail(runtime, reason));
    }

    /** Whether it does not run, runs views that were deleted, or failed and somebody wants it to try again since. */
    private boolean isToBeStarted(String runtime, List<View> there) {
        Started before = started.get(runtime);
        Started now = Started.with(there);
        if (before == null || !before.views().equals(now.views())) {
            return true;
        }
        boolean failed = runtimes.health(runtime)
                .map(health -> health.state() == RuntimeHealth.State.FAILED)
                .orElse(true);
        return failed && now.changedAt().isAfter(before.changedAt());
    }

    private void remove(String runtime, List<View> members) {
        runtimes.remove(runtime);
        started.remove(runtime);
        for (View view : members) {
            topics.delete(view);
            store.markRemoved(view.id());
        }
    }

    /** Removes what is left of a view whose runtime goes on without it; where it is too early, the next look does it. */
    private void removeFromRuntime(View view) {
        if (runtimes.forget(view.runtime(), view.name(), view.version())) {
            topics.delete(view);
            store.markRemoved(view.id());
            LOG.info("View {}.v{} left runtime {}", view.name(), view.version(), view.runtime());
        } else {
            LOG.debug("View {}.v{} is still run by another copy", view.name(), view.version());
        }
    }

    private void start(String runtime, List<View> members) {
        List<ViewPlan> plans = new ArrayList<>();
        Map<String, ChangelogSettings> changelogs = new HashMap<>();
        Map<String, RuntimeSpec.Backfill> backfills = new HashMap<>();
        Map<String, DerivedTopic> derived = new HashMap<>();
        long freshnessMs = Long.MAX_VALUE;
        try {
            for (View view : members) {
                CompiledView compiled = define.compiled(view);
                ViewDefinition definition = view.definition();
                plans.add(compiled.plan(view.version()));
                changelogs.put(view.name(), new ChangelogSettings(definition.partitions(), definition.historyMs()));
                definition.backfill().ifPresent(backfill -> backfills.put(view.name(), backfill));
                DerivedStream target = definition.target();
                if (target != null) {
                    derived.put(view.name(), target.onRuntime(view.name()));
                }
                freshnessMs = Math.min(freshnessMs, definition.freshnessMs());
            }
            long commitMs = Math.clamp(freshnessMs / 10, COMMIT_MS_MIN, COMMIT_MS_MAX);
            runtimes.start(new RuntimeSpec(runtime, plans, changelogs, backfills, derived, commitMs), this::failed);
            started.put(runtime, Started.with(members));
        } catch (MillraceException e) {
            startRefused(runtime, e);
        } catch (RuntimeException e) {
            LOG.error("Runtime {} cannot be started: its views are FAILED until they are resumed", runtime, e);
            store.fail(runtime, "The runtime cannot be started: " + e);
        }
    }

    private void startRefused(String runtime, MillraceException e) {
        switch (e.code().kind()) {
            case USER, INTERNAL -> {
                LOG.error("Runtime {} cannot be started: its views are FAILED until they are resumed", runtime, e);
                store.fail(runtime, e.detail());
            }
            case EXHAUSTED, EXTERNAL ->
                LOG.warn("Runtime {} is not started yet: {} Trying again in {} ms", runtime, e.detail(), LOOK_MS);
        }
    }

    /** Called by a runtime's thread: the note is made by another, for the runtime may hold locks. */
    private void failed(String runtime, String reason) {
        Thread.ofVirtual().name("fail-" + runtime).start(() -> {
            try {
                store.fail(runtime, reason);
            } catch (RuntimeException e) {
                LOG.error("The failure of runtime {} could not be noted: {}", runtime, reason, e);
            }
        });
    }

    @Override
    public void start() {
        running = true;
        published.start();
        thread = Thread.ofPlatform().name("keep-runtimes").daemon(true).start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        published.close();
        Thread keeping = thread;
        if (keeping != null) {
            keeping.interrupt();
            try {
                keeping.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

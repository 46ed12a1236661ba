package io.millrace.processor.view;

import io.millrace.api.view.ServedProgress;
import io.millrace.api.view.SourceStream;
import io.millrace.api.view.ViewState;
import io.millrace.kernel.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Puts a version that is built beside the one that is served in its place, as soon as it has caught up: when its rows have all events that
 * were there at its creation, and what the served rows had when that was first seen. Every copy looks; one of them does it.
 *
 * <pre>
 *   v1  served ───────────────┐ deleted
 *   v2  built beside, reads … ┴ served
 * </pre>
 */
@Component
class CutOverViews implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(CutOverViews.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Views views;
    private final ViewStatuses statuses;
    private final StoreViews store;
    /** By next version, what the served rows had when it was first seen to have read the old events. */
    private final Map<UUID, Position> goals = new HashMap<>();

    private volatile @Nullable Thread thread;

    CutOverViews(Views views, ViewStatuses statuses, StoreViews store) {
        this.views = views;
        this.statuses = statuses;
        this.store = store;
    }

    private void run() {
        while (thread == Thread.currentThread()) {
            try {
                look();
            } catch (RuntimeException e) {
                if (thread == Thread.currentThread()) {
                    LOG.warn("Versions that are to be served next were not looked at: trying again in {}", LOOK, e);
                }
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private void look() {
        List<View> all = views.allNext();
        goals.keySet().retainAll(all.stream().map(View::id).collect(Collectors.toSet()));
        all.stream().filter(next -> next.state() == ViewState.RUNNING).forEach(this::look);
    }

    private void look(View next) {
        ServedProgress served = statuses.served(next.name()).orElse(null);
        ServedProgress reached = served == null ? null : served.next();
        if (served == null
                || reached == null
                || reached.version() != next.version()
                || reached.building()
                || reached.progress() < 1) {
            return;
        }
        Position goal = goals.putIfAbsent(next.id(), shared(served, next));
        if (goal != null && goal.isCoveredBy(Position.parse(reached.position())) && store.cutOver(next.id())) {
            LOG.info("View {}: version {} is served in the place of {}", next.name(), next.version(), served.version());
        }
    }

    /** Of the streams that the next version reads, too. */
    private static Position shared(ServedProgress served, View next) {
        return Position.parse(served.position())
                .only(next.definition().sources().stream()
                        .map(SourceStream::topicId)
                        .collect(Collectors.toSet()));
    }

    @Override
    public void start() {
        Thread looking = Thread.ofVirtual().name("cut-over-views").unstarted(this::run);
        // Known before it runs, because it runs as long as it is the known one.
        thread = looking;
        looking.start();
    }

    @Override
    public void stop() {
        Thread looking = thread;
        thread = null;
        if (looking != null) {
            looking.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}

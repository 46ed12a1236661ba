package io.millrace.processor.view;

import io.millrace.api.view.ServedProgress;
import io.millrace.api.view.SourceStream;
import io.millrace.api.view.ViewState;
import io.millrace.api.view.ViewStatus;
import io.millrace.kernel.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Puts a version that is built beside the one that is served in its place: when its rows have all events that were there at its creation,
 * differ from those that are served by no more than they may or somebody asked for it nevertheless, and have what the served rows had
 * when that was first seen. A view that reads another one takes its place in one step with that, when all of them may. Every copy looks; one
 * of them does it.
 *
 * <pre>
 *   v1  served ──────────────────────────┐ kept up to date for a day
 *   v2  built beside, reads … compared … ┴ served
 * </pre>
 */
@Component
class CutOverViews implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(CutOverViews.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Views views;
    private final ViewStatuses statuses;
    private final CompareNext compare;
    private final CutOverGate gate;
    private final StoreReplacements replacements;
    /** By next version, what the served rows had when it was first seen to have read the old events. */
    private final Map<UUID, Position> goals = new HashMap<>();

    private volatile @Nullable Thread thread;

    CutOverViews(
            Views views, ViewStatuses statuses, CompareNext compare, CutOverGate gate, StoreReplacements replacements) {
        this.views = views;
        this.statuses = statuses;
        this.compare = compare;
        this.gate = gate;
        this.replacements = replacements;
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
        replacements.endKept();
        List<View> all = views.allNext();
        goals.keySet().retainAll(all.stream().map(View::id).collect(Collectors.toSet()));
        Map<UUID, List<View>> steps = all.stream().collect(Collectors.groupingBy(CutOverViews::step));
        steps.values().forEach(this::look);
    }

    /** Those that take their places in one step have this in common. */
    private static UUID step(View next) {
        UUID together = next.together();
        return together == null ? next.id() : together;
    }

    private void look(List<View> step) {
        Map<View, ServedProgress> allowed = new IdentityHashMap<>();
        // Each is asked, so that all of them are compared meanwhile.
        step.forEach(next -> allowed(next).ifPresent(served -> allowed.put(next, served)));
        if (allowed.size() < step.size()) {
            // What is served goes on meanwhile.
            step.forEach(next -> goals.remove(next.id()));
            return;
        }
        long there = step.stream()
                .filter(next -> isThere(next, Objects.requireNonNull(allowed.get(next))))
                .count();
        if (there == step.size()
                && replacements.cutOver(step.stream().map(View::id).toList())) {
            step.forEach(next -> LOG.info("View {}: version {} is served now", next.name(), next.version()));
        }
    }

    /** What is served of a view whose next version may be served. */
    private Optional<ServedProgress> allowed(View next) {
        return next.state() == ViewState.RUNNING
                ? statuses.served(next.name()).filter(served -> isAllowed(next, served))
                : Optional.empty();
    }

    private boolean isAllowed(View next, ServedProgress served) {
        ServedProgress reached = served.next();
        if (reached == null || reached.version() != next.version() || reached.building() || reached.progress() < 1) {
            return false;
        }
        boolean comparable = served.epoch() >= 0 && !next.isCutOverAsked();
        return !comparable || gate.phase(next, compare.compared(next)) == ViewStatus.Phase.CUTTING_OVER;
    }

    /** Whether it has what the served rows had when all of the step were first seen to be allowed. */
    private boolean isThere(View next, ServedProgress served) {
        Position goal = goals.putIfAbsent(next.id(), shared(served, next));
        ServedProgress reached = served.next();
        return goal != null && reached != null && goal.isCoveredBy(Position.parse(reached.position()));
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

package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.SourceStream;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.RedisUnavailableException;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.materialization.ViewCatalog;
import io.millrace.views.materialization.ViewVersion;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Lets reads wait until a view has seen a position. While somebody waits for a view, one thread looks every few milliseconds
 * where its visible epoch is, whoever materializes it; nobody waiting costs nothing.
 */
@Component
class AwaitPosition {
    private static final Logger LOG = LoggerFactory.getLogger(AwaitPosition.class);
    private static final Duration LOOK = Duration.ofMillis(8);

    private final StoredRows stored;
    private final ViewCatalog catalog;
    private final Semaphore places;
    private final Map<ViewVersion, Watch> watches = new ConcurrentHashMap<>();

    AwaitPosition(StoredRows stored, ViewCatalog catalog, ServingSettings settings) {
        this.stored = stored;
        this.catalog = catalog;
        this.places = new Semaphore(settings.waitingMax());
    }

    private record Waiting(Position position, CompletableFuture<Cut> reached) {}

    /** Those who wait for one view version. */
    private static final class Watch {
        final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    }

    /**
     * The version of the view that has seen the position: where the view is replaced meanwhile, what is waited for comes to the newer
     * one.
     *
     * @throws MillraceException with {@link ServingError#POSITION_NOT_REACHED} or {@link ServingError#TOO_MANY_WAITING}
     * @throws RedisUnavailableException where Redis does not answer as it should
     */
    PublishedView seen(PublishedView view, Position after, Duration wait) {
        if (after.isEmpty()) {
            return view;
        }
        try {
            until(view, after, wait);
            return view;
        } catch (MillraceException e) {
            PublishedView now = catalog.get(view.name());
            if (e.code() != ServingError.POSITION_NOT_REACHED || now.version() == view.version()) {
                throw e;
            }
            until(now, after, Duration.ZERO);
            return now;
        }
    }

    /**
     * Returns when the view has seen what of the position is of the streams that it reads.
     *
     * @throws MillraceException with {@link ServingError#POSITION_NOT_REACHED} or {@link ServingError#TOO_MANY_WAITING}
     * @throws RedisUnavailableException where Redis does not answer as it should
     */
    private void until(PublishedView view, Position position, Duration wait) {
        Position wanted =
                position.only(view.sources().stream().map(SourceStream::topicId).collect(Collectors.toSet()));
        ViewVersion version = ViewVersion.of(view);
        Cut cut = stored.cut(version);
        if (isReached(wanted, cut)) {
            return;
        }
        if (!places.tryAcquire()) {
            throw new MillraceException(
                    ServingError.TOO_MANY_WAITING,
                    "Every place to wait is taken. Try again, or read without Millrace-After.");
        }
        try {
            await(view, version, wanted, wait);
        } finally {
            places.release();
        }
    }

    private void await(PublishedView view, ViewVersion version, Position wanted, Duration wait) {
        Waiting waiting = new Waiting(wanted, new CompletableFuture<>());
        watch(version, waiting);
        try {
            waiting.reached().get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new PositionNotReached(view, stored.cut(version), wait).problem();
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a position failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PositionNotReached(view, Cut.ABSENT, wait).problem();
        } finally {
            waiting.reached().cancel(false);
        }
    }

    private record PositionNotReached(PublishedView view, Cut cut, Duration waited) {
        MillraceException problem() {
            return new MillraceException(
                    ServingError.POSITION_NOT_REACHED,
                    "View '" + view.name() + "' has not reached the position within " + waited.toSeconds()
                            + " s; it is at epoch " + cut.epoch() + ", position "
                            + cut.frontier().position().token()
                            + (cut.building() ? ", and is being rebuilt" : "")
                            + ". Wait longer with 'Prefer: wait=30', or look at the view's state and freshness.");
        }
    }

    private void watch(ViewVersion version, Waiting waiting) {
        watches.compute(version, (key, present) -> {
            if (present != null) {
                present.waiting.add(waiting);
                return present;
            }
            Watch fresh = new Watch();
            fresh.waiting.add(waiting);
            Thread.ofVirtual().name("await-" + version).start(() -> lookAndEnd(version, fresh));
            return fresh;
        });
    }

    private void lookAndEnd(ViewVersion version, Watch watch) {
        try {
            look(version, watch);
        } catch (RuntimeException | Error e) {
            LOG.error("Reads that wait for {} fail: the next one looks anew", version, e);
            watches.remove(version, watch);
            watch.waiting.forEach(waiting -> waiting.reached().completeExceptionally(e));
        }
    }

    private void look(ViewVersion version, Watch watch) {
        boolean watched = true;
        while (watched) {
            try {
                Cut cut = stored.cut(version);
                for (Waiting waiting : watch.waiting) {
                    if (isReached(waiting.position(), cut)) {
                        waiting.reached().complete(cut);
                    }
                }
            } catch (RedisUnavailableException e) {
                // Those who wait are told when their time is over.
                LockSupport.parkNanos(LOOK.toNanos());
            }
            watch.waiting.removeIf(waiting -> waiting.reached().isDone());
            if (watch.waiting.isEmpty()) {
                watched = watches.compute(version, (key, present) -> watch.waiting.isEmpty() ? null : present) != null;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static boolean isReached(Position wanted, Cut cut) {
        return wanted.isEmpty()
                || (cut.isConsistent() && wanted.isCoveredBy(cut.frontier().position()));
    }
}

package io.millrace.views.subscription;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.api.view.PublishedView;
import io.millrace.kernel.MillraceException;
import io.millrace.views.materialization.ChangelogPlace;
import io.millrace.views.materialization.ChangelogTail;
import io.millrace.views.materialization.ViewCatalog;
import io.millrace.views.materialization.ViewVersion;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The feeds of the views that somebody in this copy is subscribed to: started by the first subscriber, stopped a while after the
 * last. Thread-safe.
 */
@Component
class ViewFeeds implements SmartLifecycle {
    private final ChangelogTail.Opener changelogs;
    private final ViewCatalog catalog;
    private final SubscriptionSettings settings;
    private final Semaphore places;
    private final Map<ViewVersion, Used> feeds = new HashMap<>();
    private boolean running;

    private static final class Used {
        final ViewFeed feed;
        int users;
        long unusedSinceNanos = System.nanoTime();

        Used(ViewFeed feed) {
            this.feed = feed;
        }
    }

    ViewFeeds(
            ChangelogTail.Opener changelogs, ViewCatalog catalog, SubscriptionSettings settings, MeterRegistry meters) {
        this.changelogs = changelogs;
        this.catalog = catalog;
        this.settings = settings;
        this.places = new Semaphore(settings.subscribersMax());
        Gauge.builder("millrace.view.subscribers", this, ViewFeeds::subscribers)
                .description("clients that are subscribed to views in this copy")
                .register(meters);
    }

    /** One subscriber's place among those that there may be. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws MillraceException with {@link SubscriptionError#TOO_MANY_SUBSCRIBERS} */
    Place take() {
        if (!places.tryAcquire()) {
            throw new MillraceException(
                    SubscriptionError.TOO_MANY_SUBSCRIBERS,
                    settings.subscribersMax()
                            + " clients are subscribed here, and no more can be. Try again in a while.");
        }
        return places::release;
    }

    int subscribers() {
        return settings.subscribersMax() - places.availablePermits();
    }

    /** A feed for as long as it is used. */
    final class Lease implements AutoCloseable {
        private final Used used;

        private Lease(Used used) {
            this.used = used;
        }

        ViewFeed feed() {
            return used.feed;
        }

        @Override
        public void close() {
            release(used);
        }
    }

    /**
     * The feed of a view version.
     *
     * @param from where it begins, if it is started now
     * @return null where this copy stops
     */
    synchronized @Nullable Lease open(PublishedView view, ChangelogPlace from) {
        if (!running) {
            return null;
        }
        ViewVersion version = ViewVersion.of(view);
        Used used = feeds.get(version);
        if (used == null || used.feed.end() != null) {
            Used fresh = new Used(new ViewFeed(view, from));
            feeds.put(version, fresh);
            Thread.ofVirtual().name("changes-" + version).start(() -> run(version, fresh));
            used = fresh;
        }
        used.users++;
        return new Lease(used);
    }

    private synchronized void release(Used used) {
        used.users--;
        used.unusedSinceNanos = System.nanoTime();
    }

    private void run(ViewVersion version, Used used) {
        try {
            used.feed.run(changelogs, new Keeping(used));
        } finally {
            used.feed.end(ViewFeed.End.BROKEN);
            forget(version, used);
        }
    }

    private synchronized void forget(ViewVersion version, Used used) {
        feeds.remove(version, used);
    }

    private final class Keeping implements ViewFeed.Keeper {
        private final Used used;
        private final ViewWatch watch;

        Keeping(Used used) {
            this.used = used;
            this.watch = new ViewWatch(catalog, used.feed.view());
        }

        @Override
        public long bytesMax() {
            synchronized (ViewFeeds.this) {
                return settings.ringSize().toBytes() / Math.max(1, feeds.size());
            }
        }

        @Override
        public ViewFeed.@Nullable End end() {
            ViewFeed.End end = watch.end();
            return end == null ? stopped() : end;
        }

        private ViewFeed.@Nullable End stopped() {
            synchronized (ViewFeeds.this) {
                boolean unused = used.users == 0
                        && System.nanoTime() - used.unusedSinceNanos
                                > settings.linger().toNanos();
                // Whoever comes next starts another one.
                return running && !unused ? null : ViewFeed.End.STOPPED;
            }
        }
    }

    @Override
    public synchronized void start() {
        running = true;
    }

    @Override
    public synchronized void stop() {
        running = false;
        feeds.values().forEach(used -> used.feed.end(ViewFeed.End.STOPPED));
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}

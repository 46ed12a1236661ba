package io.millrace.views.subscription;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.api.view.PublishedView;
import io.millrace.views.materialization.ChangelogTail;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.materialization.ViewCatalog;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** What the subscriptions of this copy share. Thread-safe. */
@Component
class Subscribing {
    static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final ViewFeeds feeds;
    private final SendSnapshot snapshots;
    private final StoredRows stored;
    private final ChangelogTail.Opener changelogs;
    private final ViewCatalog catalog;
    private final SubscriptionSettings settings;
    private final Semaphore turns;
    private final Semaphore rememberedKeys;
    private final Counter cutOff;

    /** Where the rows and changes come from. */
    @Component
    record Sources(StoredRows stored, ChangelogTail.Opener changelogs, ViewCatalog catalog) {}

    Subscribing(
            ViewFeeds feeds,
            SendSnapshot snapshots,
            Sources sources,
            SubscriptionSettings settings,
            MeterRegistry meters) {
        this.feeds = feeds;
        this.snapshots = snapshots;
        this.stored = sources.stored();
        this.changelogs = sources.changelogs();
        this.catalog = sources.catalog();
        this.settings = settings;
        this.turns = new Semaphore(settings.catchingUpMax(), true);
        this.rememberedKeys = new Semaphore(settings.rememberedKeys());
        this.cutOff = Counter.builder("millrace.view.subscribers.cut.off")
                .description("subscribers whose connection was ended because they took too little")
                .register(meters);
    }

    ViewFeeds feeds() {
        return feeds;
    }

    SendSnapshot snapshots() {
        return snapshots;
    }

    StoredRows stored() {
        return stored;
    }

    ChangelogTail.Opener changelogs() {
        return changelogs;
    }

    SubscriptionSettings settings() {
        return settings;
    }

    KeyHashes keys() {
        return new KeyHashes(rememberedKeys);
    }

    /** What an epoch of one subscriber that catches up may take of the heap. */
    long epochBytesMax() {
        return settings.ringSize().toBytes() / settings.catchingUpMax();
    }

    /** Whether it is the caller's turn to read the changelog by itself; waits a little for it. */
    boolean takeTurn() throws InterruptedException {
        return turns.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    void giveTurn() {
        turns.release();
    }

    void pause() throws InterruptedException {
        Thread.sleep(PAUSE);
    }

    /** A longer pause, before a snapshot is begun anew. */
    void pauseBeforeSnapshot() throws InterruptedException {
        Thread.sleep(AGAIN);
    }

    ViewWatch watch(PublishedView view) {
        return new ViewWatch(catalog, view);
    }

    /** A subscriber lost its connection for taking too little. */
    void countCutOff() {
        cutOff.increment();
    }
}

package io.millrace.views.subscription;

import io.millrace.api.view.PublishedView;
import io.millrace.views.materialization.ChangelogPlace;
import io.millrace.views.materialization.ChangelogTail;
import io.millrace.views.materialization.ClosedEpoch;
import io.millrace.views.materialization.ViewVersion;
import io.millrace.views.row.KeyJson;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of one view version for all its subscribers in this copy: it follows the changelog with one consumer, encodes
 * each epoch once and keeps the newest. It ends when it is told to, and for a reason that its subscribers are told.
 */
final class ViewFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ViewFeed.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration BACKOFF = Duration.ofSeconds(1);
    /** What a subscriber is given at once. */
    private static final long PORTION_BYTES_MAX = 1024 * 1024;

    private final PublishedView view;
    private final KeyJson keys;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final EpochRing ring;
    private ChangelogPlace head;
    private @Nullable End end;

    /** Why a feed goes no further. */
    enum End {
        /** Another version has taken the place of this one. */
        REPLACED,
        DROPPED,
        /** The changelog cannot be followed from here; a new snapshot can. */
        BROKEN,
        /** Nobody was subscribed any more, or this copy stops. */
        STOPPED
    }

    /**
     * @param epochs what comes next, oldest first; null where it is no longer kept
     * @param head where the changes that were read end
     * @param end null while the feed goes on
     */
    record Portion(
            @Nullable List<EpochEvents> epochs,
            ChangelogPlace head,
            @Nullable End end) {}

    /** What a feed asks whoever keeps it, some times a second. */
    interface Keeper {
        /** Bytes that the feed's epochs may have now. */
        long bytesMax();

        /** Null while the feed is to go on. */
        @Nullable
        End end();
    }

    /** @param from the first changes that are kept come behind it */
    ViewFeed(PublishedView view, ChangelogPlace from) {
        this.view = view;
        this.keys = KeyJson.of(view);
        this.ring = new EpochRing(from.epoch());
        this.head = from;
    }

    PublishedView view() {
        return view;
    }

    /** Follows the changelog until it ends; to be called once, by a thread of its own. */
    void run(ChangelogTail.Opener changelogs, Keeper keeper) {
        while (end() == null) {
            try (ChangelogTail tail = changelogs.open(view, head())) {
                follow(tail, keeper);
            } catch (ChangelogTail.BrokenTailException e) {
                LOG.warn("Subscribers of {} get a new snapshot: {}", ViewVersion.of(view), e.getMessage());
                end(End.BROKEN);
            } catch (KafkaException e) {
                LOG.warn(
                        "Changes of {} cannot be read: trying again in {} ms",
                        ViewVersion.of(view),
                        BACKOFF.toMillis(),
                        e);
                pause(keeper);
            } catch (RuntimeException e) {
                LOG.error("Changes of {} cannot be told: subscribers get a new snapshot", ViewVersion.of(view), e);
                end(End.BROKEN);
            }
        }
    }

    private void follow(ChangelogTail tail, Keeper keeper) throws ChangelogTail.BrokenTailException {
        while (end() == null) {
            long bytesMax = keeper.bytesMax();
            List<EpochEvents> closed = tail.poll(POLL, bytesMax).stream()
                    .map(epoch -> EpochEvents.of(view.version(), epoch, keys))
                    .toList();
            add(closed, tail.place(), bytesMax);
            check(keeper);
        }
    }

    private void check(Keeper keeper) {
        End ended = keeper.end();
        if (ended != null) {
            end(ended);
        }
    }

    private void pause(Keeper keeper) {
        lock.lock();
        try {
            moved.awaitNanos(BACKOFF.toNanos());
        } catch (InterruptedException e) {
            end(End.STOPPED);
        } finally {
            lock.unlock();
        }
        check(keeper);
    }

    private void add(List<EpochEvents> closed, ChangelogPlace place, long bytesMax) {
        lock.lock();
        try {
            closed.forEach(ring::add);
            ring.trim(bytesMax);
            head = place;
            if (!closed.isEmpty()) {
                moved.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Encodes an epoch that one subscriber alone has missed. */
    EpochEvents encoded(ClosedEpoch epoch) {
        return EpochEvents.of(view.version(), epoch, keys);
    }

    boolean covers(long epoch) {
        lock.lock();
        try {
            return ring.covers(epoch);
        } finally {
            lock.unlock();
        }
    }

    /** What comes behind an epoch; waits where there is nothing yet. */
    Portion after(long epoch, long waitNanos) throws InterruptedException {
        lock.lock();
        try {
            long rest = waitNanos;
            List<EpochEvents> next = ring.after(epoch, PORTION_BYTES_MAX);
            while (next != null && next.isEmpty() && end == null && rest > 0) {
                rest = moved.awaitNanos(rest);
                next = ring.after(epoch, PORTION_BYTES_MAX);
            }
            return new Portion(next, head, end);
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    End end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    void end(End reason) {
        lock.lock();
        try {
            if (end == null) {
                end = reason;
            }
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private ChangelogPlace head() {
        lock.lock();
        try {
            return head;
        } finally {
            lock.unlock();
        }
    }
}

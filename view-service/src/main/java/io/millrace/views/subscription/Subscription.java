package io.millrace.views.subscription;

import io.millrace.api.view.PublishedView;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.views.materialization.ChangelogPlace;
import io.millrace.views.materialization.ChangelogTail;
import io.millrace.views.materialization.ClosedEpoch;
import io.millrace.views.materialization.RedisUnavailableException;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.materialization.ViewVersion;
import io.millrace.views.row.KeyJson;
import io.millrace.views.serving.SelectedRows;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * One client's subscription, from its first event to its last, by the thread of its request. Where the subscriber is, is an
 * epoch: of its snapshot, of the id that it came with, of the changes that it was told. Whatever comes next is in the view's feed,
 * or, where that has dropped it, in the changelog.
 */
final class Subscription {
    private final Subscribing subscribing;
    private final Subscriber subscriber;
    private final SelectedRows selected;
    private final PublishedView view;
    private final FilterMembers members;
    private final TellChanges telling;
    private final ViewWatch watch;
    /** Where the subscriber is; null where it is to get a snapshot. */
    private @Nullable ChangelogPlace at;
    /** Changes of the next epoch that it has. */
    private int taken;
    /** Of a snapshot that is not a cut yet. */
    private @Nullable SnapshotCover cover;
    /** Whether it has once had all that there was. */
    private boolean caughtUp;

    /** @param seen null where it is to get a snapshot */
    Subscription(
            Subscribing subscribing,
            Subscriber subscriber,
            SelectedRows selected,
            PublishedView view,
            @Nullable EventId seen) {
        this.subscribing = subscribing;
        this.subscriber = subscriber;
        this.selected = selected;
        this.view = view;
        this.members = new FilterMembers(subscribing.keys(), seen == null);
        this.telling = new TellChanges(selected, members, KeyJson.of(view), subscriber);
        this.watch = subscribing.watch(view);
        this.at = seen == null ? null : seen.place();
        this.taken = seen == null ? 0 : seen.taken();
    }

    /**
     * Tells the subscriber what happens until the view or this copy ends.
     *
     * @param reason why it gets a snapshot, if it does
     * @return why it ends
     */
    ViewFeed.End run(Reset reason) throws IOException, InterruptedException {
        Reset next = reason;
        try {
            while (true) {
                ViewFeed.End end = follow(next);
                if (end == ViewFeed.End.BROKEN) {
                    at = null;
                    next = Reset.HISTORY_LOST;
                    subscribing.pauseBeforeSnapshot();
                } else if (end != ViewFeed.End.STOPPED || !subscribing.feeds().isRunning()) {
                    return end;
                }
            }
        } finally {
            members.close();
        }
    }

    private ViewFeed.End follow(Reset reason) throws IOException, InterruptedException {
        StoredRows.StoredCut cut = null;
        if (at == null) {
            subscriber.frames().add("reset", null, reason.json(view.version()));
            cut = awaitCut();
            if (cut == null) {
                return Objects.requireNonNullElse(watch.end(), ViewFeed.End.STOPPED);
            }
            at = cut.place();
        }
        ViewFeeds.Lease lease = subscribing.feeds().open(view, Objects.requireNonNull(at));
        if (lease == null) {
            return ViewFeed.End.STOPPED;
        }
        try (lease) {
            if (cut != null && !snapshot(cut)) {
                return ViewFeed.End.BROKEN;
            }
            return follow(lease.feed());
        }
    }

    /** The cut that a snapshot begins with; null where the view has ended meanwhile. */
    private StoredRows.@Nullable StoredCut awaitCut() throws IOException, InterruptedException {
        subscriber.flush();
        while (watch.end() == null && subscribing.feeds().isRunning()) {
            StoredRows.StoredCut cut = storedCut();
            if (cut != null) {
                return cut;
            }
            subscribing.pause();
            keepAlive();
        }
        return null;
    }

    private StoredRows.@Nullable StoredCut storedCut() {
        try {
            return subscribing.stored().storedCut(ViewVersion.of(view), view.partitions());
        } catch (RedisUnavailableException e) {
            return null;
        }
    }

    private void keepAlive() throws IOException {
        if (isSilent()) {
            subscriber.frames().comment();
            subscriber.flush();
        }
    }

    private boolean isSilent() {
        return subscriber.silentNanos() >= subscribing.settings().heartbeat().toNanos();
    }

    private boolean snapshot(StoredRows.StoredCut cut) throws IOException {
        members.reset();
        taken = 0;
        caughtUp = false;
        try {
            cover = subscribing.snapshots().send(ViewVersion.of(view), cut.cut(), selected, members, subscriber);
        } catch (SendSnapshot.InterruptedSnapshotException e) {
            return false;
        } catch (RedisUnavailableException e) {
            throw new MillraceException(
                    CommonError.UNAVAILABLE, "Redis does not answer as it should. Connect again in a moment.", e);
        }
        if (cover.last() == cut.cut().epoch()) {
            endSnapshot(cut.place());
        }
        return true;
    }

    private void endSnapshot(ChangelogPlace place) throws IOException {
        cover = null;
        at = place;
        telling.heartbeat(new EventId(view.version(), place, 0));
        subscriber.flush();
    }

    private ViewFeed.End follow(ViewFeed feed) throws IOException, InterruptedException {
        while (true) {
            ChangelogPlace place = Objects.requireNonNull(at);
            long heartbeatNanos = subscribing.settings().heartbeat().toNanos();
            ViewFeed.Portion portion =
                    feed.after(place.epoch(), Math.max(1, heartbeatNanos - subscriber.silentNanos()));
            List<EpochEvents> epochs = portion.epochs();
            if (epochs == null && portion.end() != null) {
                return portion.end();
            }
            if (epochs == null) {
                if (caughtUp) {
                    throw tooSlow();
                }
                if (!catchUp(feed)) {
                    return ViewFeed.End.BROKEN;
                }
                continue;
            }
            for (EpochEvents epoch : epochs) {
                tell(epoch);
            }
            if (epochs.isEmpty()) {
                caughtUp = true;
                isAt(portion.head());
                if (portion.end() != null) {
                    return portion.end();
                }
            }
            subscriber.flush();
        }
    }

    private MillraceException tooSlow() {
        return new MillraceException(
                SubscriptionError.SUBSCRIBER_TOO_SLOW,
                "The client is behind by all changes of view '" + view.name()
                        + "' that are kept for subscribers. Connect again with the last id, or take fewer rows by filters.");
    }

    private void tell(EpochEvents epoch) throws IOException {
        SnapshotCover open = cover;
        if (open != null && epoch.number() > open.last()) {
            endSnapshot(epoch.epoch().before());
        }
        telling.tell(epoch, taken, cover);
        taken = 0;
        at = epoch.after();
    }

    /** Nothing more has happened up to a place. */
    private void isAt(ChangelogPlace head) throws IOException {
        ChangelogPlace place = Objects.requireNonNull(at);
        boolean ahead = head.epoch() >= place.epoch();
        if (ahead && taken == 0) {
            at = head;
        }
        SnapshotCover open = cover;
        if (open != null && head.epoch() >= open.last()) {
            endSnapshot(head);
        } else if (open == null && isSilent()) {
            telling.heartbeat(new EventId(view.version(), Objects.requireNonNull(at), taken));
        } else {
            keepAlive();
        }
    }

    /** Tells what the feed no longer has, out of the changelog; returns false where that does not have it either. */
    private boolean catchUp(ViewFeed feed) throws IOException, InterruptedException {
        while (!subscribing.takeTurn()) {
            keepAlive();
            if (feed.end() != null) {
                return true;
            }
        }
        try (ChangelogTail tail = subscribing.changelogs().open(view, Objects.requireNonNull(at))) {
            while (!feed.covers(Objects.requireNonNull(at).epoch()) && feed.end() == null) {
                for (ClosedEpoch epoch : tail.poll(Subscribing.PAUSE, subscribing.epochBytesMax())) {
                    tell(feed.encoded(epoch));
                }
                if (taken == 0) {
                    at = tail.place();
                }
                subscriber.flush();
                keepAlive();
            }
            return true;
        } catch (ChangelogTail.BrokenTailException e) {
            return false;
        } catch (KafkaException e) {
            throw new MillraceException(
                    CommonError.UNAVAILABLE, "Kafka does not answer as it should. Connect again in a moment.", e);
        } finally {
            subscribing.giveTurn();
        }
    }
}

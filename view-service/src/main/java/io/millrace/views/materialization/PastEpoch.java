package io.millrace.views.materialization;

import io.millrace.api.changelog.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An epoch that was the last one to be closed at some moment.
 *
 * @param closedAt when the last sink partition had closed it
 * @param frontier what it includes of the streams
 * @param until what lies behind the ends was written then or later
 * @param ends per sink partition, in order, an offset behind all its changes
 */
public record PastEpoch(long epoch, Instant closedAt, Frontier frontier, Instant until, List<Long> ends) {
    /** A record by which a sink partition closed an epoch. */
    record Closing(Progress progress, Instant writtenAt) {
        long epoch() {
            return progress.epoch();
        }
    }

    /**
     * The last epoch that all sink partitions have closed.
     *
     * @param sinks what each of them has closed of late, oldest first
     * @return null where what the epoch includes was closed before
     */
    static @Nullable PastEpoch last(List<List<Closing>> sinks, Instant until, List<Long> ends) {
        if (sinks.stream().anyMatch(List::isEmpty)) {
            return null;
        }
        long epoch = sinks.stream()
                .mapToLong(closings -> closings.getLast().epoch())
                .min()
                .orElseThrow();
        List<Progress> progress = new ArrayList<>();
        Instant closedAt = Instant.MIN;
        for (List<Closing> closings : sinks) {
            Closing covered = null;
            Closing first = null;
            for (Closing closing : closings) {
                covered = closing.epoch() <= epoch ? closing : covered;
                first = first == null && closing.epoch() >= epoch ? closing : first;
            }
            if (covered == null || first == null) {
                return null;
            }
            progress.add(covered.progress());
            closedAt = first.writtenAt().isAfter(closedAt) ? first.writtenAt() : closedAt;
        }
        return new PastEpoch(epoch, closedAt, Frontier.of(progress), until, ends);
    }
}

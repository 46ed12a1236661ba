package io.millrace.api.changelog;

import java.util.List;
import java.util.UUID;

/**
 * What one sink partition of a view has taken in when it closes an epoch.
 *
 * <p>In a view without exchange, sink partition p speaks for source partition p alone, and the view's frontier is the union
 * of all sink partitions. Behind an exchange every sink partition speaks for all source partitions, and the frontier is the
 * minimum. Both are the same rule: the frontier of a source partition is the minimum over the sink partitions that name it,
 * and a source partition that no sink partition names is not in the view yet.
 *
 * @param sender the sink partition, 0-based
 * @param epoch the epoch that is closed
 * @param sources per source partition what is included
 */
public record Progress(int sender, long epoch, List<Source> sources) {
    /** Watermark of a source partition that has had no event yet. */
    public static final long NO_WATERMARK = Long.MIN_VALUE;

    /**
     * @param topicId Kafka's id of the stream's topic
     * @param partition source partition, 0-based
     * @param nextOffset one past the last offset that is included; 0 where nothing is
     * @param watermark event time up to which this source partition is complete, epoch milliseconds, or
     *     {@link #NO_WATERMARK}
     * @param lateRows rows of this source partition excluded so far for being late
     */
    public record Source(UUID topicId, int partition, long nextOffset, long watermark, long lateRows) {}
}

package io.millrace.api.view;

import java.util.List;
import java.util.UUID;

/**
 * A stream that a view reads.
 *
 * @param stream its name
 * @param topic its topic without the namespace prefix
 * @param topicId Kafka's id of that topic
 * @param partitions how many partitions the topic had when the view was compiled
 * @param backfillTo per partition, the end offset when the view was created: the view is BACKFILLING until it has passed
 *     all of them
 * @param backfillFrom per partition, the first offset that was still in the log then; empty in what was stored before it was noted,
 *     which counts from 0
 */
public record SourceStream(
        String stream, String topic, UUID topicId, int partitions, List<Long> backfillTo, List<Long> backfillFrom) {
    // What was stored before there was this member does not have it.
    public SourceStream {
        backfillTo = List.copyOf(backfillTo);
        backfillFrom = backfillFrom == null ? List.of() : List.copyOf(backfillFrom);
    }

    /** Where the backfill of a partition begins. */
    public long backfillFrom(int partition) {
        return partition < backfillFrom.size() ? backfillFrom.get(partition) : 0;
    }
}

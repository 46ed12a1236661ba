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
 */
public record SourceStream(String stream, String topic, UUID topicId, int partitions, List<Long> backfillTo) {}

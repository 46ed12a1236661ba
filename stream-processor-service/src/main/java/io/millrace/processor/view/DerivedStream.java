package io.millrace.processor.view;

import io.millrace.processor.runtime.DerivedTopic;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a derived stream go.
 *
 * @param topic without the namespace prefix
 * @param topicId Kafka's id of it
 * @param contractVersion of the contract, whose id is the stream's name, when the stream was created
 * @param eventTime the column that holds the event time; null where arrival counts
 * @param outOfOrdernessMs as the contract says it
 * @param retentionMs how long the topic keeps events; -1 for ever
 */
record DerivedStream(
        String topic,
        UUID topicId,
        String contractVersion,
        @Nullable String eventTime,
        long outOfOrdernessMs,
        long retentionMs) {
    DerivedTopic onRuntime(String stream) {
        return new DerivedTopic(topic, topicId, stream + ":" + contractVersion);
    }
}

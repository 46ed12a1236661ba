package io.millrace.processor.runtime;

import java.util.UUID;

/**
 * The topic of a derived stream, which its contract made.
 *
 * @param topic without the namespace prefix
 * @param topicId Kafka's id of it
 * @param contract {@code id:version} of the contract that its events obey
 */
public record DerivedTopic(String topic, UUID topicId, String contract) {}

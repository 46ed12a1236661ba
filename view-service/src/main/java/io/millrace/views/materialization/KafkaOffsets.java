package io.millrace.views.materialization;

import io.millrace.starter.MillraceSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.springframework.stereotype.Component;

/** Asks Kafka where topics begin and end. Thread-safe. */
@Component
class KafkaOffsets implements AutoCloseable {
    private static final int CALL_MS_MAX = 5_000;

    private final Admin admin;

    KafkaOffsets(MillraceSettings settings) {
        admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                settings.kafka(),
                AdminClientConfig.CLIENT_ID_CONFIG,
                "view-service-offsets",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                CALL_MS_MAX));
    }

    /**
     * Per partition the offset that the next committed record will get, in one request per broker; partitions that are not
     * there are left out.
     *
     * @throws KafkaException where Kafka does not answer in time
     */
    Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest());
    }

    /**
     * Per partition the offset of the first record; partitions that are not there are left out.
     *
     * @throws KafkaException where Kafka does not answer in time
     */
    Map<TopicPartition, Long> beginnings(Set<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.earliest());
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec spec) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        ListOffsetsResult asked = admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            try {
                offsets.put(partition, await(asked.partitionResult(partition)).offset());
            } catch (UnknownTopicOrPartitionException e) {
                continue;
            }
        }
        return offsets;
    }

    /** Kafka's ids of the topics; topics that are not there are left out. */
    Map<String, UUID> topicIds(Set<String> topics) {
        Map<String, UUID> ids = new HashMap<>();
        Map<String, KafkaFuture<TopicDescription>> asked =
                admin.describeTopics(topics).topicNameValues();
        asked.forEach((topic, description) -> {
            try {
                org.apache.kafka.common.Uuid id = await(description).topicId();
                ids.put(topic, new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()));
            } catch (UnknownTopicOrPartitionException e) {
                ids.remove(topic);
            }
        });
        return ids;
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(CALL_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + CALL_MS_MAX + " ms", e);
        } catch (InterruptedException e) {
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    @Override
    public void close() {
        admin.close(java.time.Duration.ofSeconds(1));
    }
}

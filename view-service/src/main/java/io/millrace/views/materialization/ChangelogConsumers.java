package io.millrace.views.materialization;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.api.changelog.ChangelogRecord;
import io.millrace.starter.MillraceSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.stereotype.Component;

/** Makes consumers of changelogs: committed records only, assigned partitions, no group and no committed offsets. */
@Component
class ChangelogConsumers {
    private static final int CALL_MS_MAX = 5_000;

    private final MillraceSettings settings;

    ChangelogConsumers(MillraceSettings settings) {
        this.settings = settings;
    }

    /**
     * @param client its name in the broker's metrics
     * @param pollRecordsMax records of one poll
     * @param fetchWaitMs how long the broker may wait for records to come; questions that are asked meanwhile wait as well
     * @param fetchBytesMax bytes of one fetch; a quarter of it of one partition
     * @throws KafkaException where no consumer can be made
     */
    KafkaConsumer<byte[], byte[]> open(String client, int pollRecordsMax, int fetchWaitMs, int fetchBytesMax) {
        Map<String, Object> configuration = new HashMap<>();
        configuration.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.kafka());
        configuration.put(ConsumerConfig.CLIENT_ID_CONFIG, client);
        configuration.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        configuration.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        configuration.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        configuration.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MS_MAX);
        configuration.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, pollRecordsMax);
        configuration.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, fetchWaitMs);
        configuration.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, fetchBytesMax);
        configuration.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, fetchBytesMax / 4);
        return new KafkaConsumer<>(configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    static ChangelogRecord decoded(ConsumerRecord<byte[], byte[]> record) {
        Header epoch = record.headers().lastHeader(ChangelogCodec.EPOCH_HEADER);
        return ChangelogCodec.decode(record.key(), record.value(), epoch == null ? null : epoch.value());
    }
}

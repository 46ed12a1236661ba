package io.millrace.ingestion.quarantine;

import io.millrace.api.contract.StreamSchema;
import io.millrace.api.ingestion.QuarantinedEvent;
import io.millrace.ingestion.IngestionError;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.starter.MillraceSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads pages of a stream's quarantine, newest first, straight from its topic, with a consumer that lives for one page. A page
 * ends early where its payloads reach 8 MiB; at most 4 pages are read at a time.
 */
@Component
class QuarantinePages {
    private static final int PAGES_AT_ONCE_MAX = 4;
    private static final long PAGE_BYTES_MAX = 8L * 1024 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final MillraceSettings settings;
    private final Semaphore slots = new Semaphore(PAGES_AT_ONCE_MAX);

    /** @param next where the page after this one begins; null where there is none */
    record Page(List<QuarantinedEvent> events, @Nullable QuarantineCursor next) {}

    QuarantinePages(MillraceSettings settings) {
        this.settings = settings;
    }

    /**
     * @param limit 1 to 1,000
     * @param cursor where to begin; null for the newest
     * @throws MillraceException with TOO_MANY_REQUESTS or KAFKA_UNAVAILABLE
     */
    Page page(StreamSchema schema, int limit, @Nullable QuarantineCursor cursor) {
        if (!slots.tryAcquire()) {
            throw new MillraceException(
                    CommonError.TOO_MANY_REQUESTS,
                    PAGES_AT_ONCE_MAX
                            + " pages of quarantines are being read. Try again after the time in Retry-After.");
        }
        String topic = QuarantineRecords.topic(settings, schema);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return read(consumer, topic, limit, cursor);
        } catch (KafkaException e) {
            throw new MillraceException(
                    IngestionError.KAFKA_UNAVAILABLE,
                    "The quarantine of " + schema.stream() + " cannot be read from Kafka."
                            + " Try again after the time in Retry-After.",
                    e);
        } finally {
            slots.release();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                settings.kafka(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Math.toIntExact(TIMEOUT.toMillis()),
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.toIntExact(TIMEOUT.toMillis()),
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                4 * 1024 * 1024,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                2 * 1024 * 1024);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Page read(
            KafkaConsumer<byte[], byte[]> consumer, String topic, int limit, @Nullable QuarantineCursor cursor) {
        List<BackwardPartition> partitions = partitions(consumer, topic, cursor);
        List<QuarantinedEvent> events = new ArrayList<>();
        long bytes = 0;
        while (events.size() < limit && bytes < PAGE_BYTES_MAX) {
            BackwardPartition newest = null;
            for (BackwardPartition partition : partitions) {
                ConsumerRecord<byte[], byte[]> record = partition.newest();
                if (record != null && (newest == null || isNewer(record, newest.newest()))) {
                    newest = partition;
                }
            }
            if (newest == null) {
                return new Page(events, null);
            }
            ConsumerRecord<byte[], byte[]> record = newest.take();
            bytes += record.serializedValueSize();
            events.add(QuarantinedEvents.of(record));
        }
        Map<Integer, Long> ends = new HashMap<>();
        boolean more = false;
        for (BackwardPartition partition : partitions) {
            ends.put(partition.number(), partition.end());
            more |= partition.newest() != null;
        }
        return new Page(events, more ? new QuarantineCursor(ends) : null);
    }

    private static boolean isNewer(
            ConsumerRecord<byte[], byte[]> record, @Nullable ConsumerRecord<byte[], byte[]> other) {
        return other == null || record.timestamp() > other.timestamp();
    }

    private static List<BackwardPartition> partitions(
            KafkaConsumer<byte[], byte[]> consumer, String topic, @Nullable QuarantineCursor cursor) {
        List<TopicPartition> names = new ArrayList<>();
        List<PartitionInfo> infos = consumer.partitionsFor(topic, TIMEOUT);
        if (infos != null) {
            infos.forEach(info -> names.add(new TopicPartition(topic, info.partition())));
        }
        consumer.assign(names);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(names, TIMEOUT);
        Map<TopicPartition, Long> ends = consumer.endOffsets(names, TIMEOUT);
        List<BackwardPartition> partitions = new ArrayList<>();
        for (TopicPartition name : names) {
            long end = ends.getOrDefault(name, 0L);
            Long from = cursor == null ? null : cursor.ends().get(name.partition());
            partitions.add(new BackwardPartition(
                    consumer, name, begins.getOrDefault(name, 0L), from == null ? end : Math.min(from, end)));
        }
        return partitions;
    }
}

package io.millrace.processor.view;

import io.millrace.api.ingestion.EventHeaders;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Topics;
import io.millrace.processor.ProcessorError;
import io.millrace.starter.MillraceSettings;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads a view's quarantine topic (one partition) page by page from its end, with a consumer that lives for one page. A page
 * holds at most 8 MiB of payload; at most 4 are read at a time, each within 5 seconds.
 */
@Component
class ViewQuarantine {
    private static final int PAGES_AT_ONCE_MAX = 4;
    private static final long PAGE_BYTES_MAX = 8L * 1024 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final MillraceSettings settings;
    private final Semaphore slots = new Semaphore(PAGES_AT_ONCE_MAX);

    ViewQuarantine(MillraceSettings settings) {
        this.settings = settings;
    }

    /** @param next offset before which the next page begins; null where there is none */
    record Page(List<RefusedRow> rows, @Nullable Long next) {}

    Page page(View view, int limit, @Nullable Long before) {
        if (!slots.tryAcquire()) {
            throw new MillraceException(
                    CommonError.TOO_MANY_REQUESTS,
                    PAGES_AT_ONCE_MAX + " pages of quarantines are being read. Try again in a moment.");
        }
        String topic = settings.namespace().of(Topics.viewQuarantine(view.name(), view.version()));
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            if (consumer.partitionsFor(topic, TIMEOUT).isEmpty()) {
                return new Page(List.of(), null);
            }
            return read(consumer, new TopicPartition(topic, 0), limit, before);
        } catch (KafkaException e) {
            throw new MillraceException(
                    ProcessorError.KAFKA_UNAVAILABLE,
                    "The quarantine of " + view.name()
                            + " cannot be read from Kafka. Try again when the broker is well.",
                    e);
        } finally {
            slots.release();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        int timeoutMs = Math.toIntExact(TIMEOUT.toMillis());
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                settings.kafka(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                timeoutMs,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                timeoutMs);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Kafka reads forward only: it reads stretches, the last first, until the page is full. */
    private static Page read(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, int limit, @Nullable Long before) {
        consumer.assign(List.of(partition));
        long begin = consumer.beginningOffsets(List.of(partition), TIMEOUT).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(List.of(partition), TIMEOUT).getOrDefault(partition, 0L);
        long to = before == null ? end : Math.min(before, end);
        List<RefusedRow> rows = new ArrayList<>();
        long bytes = 0;
        while (to > begin && rows.size() < limit && bytes < PAGE_BYTES_MAX) {
            long from = Math.max(begin, to - Math.max(16, limit - rows.size()));
            List<ConsumerRecord<byte[], byte[]>> stretch = stretch(consumer, partition, from, to);
            Collections.reverse(stretch);
            for (ConsumerRecord<byte[], byte[]> record : stretch) {
                if (rows.size() == limit || bytes >= PAGE_BYTES_MAX) {
                    return new Page(rows, record.offset() + 1);
                }
                rows.add(row(record));
                bytes += record.serializedValueSize();
            }
            to = from;
        }
        return new Page(rows, to > begin ? to : null);
    }

    private static List<ConsumerRecord<byte[], byte[]>> stretch(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long from, long to) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        consumer.seek(partition, from);
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (consumer.position(partition) < to && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record :
                    consumer.poll(Duration.ofMillis(200)).records(partition)) {
                if (record.offset() < to) {
                    records.add(record);
                }
            }
        }
        return records;
    }

    private static RefusedRow row(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        byte[] payload = record.value() == null ? new byte[0] : record.value();
        String text = text(payload);
        String code = header(record, EventHeaders.CODE);
        String reason = header(record, EventHeaders.REASON);
        return new RefusedRow(
                key == null ? "q" + record.offset() : new String(key, StandardCharsets.UTF_8),
                Instant.ofEpochMilli(record.timestamp()),
                code == null ? "" : code,
                reason == null ? "" : reason,
                header(record, EventHeaders.POINTER),
                text,
                text == null ? Base64.getEncoder().encodeToString(payload) : null);
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static @Nullable String text(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}

package io.millrace.benchmarks.nexmark;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.api.changelog.ChangelogRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads results as they become readable to a reader of committed records, and notes how old the event is that each row tells of
 * last: its column {@code last} is when it was sent.
 */
final class ReadLatencies implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long LONGEST_MS = 600_000;
    /** What was sent before the end is waited for until nothing has come for so long. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final boolean changelog;
    private final Histogram latencies = new Histogram(LONGEST_MS, 3);
    private final Thread reader;
    private volatile boolean closed;
    private volatile boolean counting;
    private volatile long rows;

    /** @param changelog whether the topic is a view's changelog; else it holds JSON */
    ReadLatencies(String bootstrapServers, String topic, boolean changelog) {
        this.changelog = changelog;
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "fetch.max.wait.ms", "10",
                        "max.poll.records", "20000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = java.util.stream.IntStream.range(0, GenerateEvents.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        reader = Thread.ofPlatform().name("read-latencies").start(this::read);
    }

    /** Rows that were read so far. */
    long rows() {
        return rows;
    }

    /** From now on latencies are noted. */
    void count() {
        counting = true;
    }

    private void read() {
        long heardAt = System.nanoTime();
        while (!closed || System.nanoTime() - heardAt < SILENCE.toNanos()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                byte @Nullable [] row = row(record);
                if (row != null) {
                    heardAt = System.nanoTime();
                    note(JSON.readTree(row), System.currentTimeMillis());
                }
            }
        }
        consumer.close();
    }

    private byte @Nullable [] row(ConsumerRecord<byte[], byte[]> record) {
        if (!changelog) {
            return record.value();
        }
        Header epoch = record.headers().lastHeader(ChangelogCodec.EPOCH_HEADER);
        return ChangelogCodec.decode(record.key(), record.value(), epoch == null ? null : epoch.value())
                        instanceof ChangelogRecord.Upsert upsert
                ? upsert.row()
                : null;
    }

    private void note(JsonNode row, long nowMs) {
        rows++;
        if (counting) {
            latencies.recordValue(Math.clamp(nowMs - millis(row.path("last").stringValue()), 0, LONGEST_MS));
        }
    }

    private static long millis(String time) {
        return time.endsWith("Z")
                ? Instant.parse(time).toEpochMilli()
                : LocalDateTime.parse(time).toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    /** Ends reading; then the latencies in milliseconds. */
    Histogram latencies() throws InterruptedException {
        close();
        return latencies;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        reader.join();
    }
}

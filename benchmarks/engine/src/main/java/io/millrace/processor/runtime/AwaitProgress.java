package io.millrace.processor.runtime;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.api.changelog.ChangelogRecord;
import io.millrace.api.changelog.Progress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Waits until all partitions of a view's changelog say that the view has seen the ends of its streams. Reads their last records only. */
final class AwaitProgress {
    private static final int LAST_RECORDS = 50;
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<UUID, Map<Integer, Long>> ends;

    /** @param ends by topic and partition */
    AwaitProgress(Map<UUID, Map<Integer, Long>> ends) {
        this.ends = ends;
    }

    void await(String bootstrapServers, String changelog, int partitions) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            Map<Integer, TopicPartition> open = new HashMap<>();
            for (int i = 0; i < partitions; i++) {
                open.put(i, new TopicPartition(changelog, i));
            }
            while (!open.isEmpty()) {
                consumer.assign(open.values());
                consumer.endOffsets(open.values())
                        .forEach((partition, end) -> consumer.seek(partition, Math.max(0, end - LAST_RECORDS)));
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (isEnd(record)) {
                        open.remove(record.partition());
                    }
                }
            }
        }
    }

    private boolean isEnd(ConsumerRecord<byte[], byte[]> record) {
        Header epoch = record.headers().lastHeader(ChangelogCodec.EPOCH_HEADER);
        ChangelogRecord decoded =
                ChangelogCodec.decode(record.key(), record.value(), epoch == null ? null : epoch.value());
        return decoded instanceof ChangelogRecord.Closed closed
                && !closed.progress().sources().isEmpty()
                && closed.progress().sources().stream().allMatch(this::isEnd);
    }

    private boolean isEnd(Progress.Source source) {
        long end = ends.getOrDefault(source.topicId(), Map.of()).getOrDefault(source.partition(), Long.MAX_VALUE);
        return source.nextOffset() >= end;
    }
}

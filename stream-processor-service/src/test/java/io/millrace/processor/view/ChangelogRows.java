package io.millrace.processor.view;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.api.changelog.ChangelogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rows that a changelog topic says are there, by key. */
final class ChangelogRows {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ChangelogRows() {}

    static Map<String, JsonNode> read(String kafka, String topic) {
        Map<String, JsonNode> rows = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (System.nanoTime() < deadline
                    && partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    apply(rows, record);
                }
            }
        }
        return rows;
    }

    private static void apply(Map<String, JsonNode> rows, ConsumerRecord<byte[], byte[]> record) {
        var epoch = record.headers().lastHeader(ChangelogCodec.EPOCH_HEADER);
        ChangelogRecord change =
                ChangelogCodec.decode(record.key(), record.value(), epoch == null ? null : epoch.value());
        switch (change) {
            case ChangelogRecord.Upsert upsert ->
                rows.put(new String(upsert.key(), StandardCharsets.UTF_8), JSON.readTree(upsert.row()));
            case ChangelogRecord.Delete delete -> rows.remove(new String(delete.key(), StandardCharsets.UTF_8));
            case ChangelogRecord.Closed closed -> {}
        }
    }
}

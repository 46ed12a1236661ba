package io.millrace.processor.view;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Closed ranges of a log: committed records alone, each partition in its order. Used by one thread at a time.
 *
 * @param begins per partition the first offset
 * @param ends per partition one past the last offset
 * @param going is told again and again while it is read; what it throws ends the reading
 */
record ReadRange(
        KafkaConsumer<byte[], byte[]> consumer,
        Map<TopicPartition, Long> begins,
        Map<TopicPartition, Long> ends,
        Runnable going) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SILENCE_MAX = Duration.ofSeconds(30);
    private static final int TIMEOUT_MS = 15_000;

    static KafkaConsumer<byte[], byte[]> consumer(String kafka) {
        Map<String, Object> configuration = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                TIMEOUT_MS,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                8 * 1024 * 1024,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                2_000);
        return new KafkaConsumer<>(configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** All of a topic, up to its end of now. */
    static ReadRange whole(KafkaConsumer<byte[], byte[]> consumer, String topic, int partitions, Runnable going) {
        List<TopicPartition> all = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            all.add(new TopicPartition(topic, p));
        }
        return new ReadRange(consumer, consumer.beginningOffsets(all), consumer.endOffsets(all), going);
    }

    int partitions() {
        return ends.size();
    }

    /**
     * Hands over every record, the partitions in any order.
     *
     * @throws MillraceException KAFKA_UNAVAILABLE where nothing comes for 30 seconds
     */
    void read(Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        consumer.assign(ends.keySet());
        // A partition that was assigned before is still paused where an earlier reading left it so.
        consumer.resume(ends.keySet());
        begins.forEach(consumer::seek);
        Map<TopicPartition, Long> left = new HashMap<>(ends);
        left.keySet().removeIf(this::isPassed);
        long heardAt = System.nanoTime();
        while (!left.isEmpty()) {
            consumer.pause(ends.keySet().stream()
                    .filter(partition -> !left.containsKey(partition))
                    .toList());
            int records = 0;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < ends.getOrDefault(partition(record), 0L)) {
                    sink.accept(record);
                }
                records++;
            }
            // A position passes the markers of transactions, too.
            boolean ended = left.keySet().removeIf(this::isPassed);
            heardAt = records > 0 || ended ? System.nanoTime() : heardAt;
            requireHeard(heardAt);
            going.run();
        }
    }

    static void requireHeard(long heardAt) {
        if (System.nanoTime() - heardAt > SILENCE_MAX.toNanos()) {
            throw new MillraceException(
                    ProcessorError.KAFKA_UNAVAILABLE,
                    "Kafka gave no records for " + SILENCE_MAX.toSeconds()
                            + " seconds, though there are some. Try again when the broker is well.");
        }
    }

    private boolean isPassed(TopicPartition partition) {
        return consumer.position(partition) >= ends.getOrDefault(partition, 0L);
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}

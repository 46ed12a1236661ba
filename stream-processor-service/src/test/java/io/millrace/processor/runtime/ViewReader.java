package io.millrace.processor.runtime;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.api.changelog.ChangelogRecord;
import io.millrace.api.changelog.Progress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a view's changelog as a reader must: committed records only, and rows of an epoch when all sink partitions have closed it. */
final class ViewReader implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Deque<ChangelogRecord>> waiting = new ArrayList<>();
    private final Map<Integer, Progress> heard = new HashMap<>();
    private final Map<Integer, Progress> included = new HashMap<>();
    private final Map<String, String> rows = new TreeMap<>();
    private long shown = -1;
    long records;
    long closes;

    ViewReader(String bootstrapServers, String topic, int partitions) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "fetch.max.wait.ms", "20",
                        "max.poll.records", "10000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> assigned = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            assigned.add(new TopicPartition(topic, p));
            waiting.add(new ArrayDeque<>());
        }
        consumer.assign(assigned);
        consumer.seekToBeginning(assigned);
    }

    Map<String, String> rows() {
        return rows;
    }

    /** By source partition the next offset of what is shown. */
    Map<Integer, Long> frontier() {
        Map<Integer, Long> frontier = new TreeMap<>();
        included.values()
                .forEach(progress -> progress.sources()
                        .forEach(source -> frontier.merge(source.partition(), source.nextOffset(), Math::min)));
        return frontier;
    }

    long lateRows() {
        Map<Integer, Long> late = new TreeMap<>();
        included.values()
                .forEach(progress -> progress.sources()
                        .forEach(source -> late.merge(source.partition(), source.lateRows(), Math::max)));
        return late.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Reads on until the condition holds, at most so long; returns whether it does. */
    boolean readUntil(Duration atMost, Predicate<ViewReader> condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.test(this)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                take(record);
            }
            show();
        }
        return true;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Header epoch = record.headers().lastHeader(ChangelogCodec.EPOCH_HEADER);
        ChangelogRecord decoded =
                ChangelogCodec.decode(record.key(), record.value(), epoch == null ? null : epoch.value());
        waiting.get(record.partition()).add(decoded);
        records++;
        if (decoded instanceof ChangelogRecord.Closed closed) {
            closes++;
            Progress before = heard.put(record.partition(), closed.progress());
            if (before != null && before.epoch() >= closed.epoch()) {
                throw new AssertionError("epoch of partition " + record.partition() + " fell from " + before.epoch()
                        + " to " + closed.epoch());
            }
        }
    }

    private void show() {
        if (heard.size() < waiting.size()) {
            return;
        }
        long epoch = heard.values().stream().mapToLong(Progress::epoch).min().orElse(-1);
        if (epoch <= shown) {
            return;
        }
        shown = epoch;
        for (int p = 0; p < waiting.size(); p++) {
            Deque<ChangelogRecord> queue = waiting.get(p);
            while (!queue.isEmpty() && queue.peek().epoch() <= epoch) {
                switch (queue.poll()) {
                    case ChangelogRecord.Upsert upsert -> rows.put(new String(upsert.key()), new String(upsert.row()));
                    case ChangelogRecord.Delete delete -> rows.remove(new String(delete.key()));
                    case ChangelogRecord.Closed closed -> included.put(p, closed.progress());
                }
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}

package io.millrace.views.materialization;

import io.millrace.starter.MillraceSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Reads the changelogs of all views that this copy materializes with one consumer: committed records only, assigned
 * partitions, no group and no committed offsets. A view that does not keep up is paused and holds up nobody else.
 */
@Component
class ChangelogReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangelogReader.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long IDLE_NANOS = 20_000_000;
    private static final Duration BACKOFF = Duration.ofSeconds(1);

    private final Map<String, Object> configuration;
    private final Queue<ChangelogFeed> added = new ConcurrentLinkedQueue<>();
    private final Queue<ChangelogFeed> removed = new ConcurrentLinkedQueue<>();
    /** By topic; touched by the reading thread alone. */
    private final Map<String, ChangelogFeed> feeds = new HashMap<>();

    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Thread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean closed;

    ChangelogReader(MillraceSettings settings) {
        configuration = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                settings.kafka(),
                ConsumerConfig.CLIENT_ID_CONFIG,
                "view-service-changelogs",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                1_000,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                200,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                8 * 1024 * 1024,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                256 * 1024);
        thread = Thread.ofPlatform().daemon().name("changelog-reader").start(this::run);
    }

    /** Begins to read a topic; one feed per topic at a time. */
    void follow(ChangelogFeed feed) {
        added.add(feed);
        wakeUp();
    }

    void unfollow(ChangelogFeed feed) {
        feed.end();
        removed.add(feed);
        wakeUp();
    }

    /** Looks again at which partitions may be read. */
    void wakeUp() {
        KafkaConsumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> made =
                    new KafkaConsumer<>(configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer = made;
                while (!closed) {
                    step(made);
                }
            } catch (RuntimeException e) {
                LOG.warn("Changelogs cannot be read: trying again in {} ms", BACKOFF.toMillis(), e);
                failAll(e);
                LockSupport.parkNanos(BACKOFF.toNanos());
            } finally {
                consumer = null;
            }
        }
    }

    private void failAll(RuntimeException cause) {
        feeds.values().forEach(feed -> feed.fail(cause));
        feeds.clear();
        positions.clear();
    }

    private void step(KafkaConsumer<byte[], byte[]> reading) {
        try {
            assign(reading);
            if (feeds.isEmpty()) {
                LockSupport.parkNanos(IDLE_NANOS);
                return;
            }
            pause(reading);
            hand(reading, reading.poll(POLL));
        } catch (WakeupException e) {
            // Somebody wants the assignment or the pauses to be looked at; the next step does.
            return;
        } catch (OffsetOutOfRangeException e) {
            e.partitions().forEach(partition -> end(partition.topic(), ChangelogFeed::breakOff));
        } catch (TopicAuthorizationException e) {
            LOG.warn("Changelogs may not be read: {}", e.unauthorizedTopics());
            e.unauthorizedTopics().forEach(topic -> end(topic, feed -> feed.fail(e)));
        }
    }

    private void end(String topic, Consumer<ChangelogFeed> telling) {
        ChangelogFeed feed = feeds.get(topic);
        if (feed != null) {
            telling.accept(feed);
            removed.add(feed);
        }
    }

    private void assign(KafkaConsumer<byte[], byte[]> reading) {
        if (added.isEmpty() && removed.isEmpty()) {
            return;
        }
        for (ChangelogFeed feed = removed.poll(); feed != null; feed = removed.poll()) {
            feeds.remove(feed.topic(), feed);
        }
        List<ChangelogFeed> fresh = new ArrayList<>();
        for (ChangelogFeed feed = added.poll(); feed != null; feed = added.poll()) {
            if (!feed.isEnded()) {
                feeds.put(feed.topic(), feed);
                fresh.add(feed);
            }
        }
        Set<TopicPartition> wanted = new HashSet<>();
        feeds.values().forEach(feed -> feed.offsets().keySet().forEach(p -> wanted.add(partition(feed, p))));
        reading.assign(wanted);
        positions.keySet().retainAll(wanted);
        for (ChangelogFeed feed : fresh) {
            feed.offsets().forEach((p, offset) -> {
                reading.seek(partition(feed, p), offset);
                positions.put(partition(feed, p), offset);
            });
        }
    }

    private static TopicPartition partition(ChangelogFeed feed, int partition) {
        return new TopicPartition(feed.topic(), partition);
    }

    private void pause(KafkaConsumer<byte[], byte[]> reading) {
        Set<TopicPartition> paused = reading.paused();
        List<TopicPartition> toPause = new ArrayList<>();
        List<TopicPartition> toResume = new ArrayList<>();
        for (TopicPartition partition : reading.assignment()) {
            ChangelogFeed feed = feeds.get(partition.topic());
            boolean takes = feed != null && feed.takes(partition.partition());
            if (feed != null && !takes) {
                feed.passOver(partition.partition());
            }
            if (takes && paused.contains(partition)) {
                toResume.add(partition);
            } else if (!takes && !paused.contains(partition)) {
                toPause.add(partition);
            }
        }
        reading.pause(toPause);
        reading.resume(toResume);
    }

    private void hand(KafkaConsumer<byte[], byte[]> reading, ConsumerRecords<byte[], byte[]> records) {
        records.nextOffsets().forEach((partition, next) -> hand(partition, records.records(partition), next.offset()));
        try {
            // Markers of transactions move a position without a record.
            for (TopicPartition partition : reading.assignment()) {
                hand(partition, List.of(), reading.position(partition));
            }
        } catch (WakeupException e) {
            wakeUp();
        }
    }

    private void hand(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records, long position) {
        Long before = positions.put(partition, position);
        ChangelogFeed feed = feeds.get(partition.topic());
        if (feed != null && (before == null || before != position)) {
            feed.offer(new ChangelogFeed.Portion(partition.partition(), records, position));
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        wakeUp();
        thread.join(Duration.ofSeconds(5));
    }
}

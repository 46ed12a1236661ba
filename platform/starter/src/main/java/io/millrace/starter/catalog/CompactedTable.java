package io.millrace.starter.catalog;

import io.millrace.starter.MillraceSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A compacted topic of one partition with JSON values, read from its beginning and followed: the latest value per key. It
 * lives as long as its owner and goes on trying while Kafka is down, with what it knows.
 *
 * @param <V> the value's type
 */
public final class CompactedTable<V> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CompactedTable.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long BACKOFF_MS_MAX = 5_000;

    private final String kafka;
    private final String topic;
    private final Class<V> type;
    private final JsonMapper json;
    private final Map<String, V> values = new ConcurrentHashMap<>();
    private final List<BiConsumer<String, @Nullable V>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean ready;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> reading;
    private volatile @Nullable Thread thread;

    private CompactedTable(String kafka, String topic, Class<V> type, JsonMapper json) {
        this.kafka = kafka;
        this.topic = topic;
        this.type = type;
        this.json = json;
    }

    /**
     * Makes a table; {@link #start} lets it read. Listeners are added in between, so that they miss nothing.
     *
     * @param topicName without the namespace prefix; the topic is created (1 partition, compacted) where it is missing
     */
    public static <V> CompactedTable<V> of(
            MillraceSettings settings, String topicName, Class<V> type, JsonMapper json) {
        return new CompactedTable<>(settings.kafka(), settings.namespace().of(topicName), type, json);
    }

    /** Begins to read; a second call does nothing. */
    public synchronized CompactedTable<V> start() {
        if (thread == null && !isClosed()) {
            thread = Thread.ofVirtual().name("table-" + topic).start(this::run);
        }
        return this;
    }

    public Optional<V> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** The present values, in no order; a snapshot. */
    public Collection<V> values() {
        return List.copyOf(values.values());
    }

    /**
     * Calls back for every record, in order, on the reading thread: with the value, or with null where the key was removed.
     * A callback that throws is logged, and the table reads on.
     */
    public void onChange(BiConsumer<String, @Nullable V> listener) {
        listeners.add(listener);
    }

    /** Whether it has once read to the end that the topic had when reading began. */
    public boolean ready() {
        return ready;
    }

    @Override
    public synchronized void close() {
        closed.countDown();
        KafkaConsumer<byte[], byte[]> consumer = reading;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void run() {
        long backoffMs = 100;
        while (!isClosed()) {
            try {
                createTopic();
                follow();
            } catch (WakeupException e) {
                LOG.debug("{} is no longer followed", topic);
            } catch (InterruptedException | InterruptException e) {
                return;
            } catch (RuntimeException | ExecutionException | TimeoutException e) {
                LOG.warn("{} cannot be read: trying again in {} ms with what is known so far", topic, backoffMs, e);
                if (awaitClosed(backoffMs)) {
                    return;
                }
                backoffMs = Math.min(backoffMs * 2, BACKOFF_MS_MAX);
            }
        }
    }

    private void follow() {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            reading = consumer;
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (!isClosed()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    apply(record);
                }
                if (!ready && end != null && consumer.position(partition) >= end) {
                    ready = true;
                }
            }
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        try {
            V value = record.value() == null ? null : json.readValue(record.value(), type);
            if (value == null) {
                values.remove(key);
            } else {
                values.put(key, value);
            }
            for (BiConsumer<String, @Nullable V> listener : listeners) {
                listener.accept(key, value);
            }
        } catch (JacksonException e) {
            LOG.error(
                    "Record {} of {} cannot be read: it is left out, '{}' stays as it was",
                    record.offset(),
                    topic,
                    key,
                    e);
        } catch (RuntimeException e) {
            LOG.error("The change of '{}' in {} was not followed: the next one is", key, topic, e);
        }
    }

    private void createTopic() throws InterruptedException, ExecutionException, TimeoutException {
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", kafka, "request.timeout.ms", "5000", "default.api.timeout.ms", "10000"))) {
            NewTopic wanted = new NewTopic(topic, Optional.of(1), Optional.empty())
                    .configs(Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "0.1"));
            admin.createTopics(List.of(wanted)).all().get(15, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private boolean awaitClosed(long ms) {
        try {
            return closed.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}

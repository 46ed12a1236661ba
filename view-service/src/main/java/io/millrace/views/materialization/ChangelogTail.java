package io.millrace.views.materialization;

import io.millrace.api.view.PublishedView;
import io.millrace.kernel.Topics;
import io.millrace.starter.MillraceSettings;
import io.millrace.views.row.KeyCodec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.springframework.stereotype.Component;

/**
 * Reads the changelog of a view version from a place on, epoch by epoch, whoever materializes it. It has a consumer of its own:
 * committed records only, assigned partitions, no group. Confined to one thread.
 */
public final class ChangelogTail implements AutoCloseable {
    /** A record that is not committed yet may have been written so long ago. */
    private static final Duration UNCOMMITTED_MAX = Duration.ofMinutes(1);

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final GroupEpochs epochs;
    private final Clock clock;

    private ChangelogTail(
            String topic, KafkaConsumer<byte[], byte[]> consumer, GroupEpochs epochs, Clock clock, List<Long> offsets) {
        this.topic = topic;
        this.consumer = consumer;
        this.epochs = epochs;
        this.clock = clock;
        Map<TopicPartition, Long> from = new HashMap<>();
        for (int partition = 0; partition < offsets.size(); partition++) {
            from.put(new TopicPartition(topic, partition), offsets.get(partition));
        }
        consumer.assign(from.keySet());
        from.forEach(consumer::seek);
    }

    /** Opens tails of changelogs. */
    @Component
    public static final class Opener {
        private final ChangelogConsumers consumers;
        private final MillraceSettings settings;
        private final Clock clock;

        Opener(ChangelogConsumers consumers, MillraceSettings settings, Clock clock) {
            this.consumers = consumers;
            this.settings = settings;
            this.clock = clock;
        }

        /** @throws KafkaException where no consumer can be made */
        public ChangelogTail open(PublishedView view, ChangelogPlace from) {
            String topic = settings.namespace().of(Topics.viewChangelog(view.name(), view.version()));
            GroupEpochs epochs = new GroupEpochs(KeyCodec.of(view), from);
            return new ChangelogTail(
                    topic,
                    consumers.open("view-service-subscriptions", 1_000, 500, 1024 * 1024),
                    epochs,
                    clock,
                    from.offsets());
        }
    }

    /** The changelog cannot be followed from here: its records are gone, or an epoch takes more memory than it may. */
    public static final class BrokenTailException extends Exception {
        private static final long serialVersionUID = 1L;

        BrokenTailException(String message) {
            super(message);
        }
    }

    /**
     * The epochs that were closed, oldest first; those that changed no row are left out.
     *
     * @param wait how long to wait for records at most
     * @param bytesMax what an epoch that is not closed yet may take of the heap
     * @throws KafkaException where Kafka cannot be read now; a new tail may go on from {@link #place}
     */
    public List<ClosedEpoch> poll(Duration wait, long bytesMax) throws BrokenTailException {
        ConsumerRecords<byte[], byte[]> records;
        Instant asked = clock.instant();
        try {
            records = consumer.poll(wait);
        } catch (InvalidOffsetException e) {
            throw new BrokenTailException(topic + " no longer has the records that come next");
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
            add(record);
        }
        List<ClosedEpoch> closed = epochs.take();
        if (epochs.bytes() > bytesMax) {
            throw new BrokenTailException("an epoch of " + topic + " is larger than " + bytesMax + " bytes");
        }
        if (records.isEmpty()) {
            epochs.isAtEnd(asked.minus(UNCOMMITTED_MAX));
        }
        return closed;
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        epochs.add(
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                ChangelogConsumers.decoded(record));
    }

    /** Where the epochs that were returned end. */
    public ChangelogPlace place() {
        return epochs.place();
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}

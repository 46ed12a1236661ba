package io.millrace.processor.view;

import io.millrace.processor.replay.SourceRecords;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of a stream's partition up to an offset, for a bounded run on one thread. All partitions of the run share a
 * consumer, which fetches for the one that is read.
 */
final class StreamRecords implements SourceRecords {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long end;
    private final LongConsumer progress;

    /**
     * @param consumer to which the partition is assigned, at the first offset
     * @param end one past the last offset
     * @param progress is told how many offsets were passed, again and again; what it throws ends the run
     */
    StreamRecords(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long end, LongConsumer progress) {
        this.consumer = consumer;
        this.partition = partition;
        this.end = end;
        this.progress = progress;
    }

    @Override
    public boolean next(int recordsMax, Sink sink) {
        consumer.pause(consumer.assignment());
        consumer.resume(Set.of(partition));
        long heardAt = System.nanoTime();
        int read = 0;
        while (read < recordsMax && consumer.position(partition) < end) {
            long before = consumer.position(partition);
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                if (record.offset() < end) {
                    sink.accept(new Event(record.offset(), record.timestamp(), record.value()));
                    read++;
                }
            }
            long passed = Math.min(consumer.position(partition), end) - before;
            progress.accept(passed);
            heardAt = passed > 0 ? System.nanoTime() : heardAt;
            ReadRange.requireHeard(heardAt);
        }
        return consumer.position(partition) < end;
    }
}

package io.millrace.processor.view;

import io.millrace.processor.replay.SourceRecords;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of a stream's partition up to an offset, for a bounded run on one thread. All partitions of the run share a
 * consumer, which fetches for the one that is read.
 */
final class StreamRecords implements SourceRecords {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final LongConsumer progress;
    /** What the last poll brought from beyond the end, for a further one. */
    private final Queue<ConsumerRecord<byte[], byte[]>> ahead = new ArrayDeque<>();

    private long end;

    /**
     * @param consumer to which the partition is assigned, at the first offset
     * @param end one past the last offset
     * @param progress is told how many offsets were passed, again and again; what it throws ends the run
     */
    StreamRecords(Consumer<byte[], byte[]> consumer, TopicPartition partition, long end, LongConsumer progress) {
        this.consumer = consumer;
        this.partition = partition;
        this.end = end;
        this.progress = progress;
    }

    /** Gives it a further end. */
    void goOnTo(long further) {
        end = further;
    }

    @Override
    public boolean next(int recordsMax, Sink sink) {
        consumer.pause(consumer.assignment());
        consumer.resume(Set.of(partition));
        long heardAt = System.nanoTime();
        int read = 0;
        while (read < recordsMax && position() < end) {
            long before = position();
            if (ahead.isEmpty()) {
                ahead.addAll(consumer.poll(POLL).records(partition));
            }
            while (!ahead.isEmpty() && ahead.element().offset() < end) {
                ConsumerRecord<byte[], byte[]> record = ahead.remove();
                sink.accept(new Event(record.offset(), record.timestamp(), record.value()));
                read++;
            }
            long passed = Math.min(position(), end) - before;
            progress.accept(passed);
            heardAt = passed > 0 ? System.nanoTime() : heardAt;
            ReadRange.requireHeard(heardAt);
        }
        return position() < end;
    }

    /** Before it, everything was passed on or holds no event. */
    private long position() {
        return ahead.isEmpty() ? consumer.position(partition) : ahead.element().offset();
    }
}

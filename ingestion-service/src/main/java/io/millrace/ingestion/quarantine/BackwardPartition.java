package io.millrace.ingestion.quarantine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One partition read from its end to its beginning. Kafka reads forward only, so it fetches a stretch, hands it out from
 * behind, and fetches the one before. Of a stretch it keeps at most 4 MiB of payload, the newest.
 */
final class BackwardPartition {
    private static final int STRETCH_RECORDS = 64;
    private static final long STRETCH_BYTES_MAX = 4L * 1024 * 1024;
    private static final long FETCH_NANOS_MAX = Duration.ofSeconds(5).toNanos();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long begin;
    private final Deque<ConsumerRecord<byte[], byte[]>> stretch = new ArrayDeque<>();
    /** Everything at or after this offset has been handed out. */
    private long end;
    /** Everything before this offset is still to be fetched. */
    private long unfetched;

    BackwardPartition(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long begin, long end) {
        this.consumer = consumer;
        this.partition = partition;
        this.begin = begin;
        this.end = Math.max(begin, end);
        this.unfetched = this.end;
    }

    int number() {
        return partition.partition();
    }

    /** The offset before which reading goes on. */
    long end() {
        return end;
    }

    /** The newest record that was not taken; null at the beginning of the partition. */
    @Nullable
    ConsumerRecord<byte[], byte[]> newest() {
        while (stretch.isEmpty() && unfetched > begin) {
            fetch();
        }
        return stretch.peekLast();
    }

    ConsumerRecord<byte[], byte[]> take() {
        ConsumerRecord<byte[], byte[]> record = stretch.removeLast();
        end = record.offset();
        return record;
    }

    private void fetch() {
        long to = unfetched;
        long from = Math.max(begin, to - STRETCH_RECORDS);
        consumer.pause(consumer.assignment());
        consumer.resume(List.of(partition));
        consumer.seek(partition, from);
        long bytes = 0;
        long deadline = System.nanoTime() + FETCH_NANOS_MAX;
        while (consumer.position(partition) < to) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(partition + " gave no records within 5 seconds");
            }
            for (ConsumerRecord<byte[], byte[]> record :
                    consumer.poll(Duration.ofMillis(200)).records(partition)) {
                if (record.offset() < to) {
                    stretch.addLast(record);
                    bytes += record.serializedValueSize();
                }
                while (bytes > STRETCH_BYTES_MAX && stretch.size() > 1) {
                    bytes -= stretch.removeFirst().serializedValueSize();
                    from = stretch.getFirst().offset();
                }
            }
        }
        unfetched = from;
    }
}

package io.millrace.processor.runtime;

import io.millrace.processor.stage.ScanStage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Notes how far a runtime's consumers have read each partition, over offsets without records, too. The events of a derived
 * stream end with the marker of the transaction that wrote them: a view that has taken all of them is still one offset behind
 * the end, and would never be told to be up to date.
 */
public final class ReadPositions implements ConsumerInterceptor<byte[], byte[]> {
    /** The setting of the consumer that holds {@link Notes}. */
    static final String NOTES = "millrace.read.positions";

    private Notes notes = new Notes();

    /** What the consumers of one runtime have noted. */
    static final class Notes {
        private final Map<TopicPartition, Gap> gaps = new ConcurrentHashMap<>();

        /** Lets a scan that has taken every record so far pass what is behind the last. */
        void tell(String topic, int partition, ScanStage scan) {
            Gap gap = gaps.get(new TopicPartition(topic, partition));
            if (gap != null) {
                scan.pass(gap.from, gap.to);
            }
        }

        /** @param last offset of the last record of a poll; null where it gave none of the partition */
        void note(TopicPartition partition, @Nullable Long last, long next) {
            if (last != null) {
                gaps.put(partition, new Gap(last + 1, next));
            } else {
                gaps.computeIfPresent(partition, (same, gap) -> new Gap(gap.from, Math.max(gap.to, next)));
            }
        }
    }

    /** Offsets at which there is no record. */
    private record Gap(long from, long to) {}

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        records.nextOffsets().forEach((partition, next) -> {
            List<ConsumerRecord<byte[], byte[]>> polled = records.records(partition);
            notes.note(partition, polled.isEmpty() ? null : polled.getLast().offset(), next.offset());
        });
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> settings) {
        if (settings.get(NOTES) instanceof Notes given) {
            notes = given;
        }
    }
}

package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamRecordsTests {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final int RECORDS_MAX = 1_000;

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final List<Long> read = new ArrayList<>();
    private long passed;

    @BeforeEach
    void fill() {
        consumer.assign(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        for (long offset = 0; offset < 40; offset++) {
            consumer.addRecord(new ConsumerRecord<>("orders", 0, offset, new byte[0], new byte[0]));
        }
    }

    @AfterEach
    void close() {
        consumer.close();
    }

    private StreamRecords until(long end) {
        return new StreamRecords(consumer, PARTITION, end, offsets -> passed += offsets);
    }

    private void readOn(StreamRecords records) {
        assertThat(records.next(RECORDS_MAX, event -> read.add(event.offset()))).isFalse();
        assertThat(passed).isEqualTo(read.size());
    }

    private static List<Long> offsets(long end) {
        return LongStream.range(0, end).boxed().toList();
    }

    /** A poll brings more than was asked for. */
    @Test
    void losesNothingBetweenOneEndAndTheNext() {
        StreamRecords records = until(10);
        readOn(records);
        assertThat(read).isEqualTo(offsets(10));
        for (long end : new long[] {10, 11, 25, 40}) {
            records.goOnTo(end);
            readOn(records);
            assertThat(read).isEqualTo(offsets(end));
        }
    }

    @Test
    void readsWhatCameLater() {
        StreamRecords records = until(40);
        readOn(records);
        consumer.addRecord(new ConsumerRecord<>("orders", 0, 40, new byte[0], new byte[0]));
        records.goOnTo(41);
        readOn(records);
        assertThat(read).isEqualTo(offsets(41));
    }
}

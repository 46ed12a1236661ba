package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.TestServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ReadRangeIT {
    private static final int LONG = 5_000;

    /** Two partitions, of which one has many records and the other one. */
    private static String topic() throws Exception {
        String topic = TestServers.uniqueNamespace() + ".uneven";
        Map<String, Object> servers = Map.of("bootstrap.servers", TestServers.kafka());
        try (Admin admin = Admin.create(servers);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get(20, TimeUnit.SECONDS);
            producer.send(new ProducerRecord<>(topic, 0, null, new byte[1]));
            for (int i = 0; i < LONG; i++) {
                producer.send(new ProducerRecord<>(topic, 1, null, new byte[1]));
            }
            producer.flush();
        }
        return topic;
    }

    private static List<String> places(ReadRange range) {
        List<String> places = new ArrayList<>();
        range.read(record -> places.add(record.partition() + "-" + record.offset()));
        return places;
    }

    @Test
    void readsAllOfUnevenPartitionsAgainAndAgain() throws Exception {
        String topic = topic();
        AtomicInteger told = new AtomicInteger();
        try (KafkaConsumer<byte[], byte[]> consumer = ReadRange.consumer(TestServers.kafka())) {
            ReadRange range = ReadRange.whole(consumer, topic, 2, told::incrementAndGet);
            List<String> first = places(range);
            assertThat(first).hasSize(LONG + 1).doesNotHaveDuplicates().contains("0-0", "1-" + (LONG - 1));
            assertThat(places(range)).containsExactlyInAnyOrderElementsOf(first);
            assertThat(told.get()).isPositive();
        }
    }
}

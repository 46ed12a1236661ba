package io.millrace.local.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.process.FreePorts;
import io.millrace.local.process.OwnedProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaServerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final TopicPartition PARTITION = new TopicPartition("flights", 0);
    private static final int GROUPS = 4;

    @TempDir
    Path directory;

    private KafkaServer server;
    private OwnedProcess process;

    @BeforeEach
    void start() throws Exception {
        server = new KafkaServer(new KafkaServer.Settings(
                FreePorts.next(),
                FreePorts.next(),
                directory.resolve("data"),
                log(),
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                256));
        run();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()))) {
            admin.createTopics(Set.of(new NewTopic(PARTITION.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterEach
    void end() throws Exception {
        process.stop(Duration.ofSeconds(20));
    }

    /** Loading the groups twice is what makes them stand still when the first of the loads ends after the second began. */
    @Test
    void loadsTheGroupsOnceAfterAKill() throws Exception {
        for (int group = 0; group < GROUPS; group++) {
            commit("group-" + group, 10 + group);
        }
        process.kill();
        Files.writeString(log(), "");
        run();

        for (int group = 0; group < GROUPS; group++) {
            assertThat(committed("group-" + group)).isEqualTo(10 + group);
            commit("group-" + group, 20 + group);
            assertThat(committed("group-" + group)).isEqualTo(20 + group);
        }
        for (int partition = 0; partition < 4; partition++) {
            String loading = "Scheduling loading of metadata from __consumer_offsets-" + partition + " ";
            assertThat(Files.readAllLines(log()))
                    .as(loading)
                    .filteredOn(line -> line.contains("GroupCoordinator") && line.contains(loading))
                    .hasSize(1);
        }
    }

    /** A broker that was ended in good order is fenced already: there is nothing to wait for. */
    @Test
    void isThereAtOnceAfterAStop() throws Exception {
        commit("group", 7);
        process.stop(Duration.ofSeconds(20));
        run();
        assertThat(committed("group")).isEqualTo(7);
        assertThat(Files.readString(log())).doesNotContain("has not fenced the broker");
    }

    private void run() {
        process = server.start();
        await().atMost(PATIENCE).until(server::ready);
    }

    private Path log() {
        return directory.resolve("kafka.log");
    }

    private void commit(String group, long offset) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(group)) {
            consumer.assign(List.of(PARTITION));
            consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(offset)));
        }
    }

    private long committed(String group) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(group)) {
            return consumer.committed(Set.of(PARTITION)).get(PARTITION).offset();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", server.bootstrapServers(), "group.id", group, "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}

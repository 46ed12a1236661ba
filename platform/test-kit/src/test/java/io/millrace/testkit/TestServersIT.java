package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class TestServersIT {
    private final String topic = TestServers.uniqueNamespace() + ".events";

    @Test
    void kafkaKeepsWhatWasAcknowledged() throws Exception {
        createTopic(TestServers.kafka());
        produce(TestServers.kafka(), "one", "two");
        assertThat(consume(TestServers.kafka(), 2)).containsExactly("one", "two");
    }

    @Test
    void postgresGivesAnOwnEmptySchema() throws Exception {
        String schema = TestServers.uniqueNamespace() + "_orders";
        Postgres postgres = TestServers.postgres(schema);
        try (Connection connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE line (id int)");
            ResultSet row = statement.executeQuery(
                    "SELECT schemaname FROM pg_tables WHERE tablename = 'line'" + " AND tableowner = current_user");
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo(schema);
        }
    }

    @Test
    void redisSetsAndGets() throws Exception {
        assertThat(redis(TestServers.redis(), "SET " + topic + " 1", "GET " + topic))
                .isEqualTo("+OK\r\n+OK\r\n$1\r\n1\r\n");
    }

    @Test
    void dedicatedKafkaKeepsRecordsOverAKill() throws Exception {
        try (var kafka = TestServers.dedicatedKafka()) {
            String servers = kafka.server().bootstrapServers();
            createTopic(servers);
            produce(servers, "before");
            kafka.kill();
            kafka.startAgain();
            produce(servers, "after");
            assertThat(consume(servers, 2)).containsExactly("before", "after");
        }
    }

    @Test
    void dedicatedPostgresKeepsRowsOverAKill() throws Exception {
        try (var dedicated = TestServers.dedicatedPostgres()) {
            Postgres postgres = TestServers.postgres(dedicated, "orders");
            execute(postgres, "CREATE TABLE line AS SELECT 42 AS id");
            dedicated.kill();
            dedicated.startAgain();
            execute(postgres, "SELECT 1 / (SELECT count(*) FROM line WHERE id = 42)");
        }
    }

    @Test
    void dedicatedRedisKeepsKeysOverAnOrderlyEnd() throws Exception {
        try (var dedicated = TestServers.dedicatedRedis()) {
            redis(dedicated.server().url(), "SET key value", "GET key");
            dedicated.stop();
            dedicated.startAgain();
            assertThat(redis(dedicated.server().url(), "GET key")).contains("value");
        }
    }

    private void createTopic(String servers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private void produce(String servers, String... values) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value)).get();
            }
        }
    }

    private List<String> consume(String servers, int count) {
        List<String> values = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }

    private static void execute(Postgres postgres, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String redis(String url, String... commands) throws Exception {
        URI address = URI.create(url);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            String text = "AUTH " + address.getUserInfo().substring(1) + "\r\n" + String.join("\r\n", commands)
                    + "\r\nQUIT\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(0, answer.lastIndexOf("+OK\r\n"));
        }
    }
}

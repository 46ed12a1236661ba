package io.millrace.starter.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.kernel.Namespace;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.catalog.CompactedTable;
import io.millrace.testkit.Postgres;
import io.millrace.testkit.TestServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ScriptUtils;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The outbox and the tables that follow it, over real PostgreSQL and Kafka. */
class OutboxIT {
    private final MillraceSettings settings =
            new MillraceSettings(TestServers.uniqueNamespace(), TestServers.kafka(), Path.of("."), "", Map.of());
    private final List<OutboxRelay> relays = new ArrayList<>();
    private DriverManagerDataSource database;
    private TransactionTemplate transaction;
    private JdbcClient jdbc;

    record Thing(int number) {}

    @BeforeEach
    void createSchema() throws Exception {
        Postgres postgres = TestServers.postgres("outbox");
        database = new DriverManagerDataSource(postgres.url(), postgres.user(), postgres.password());
        try (Connection connection = database.getConnection()) {
            ScriptUtils.executeSqlScript(connection, new ClassPathResource("db/starter/V0_1__outbox.sql"));
        }
        transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        jdbc = JdbcClient.create(database);
    }

    @AfterEach
    void stopRelays() {
        relays.forEach(OutboxRelay::stop);
    }

    @Test
    void sendsWhatWasCommittedInOrderAndNothingElse() {
        Outbox outbox = new Outbox(jdbc, relay());
        List<String> seen = new CopyOnWriteArrayList<>();
        try (CompactedTable<Thing> table = table("things")) {
            table.onChange((key, value) -> seen.add(key + (value == null ? "-" : value.number())));
            table.start();
            transaction.executeWithoutResult(status -> outbox.publish("things", "a", json(1)));
            transaction.executeWithoutResult(status -> {
                outbox.publish("things", "b", json(2));
                status.setRollbackOnly();
            });
            transaction.executeWithoutResult(status -> {
                outbox.publish("things", "a", json(3));
                outbox.publish("things", "c", json(4));
            });
            transaction.executeWithoutResult(status -> outbox.publish("things", "c", null));

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(seen)
                            .as("%d rows in the outbox", rows())
                            .containsExactly("a1", "a3", "c4", "c-"));
            assertThat(table.get("a")).contains(new Thing(3));
            assertThat(table.get("c")).isEmpty();
            await().atMost(Duration.ofSeconds(10)).until(() -> rows() == 0);
        }
    }

    @Test
    void refusesToPublishOutsideATransaction() {
        Outbox outbox = new Outbox(jdbc, relay());

        assertThatThrownBy(() -> outbox.publish("things", "a", json(1))).hasMessageContaining("inside the transaction");
    }

    @Test
    void sendsAfterARestartWhatKafkaHadNotTaken() {
        OutboxRelay nowhere = new OutboxRelay(jdbc, transaction, Namespace.NONE, () -> producer("127.0.0.1:9"));
        relays.add(nowhere);
        nowhere.start();
        Outbox outbox = new Outbox(jdbc, nowhere);
        transaction.executeWithoutResult(status -> outbox.publish("kept", "a", json(7)));
        nowhere.stop();
        assertThat(rows()).isEqualTo(1);

        try (CompactedTable<Thing> table = table("kept").start()) {
            relay();
            await().atMost(Duration.ofSeconds(30)).until(() -> table.get("a").isPresent());
        }
    }

    @Test
    void twoRelaysSendEverythingAtLeastOnceAndInOrder() {
        Outbox outbox = new Outbox(jdbc, relay());
        relay();
        List<Integer> seen = new CopyOnWriteArrayList<>();
        try (CompactedTable<Thing> table = table("many")) {
            table.onChange((key, value) -> seen.add(value.number()));
            table.start();
            for (int i = 0; i < 200; i++) {
                int number = i;
                transaction.executeWithoutResult(status -> outbox.publish("many", "k", json(number)));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> table.get("k").equals(java.util.Optional.of(new Thing(199))));
            assertThat(seen.stream().distinct().toList()).isSorted().hasSize(200);
        }
    }

    @Test
    void givesABatchUpWithItsFirstRecordWhereKafkaIsAway() {
        AtomicInteger opened = new AtomicInteger();
        OutboxRelay nowhere = new OutboxRelay(jdbc, transaction, Namespace.NONE, () -> {
            opened.incrementAndGet();
            return producer("127.0.0.1:9", 500);
        });
        relays.add(nowhere);
        Outbox outbox = new Outbox(jdbc, nowhere);
        transaction.executeWithoutResult(status -> {
            for (int i = 0; i < 100; i++) {
                outbox.publish("away", "a", json(i));
            }
        });
        nowhere.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> opened.get() >= 2);
        assertThat(rows()).isEqualTo(100);
    }

    private CompactedTable<Thing> table(String topic) {
        return CompactedTable.of(settings, topic, Thing.class, JsonMapper.shared());
    }

    private OutboxRelay relay() {
        OutboxRelay relay =
                new OutboxRelay(jdbc, transaction, settings.namespace(), () -> producer(TestServers.kafka()));
        relays.add(relay);
        relay.start();
        return relay;
    }

    private static KafkaProducer<byte[], byte[]> producer(String servers) {
        return producer(servers, 5000);
    }

    private static KafkaProducer<byte[], byte[]> producer(String servers, int maxBlockMs) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "acks", "all", "max.block.ms", maxBlockMs),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private int rows() {
        return jdbc.sql("select count(*) from outbox").query(Integer.class).single();
    }

    private static byte[] json(int number) {
        return ("{\"number\":" + number + "}").getBytes(StandardCharsets.UTF_8);
    }
}

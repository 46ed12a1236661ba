package io.millrace.testkit.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Containers of the same major versions; Testcontainers removes them when the host ends. */
final class ContainerServers implements HostedServers {
    private static final int REDIS_PORT = 6379;
    private static final String PASSWORD = "tests";

    private final KafkaContainer kafka = new KafkaContainer("apache/kafka:4.2.1")
            .withEnv(Map.of(
                    "KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false",
                    "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0",
                    "KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000",
                    "KAFKA_MESSAGE_MAX_BYTES", "4194304",
                    "KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS", "1000"));
    private final PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:17")
            .withPassword(PASSWORD)
            .withCommand("postgres", "-c", "fsync=off", "-c", "wal_level=logical", "-c", "max_connections=400");
    private final GenericContainer<?> redis = new GenericContainer<>("redis:6.2")
            .withExposedPorts(REDIS_PORT)
            .withCommand(
                    "redis-server",
                    "--requirepass",
                    PASSWORD,
                    "--appendonly",
                    "yes",
                    "--maxmemory-policy",
                    "noeviction");

    private ContainerServers() {}

    static ContainerServers start(HostDirectory directory) {
        ContainerServers servers = new ContainerServers();
        try {
            Startables.deepStart(servers.kafka, servers.postgres, servers.redis).join();
            servers.publish(directory);
            return servers;
        } catch (IOException e) {
            servers.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    @Override
    public boolean areAlive() {
        return kafka.isRunning() && postgres.isRunning() && redis.isRunning();
    }

    @Override
    public void close() {
        redis.stop();
        postgres.stop();
        kafka.stop();
    }

    private void publish(HostDirectory directory) throws IOException {
        directory.publish("kafka", kafka.getBootstrapServers());
        directory.publish(
                "postgres", new PostgresAddress(postgres.getJdbcUrl(), postgres.getUsername(), PASSWORD).format());
        directory.publish(
                "redis", "redis://:" + PASSWORD + "@" + redis.getHost() + ":" + redis.getMappedPort(REDIS_PORT));
    }
}

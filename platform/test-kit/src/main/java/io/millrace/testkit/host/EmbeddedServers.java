package io.millrace.testkit.host;

import io.millrace.local.process.FreePorts;
import io.millrace.local.process.OwnedProcess;
import io.millrace.local.server.KafkaServer;
import io.millrace.local.server.LocalServer;
import io.millrace.local.server.PostgresServer;
import io.millrace.local.server.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The programs of {@code infra/local}, without syncing to disk. */
final class EmbeddedServers implements HostedServers {
    private static final int KAFKA_HEAP_MEBIBYTES = 640;
    private static final int POSTGRES_CONNECTIONS_MAX = 400;
    private static final int REDIS_MEMORY_MAX_MEBIBYTES = 1024;
    private static final long PROBE_INTERVAL_MS = 50;
    private static final String PASSWORD = "tests";

    private final HostDirectory directory;
    private final List<OwnedProcess> processes = new CopyOnWriteArrayList<>();
    private volatile boolean failed;

    private EmbeddedServers(HostDirectory directory) {
        this.directory = directory;
    }

    static EmbeddedServers start(HostDirectory directory, long hostPid) {
        EmbeddedServers servers = new EmbeddedServers(directory);
        Path data = directory.data(hostPid);
        KafkaServer kafka = kafka(data);
        PostgresServer postgres = postgres(data, directory.binaries());
        RedisServer redis = redis(data, directory.binaries());
        servers.startAside(kafka, kafka.bootstrapServers());
        servers.startAside(postgres, new PostgresAddress(postgres.url(), PostgresServer.ADMIN, PASSWORD).format());
        servers.startAside(redis, redis.url());
        return servers;
    }

    @Override
    public boolean areAlive() {
        return !failed && processes.stream().allMatch(OwnedProcess::isAlive);
    }

    @Override
    public void close() throws InterruptedException {
        for (OwnedProcess process : processes) {
            process.kill();
        }
    }

    private void startAside(LocalServer server, String address) {
        Thread.ofPlatform().name(server.name()).start(() -> startAndPublish(server, address));
    }

    private void startAndPublish(LocalServer server, String address) {
        try {
            OwnedProcess process = server.start();
            processes.add(process);
            while (!server.ready()) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(
                            server.name() + " ended with code " + process.exit().join());
                }
                Thread.sleep(PROBE_INTERVAL_MS);
            }
            directory.publish(server.name(), address);
        } catch (IOException | RuntimeException e) {
            failed = true;
            System.out.println(server.name() + " for tests cannot be started: " + e);
        } catch (InterruptedException e) {
            failed = true;
            Thread.currentThread().interrupt();
        }
    }

    private static KafkaServer kafka(Path data) {
        return new KafkaServer(new KafkaServer.Settings(
                FreePorts.next(),
                FreePorts.next(),
                data.resolve("kafka"),
                data.resolve("kafka.log"),
                System.getProperty("java.class.path"),
                KAFKA_HEAP_MEBIBYTES));
    }

    private static PostgresServer postgres(Path data, Path binaries) {
        return new PostgresServer(
                new PostgresServer.Settings(
                        FreePorts.next(),
                        data.resolve("postgres"),
                        binaries,
                        data.resolve("postgres.log"),
                        PASSWORD,
                        false,
                        POSTGRES_CONNECTIONS_MAX),
                List.of());
    }

    private static RedisServer redis(Path data, Path binaries) {
        return new RedisServer(new RedisServer.Settings(
                FreePorts.next(),
                data.resolve("redis"),
                binaries,
                data.resolve("redis.log"),
                PASSWORD,
                REDIS_MEMORY_MAX_MEBIBYTES));
    }
}

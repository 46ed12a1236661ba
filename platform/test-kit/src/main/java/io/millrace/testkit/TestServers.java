package io.millrace.testkit;

import io.millrace.kernel.Namespace;
import io.millrace.local.process.FreePorts;
import io.millrace.local.server.KafkaServer;
import io.millrace.local.server.PostgresAdministration;
import io.millrace.local.server.PostgresRole;
import io.millrace.local.server.PostgresServer;
import io.millrace.local.server.RedisServer;
import io.millrace.testkit.host.HostDirectory;
import io.millrace.testkit.host.PostgresAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Real servers for tests. The first test JVM of a build starts one set; all JVMs of the build share it, and it ends with
 * the build. Where a Docker engine answers these are containers, else the embedded programs of {@code infra/local}. They
 * do not sync to disk. Tests keep out of each other's way by {@link #uniqueNamespace()}.
 */
public final class TestServers {
    /** A busy machine may keep a connection waiting for longer than the few seconds that one attempt takes. */
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(60);

    private static final int KAFKA_HEAP_MEBIBYTES = 512;
    private static final int POSTGRES_CONNECTIONS_MAX = 100;
    private static final int REDIS_MEMORY_MAX_MEBIBYTES = 256;
    private static final String DEDICATED_PASSWORD = "dedicated";

    private TestServers() {}

    /** Bootstrap servers of the shared Kafka; topics are not created by themselves. */
    public static String kafka() {
        return HostDirectory.shared().await("kafka");
    }

    /** Redis address with password of the shared Redis, {@code redis://:password@host:port}. */
    public static String redis() {
        return HostDirectory.shared().await("redis");
    }

    /**
     * An empty schema in the shared PostgreSQL, with a role {@code millrace_<schema>} that owns it. One that is there
     * already is emptied.
     */
    public static Postgres postgres(String schema) {
        PostgresAddress address = PostgresAddress.parse(HostDirectory.shared().await("postgres"));
        return schema(new PostgresAdministration(address.user(), address.password()), address.url(), schema);
    }

    /** A namespace that no other test uses, for example {@code t7f3a1c}. */
    public static String uniqueNamespace() {
        byte[] random = new byte[4];
        ThreadLocalRandom.current().nextBytes(random);
        return "t" + HexFormat.of().formatHex(random);
    }

    /** An own, running, embedded Kafka that the test may kill and start again over the same data. */
    public static DedicatedServer<KafkaServer> dedicatedKafka() {
        Path directory = temporaryDirectory("kafka");
        return DedicatedServer.start(
                directory,
                new KafkaServer(new KafkaServer.Settings(
                        FreePorts.next(),
                        FreePorts.next(),
                        directory.resolve("data"),
                        directory.resolve("kafka.log"),
                        HostDirectory.classPath(),
                        KAFKA_HEAP_MEBIBYTES)));
    }

    /** An own, running, embedded PostgreSQL that the test may kill; it syncs to disk. See {@link #postgres(DedicatedServer, String)}. */
    public static DedicatedServer<PostgresServer> dedicatedPostgres() {
        Path directory = temporaryDirectory("postgres");
        PostgresServer.Settings settings = new PostgresServer.Settings(
                FreePorts.next(),
                directory.resolve("data"),
                HostDirectory.shared().binaries(),
                directory.resolve("postgres.log"),
                DEDICATED_PASSWORD,
                true,
                POSTGRES_CONNECTIONS_MAX);
        return DedicatedServer.start(directory, new PostgresServer(settings, List.of()));
    }

    /** An empty schema in a dedicated PostgreSQL. */
    public static Postgres postgres(DedicatedServer<PostgresServer> dedicated, String schema) {
        return schema(dedicated.server().administration(), dedicated.server().url(), schema);
    }

    /** An own, running, embedded Redis that the test may kill. */
    public static DedicatedServer<RedisServer> dedicatedRedis() {
        Path directory = temporaryDirectory("redis");
        return DedicatedServer.start(
                directory,
                new RedisServer(new RedisServer.Settings(
                        FreePorts.next(),
                        directory.resolve("data"),
                        HostDirectory.shared().binaries(),
                        directory.resolve("redis.log"),
                        DEDICATED_PASSWORD,
                        REDIS_MEMORY_MAX_MEBIBYTES)));
    }

    private static Postgres schema(PostgresAdministration administration, String url, String schema) {
        PostgresRole role = PostgresRole.of(Namespace.NONE, schema, "password_of_" + schema);
        Instant deadline = Instant.now().plus(DATABASE_PATIENCE);
        while (true) {
            try {
                administration.dropSchema(url, schema);
                administration.provisionRoles(url, List.of(role));
                return new Postgres(url, role.role(), role.password());
            } catch (SQLException e) {
                if (Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException("the schema " + schema + " cannot be made: " + e.getMessage(), e);
                }
            }
        }
    }

    private static Path temporaryDirectory(String name) {
        try {
            return Files.createTempDirectory("millrace-" + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

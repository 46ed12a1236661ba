package io.millrace.local.server;

import io.millrace.local.process.Launch;
import io.millrace.local.process.Launch.End;
import io.millrace.local.process.OwnedProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PostgreSQL with passwords (SCRAM), logical decoding and, unless it is for tests, everything synced to disk. When the
 * current user is root it runs in a user namespace of its own, because PostgreSQL refuses to run as root.
 */
public final class PostgresServer implements LocalServer {
    /** The embedded release. */
    public static final String VERSION = "17.6";

    public static final String ADMIN = "postgres";
    public static final String DATABASE = "millrace";

    private static final String MAJOR_VERSION = "17";

    private final Settings settings;
    private final DataDirectory data;
    private final PostgresAdministration administration;
    private final List<PostgresRole> roles;
    private volatile boolean provisioned;

    /**
     * @param port on 127.0.0.1
     * @param data its data directory
     * @param binaries where programs are unpacked
     * @param log its log file
     * @param adminPassword of the role {@value PostgresServer#ADMIN}; it must be that of the first start
     * @param durable whether commits are synced to disk; false only for tests
     * @param connectionsMax how many clients at once
     */
    public record Settings(
            int port, Path data, Path binaries, Path log, String adminPassword, boolean durable, int connectionsMax) {}

    /** @param roles made when the server is first ready */
    public PostgresServer(Settings settings, List<PostgresRole> roles) {
        this.settings = settings;
        this.data = new DataDirectory(settings.data(), "PostgreSQL", MAJOR_VERSION);
        this.administration = new PostgresAdministration(ADMIN, settings.adminPassword());
        this.roles = List.copyOf(roles);
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public int port() {
        return settings.port();
    }

    /** JDBC address of the database {@value #DATABASE}. */
    public String url() {
        return url(DATABASE);
    }

    public PostgresAdministration administration() {
        return administration;
    }

    @Override
    public Optional<String> obstacle() {
        return data.obstacle();
    }

    @Override
    public OwnedProcess start() {
        provisioned = false;
        data.open();
        Path home = new NativeBinaries(settings.binaries()).postgres(VERSION);
        PostgresUser user = PostgresUser.forThisProcess();
        Path cluster = data.resolve("cluster");
        if (Files.notExists(cluster)) {
            new PostgresCluster(home, user, settings.log(), settings.durable())
                    .create(cluster, settings.adminPassword());
        }
        PostgresCluster.endLeftover(cluster);
        return OwnedProcess.start(
                new Launch(name(), command(home, user, cluster), Map.of(), settings.log(), End.BY_INT));
    }

    /** Ready when the database, the roles and the schemas are there and a query is answered. */
    @Override
    public boolean ready() {
        try {
            if (!provisioned) {
                administration.provisionDatabase(url("postgres"), DATABASE);
                administration.provisionRoles(url(), roles);
                provisioned = true;
            }
            try (Connection connection = administration.connect(url())) {
                return connection.isValid(1);
            }
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public Duration stopGrace() {
        return Duration.ofSeconds(20);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + settings.port() + "/" + database;
    }

    private List<String> command(Path home, PostgresUser user, Path cluster) {
        String sync = settings.durable() ? "on" : "off";
        List<String> command = new ArrayList<>(user.prefix());
        command.addAll(List.of(home.resolve("bin/postgres").toString(), "-D", cluster.toString()));
        Map<String, String> options = Map.ofEntries(
                Map.entry("port", Integer.toString(settings.port())),
                Map.entry("listen_addresses", "127.0.0.1"),
                Map.entry("unix_socket_directories", ""),
                Map.entry("password_encryption", "scram-sha-256"),
                Map.entry("fsync", sync),
                Map.entry("full_page_writes", sync),
                Map.entry("synchronous_commit", sync),
                Map.entry("wal_level", "logical"),
                Map.entry("max_wal_senders", "10"),
                Map.entry("max_replication_slots", "10"),
                Map.entry("max_wal_size", "512MB"),
                Map.entry("max_connections", Integer.toString(settings.connectionsMax())),
                Map.entry("shared_buffers", "64MB"),
                Map.entry("log_timezone", "UTC"),
                Map.entry("timezone", "UTC"),
                Map.entry("log_line_prefix", "%m [%p] %u "));
        options.forEach((name, value) -> {
            command.add("-c");
            command.add(name + "=" + value);
        });
        return command;
    }
}

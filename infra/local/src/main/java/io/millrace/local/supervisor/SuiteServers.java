package io.millrace.local.supervisor;

import io.millrace.kernel.ServiceName;
import io.millrace.local.LocalException;
import io.millrace.local.process.Startable;
import io.millrace.local.server.KafkaServer;
import io.millrace.local.server.PostgresAdministration;
import io.millrace.local.server.PostgresRole;
import io.millrace.local.server.PostgresServer;
import io.millrace.local.server.RedisServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The three servers of a suite: embedded ones, or those that the environment names, and what services are told about them.
 *
 * @param embedded to be started
 * @param external run by somebody else
 * @param addresses environment variables for every service
 */
record SuiteServers(List<Startable> embedded, List<ExternalServer> external, Map<String, String> addresses) {
    /** Services that keep state in PostgreSQL. */
    static final List<ServiceName> WITH_SCHEMA = List.of(
            ServiceName.CONTRACT_REGISTRY,
            ServiceName.STREAM_PROCESSOR,
            ServiceName.ORCHESTRATION,
            ServiceName.OBSERVABILITY);

    private static final int KAFKA_HEAP_MEBIBYTES = 384;
    private static final int POSTGRES_CONNECTIONS_MAX = 100;
    private static final int REDIS_MEMORY_MAX_MEBIBYTES = 1_024;

    static SuiteServers of(SuiteSettings settings, Secrets secrets) {
        List<Startable> embedded = new ArrayList<>();
        List<ExternalServer> external = new ArrayList<>();
        Map<String, String> addresses = new LinkedHashMap<>();
        settings.variable("MILLRACE_KAFKA")
                .ifPresentOrElse(
                        address -> {
                            external.add(ExternalServer.parse("kafka", "MILLRACE_KAFKA", address, 9092));
                            addresses.put("MILLRACE_KAFKA", address);
                        },
                        () -> {
                            KafkaServer kafka = kafka(settings);
                            embedded.add(kafka);
                            addresses.put("MILLRACE_KAFKA", kafka.bootstrapServers());
                        });
        settings.variable("MILLRACE_POSTGRES")
                .ifPresentOrElse(
                        address -> {
                            external.add(ExternalServer.parse("postgres", "MILLRACE_POSTGRES", address, 5432));
                            addresses.put("MILLRACE_POSTGRES", address);
                            provisionExternal(settings, secrets, address);
                        },
                        () -> {
                            PostgresServer postgres = postgres(settings, secrets);
                            embedded.add(postgres);
                            addresses.put("MILLRACE_POSTGRES", postgres.url());
                        });
        settings.variable("MILLRACE_REDIS")
                .ifPresentOrElse(
                        address -> {
                            external.add(ExternalServer.parse("redis", "MILLRACE_REDIS", address, 6379));
                            addresses.put("MILLRACE_REDIS", address);
                        },
                        () -> {
                            RedisServer redis = redis(settings, secrets);
                            embedded.add(redis);
                            addresses.put("MILLRACE_REDIS", redis.url());
                        });
        return new SuiteServers(embedded, external, addresses);
    }

    /** Role and schema of a service, with the namespace's prefix. */
    static PostgresRole role(SuiteSettings settings, Secrets secrets, ServiceName service) {
        String schema = service.schemaName();
        return PostgresRole.of(settings.namespace(), schema, secrets.password("postgres-" + schema));
    }

    private static List<PostgresRole> roles(SuiteSettings settings, Secrets secrets) {
        return WITH_SCHEMA.stream()
                .map(service -> role(settings, secrets, service))
                .toList();
    }

    private static KafkaServer kafka(SuiteSettings settings) {
        return new KafkaServer(new KafkaServer.Settings(
                settings.serverPort(SuiteSettings.KAFKA_PORT),
                settings.serverPort(SuiteSettings.KAFKA_CONTROLLER_PORT),
                settings.home().data("kafka"),
                settings.home().log("kafka"),
                System.getProperty("java.class.path"),
                KAFKA_HEAP_MEBIBYTES));
    }

    private static PostgresServer postgres(SuiteSettings settings, Secrets secrets) {
        PostgresServer.Settings server = new PostgresServer.Settings(
                settings.serverPort(SuiteSettings.POSTGRES_PORT),
                settings.home().data("postgres"),
                settings.home().binaries(),
                settings.home().log("postgres"),
                secrets.password("postgres-admin"),
                true,
                POSTGRES_CONNECTIONS_MAX);
        return new PostgresServer(server, roles(settings, secrets));
    }

    private static RedisServer redis(SuiteSettings settings, Secrets secrets) {
        return new RedisServer(new RedisServer.Settings(
                settings.serverPort(SuiteSettings.REDIS_PORT),
                settings.home().data("redis"),
                settings.home().binaries(),
                settings.home().log("redis"),
                secrets.password("redis"),
                REDIS_MEMORY_MAX_MEBIBYTES));
    }

    /** With an administrator's credentials the roles are made; without, they are expected to be there. */
    private static void provisionExternal(SuiteSettings settings, Secrets secrets, String address) {
        var user = settings.variable("MILLRACE_POSTGRES_ADMIN_USER");
        var password = settings.variable("MILLRACE_POSTGRES_ADMIN_PASSWORD");
        if (user.isEmpty() || password.isEmpty()) {
            return;
        }
        try {
            new PostgresAdministration(user.get(), password.get()).provisionRoles(address, roles(settings, secrets));
        } catch (SQLException e) {
            throw new LocalException(
                    "The roles cannot be made in the PostgreSQL of MILLRACE_POSTGRES (" + e.getMessage()
                            + "); see MILLRACE_POSTGRES_ADMIN_USER and MILLRACE_POSTGRES_ADMIN_PASSWORD",
                    e);
        }
    }
}

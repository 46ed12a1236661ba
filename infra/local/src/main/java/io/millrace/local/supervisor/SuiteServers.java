package io.millrace.local.supervisor;

import io.millrace.kernel.ServiceName;
import io.millrace.local.LocalException;
import io.millrace.local.process.Startable;
import io.millrace.local.server.KafkaServer;
import io.millrace.local.server.PostgresRole;
import io.millrace.local.server.PostgresServer;
import io.millrace.local.server.RedisServer;
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
        ExternalServer.kafka(settings)
                .ifPresentOrElse(
                        server -> {
                            external.add(server);
                            addresses.put("MILLRACE_KAFKA", address(settings, "MILLRACE_KAFKA"));
                        },
                        () -> {
                            KafkaServer kafka = kafka(settings);
                            embedded.add(kafka);
                            addresses.put("MILLRACE_KAFKA", kafka.bootstrapServers());
                        });
        ExternalServer.postgres(settings)
                .ifPresentOrElse(
                        server -> {
                            external.add(server);
                            addresses.put("MILLRACE_POSTGRES", address(settings, "MILLRACE_POSTGRES"));
                        },
                        () -> {
                            PostgresServer postgres = postgres(settings, secrets);
                            embedded.add(postgres);
                            addresses.put("MILLRACE_POSTGRES", postgres.url());
                        });
        ExternalServer.redis(settings)
                .ifPresentOrElse(
                        server -> {
                            external.add(server);
                            addresses.put("MILLRACE_REDIS", address(settings, "MILLRACE_REDIS"));
                        },
                        () -> {
                            RedisServer redis = redis(settings, secrets);
                            embedded.add(redis);
                            addresses.put("MILLRACE_REDIS", redis.url());
                        });
        return new SuiteServers(embedded, external, addresses);
    }

    /** What those that others run refuse, one line each with its mend; makes the roles in their PostgreSQL, where it may. */
    static List<String> refusals(SuiteSettings settings, Secrets secrets) {
        List<String> refusals = new ArrayList<>();
        ExternalServer.postgres(settings).ifPresent(server -> {
            try {
                new PrepareExternalPostgres(settings, server, address(settings, "MILLRACE_POSTGRES"))
                        .prepare(roles(settings, secrets));
            } catch (LocalException e) {
                refusals.add(String.valueOf(e.getMessage()));
            }
        });
        ExternalServer.redis(settings)
                .flatMap(server -> AskRedis.refusal(server, address(settings, "MILLRACE_REDIS")))
                .ifPresent(refusals::add);
        return refusals;
    }

    private static String address(SuiteSettings settings, String variable) {
        return settings.variable(variable).orElseThrow();
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
}

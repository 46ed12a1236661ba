package io.millrace.starter;

import io.millrace.kernel.Namespace;
import io.millrace.kernel.ServiceName;
import io.millrace.kernel.Topics;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Defaults that follow from the service's name and the process environment, so that a service's own configuration holds
 * only what is its own. Everything here is a default: any other property source wins.
 */
public final class MillraceEnvironment implements EnvironmentPostProcessor, Ordered {
    static final String PROPERTY_SOURCE = "millraceDefaults";

    @Override
    public int getOrder() {
        // After the configuration files, whose spring.application.name is needed here.
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String name = environment.getProperty("spring.application.name", "");
        Map<String, Object> defaults = new LinkedHashMap<>();
        common(defaults, environment);
        for (ServiceName service : ServiceName.values()) {
            if (service.moduleName().equals(name)) {
                service(defaults, environment, service);
            }
        }
        environment.getPropertySources().addLast(new MapPropertySource(PROPERTY_SOURCE, defaults));
    }

    private static void common(Map<String, Object> defaults, ConfigurableEnvironment environment) {
        int offset = offset(environment);
        String kafka = text(environment, "MILLRACE_KAFKA", "127.0.0.1:" + (29092 + offset));
        defaults.put("millrace.namespace", text(environment, "MILLRACE_NAMESPACE", ""));
        defaults.put("millrace.topic-prefix", namespace(environment).of(""));
        defaults.put("millrace.home", text(environment, "MILLRACE_HOME", ".millrace"));
        defaults.put("millrace.port-offset", offset);
        defaults.put("millrace.kafka", kafka);
        for (ServiceName service : ServiceName.values()) {
            defaults.put(
                    "millrace.urls." + service.moduleName(),
                    text(
                            environment,
                            "MILLRACE_URL_" + service.schemaName().toUpperCase(Locale.ROOT),
                            "http://127.0.0.1:" + (service.port() + offset)));
        }
        defaults.put("server.address", text(environment, "MILLRACE_BIND", "127.0.0.1"));
        defaults.put("server.shutdown", "graceful");
        defaults.put("spring.lifecycle.timeout-per-shutdown-phase", "10s");
        defaults.put("spring.threads.virtual.enabled", true);
        defaults.put("spring.main.banner-mode", "off");
        // Nothing takes forms; the filter would read a body before its path and method are looked at.
        defaults.put("spring.mvc.formcontent.filter.enabled", false);
        // Kafka's clients print their whole configuration at INFO each time one is made.
        defaults.put("logging.level.org.apache.kafka", "WARN");
        // It calls a topic an error that is not there yet; whoever asked for it is told, and tells.
        defaults.put("logging.level.org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy", "OFF");
        defaults.put("spring.kafka.bootstrap-servers", kafka);
        defaults.put("spring.cloud.stream.kafka.binder.brokers", kafka);
        defaults.put(
                "spring.data.redis.url", text(environment, "MILLRACE_REDIS", "redis://127.0.0.1:" + (26379 + offset)));
        defaults.put("management.endpoints.web.exposure.include", "health,prometheus");
        defaults.put("management.endpoint.health.probes.enabled", true);
        defaults.put("management.endpoint.health.show-details", "never");
        // The binders' own check hangs for a minute while Kafka is down, and the facts are not what a service lives by.
        defaults.put("management.health.binders.enabled", false);
        defaults.put("management.metrics.tags.application", environment.getProperty("spring.application.name", ""));
        defaults.put("springdoc.api-docs.version", "openapi_3_1");
        defaults.put("springdoc.default-produces-media-type", "application/json");
        defaults.put("springdoc.paths-to-exclude", "/internal/**");
        defaults.put(
                "spring.cloud.stream.bindings.measurements-out-0.destination",
                namespace(environment).of(Topics.MEASUREMENTS));
    }

    private static void service(
            Map<String, Object> defaults, ConfigurableEnvironment environment, ServiceName service) {
        int offset = offset(environment);
        Namespace namespace = namespace(environment);
        String schema = namespace.schema(service.schemaName());
        defaults.put("server.port", service.port() + offset);
        defaults.put(
                "spring.datasource.url",
                text(
                        environment,
                        "MILLRACE_POSTGRES",
                        "jdbc:postgresql://127.0.0.1:" + (25432 + offset) + "/millrace"));
        defaults.put(
                "spring.datasource.username",
                text(environment, "MILLRACE_POSTGRES_USER", namespace.schema("millrace_" + service.schemaName())));
        String password = environment.getProperty("MILLRACE_POSTGRES_PASSWORD");
        if (password != null) {
            defaults.put("spring.datasource.password", password);
        }
        defaults.put("spring.datasource.hikari.schema", schema);
        defaults.put("spring.datasource.hikari.maximum-pool-size", 10);
        defaults.put("spring.datasource.hikari.minimum-idle", 1);
        defaults.put("spring.datasource.hikari.connection-timeout", 5000);
        // A service starts, and says that it is not ready, while PostgreSQL is still down.
        defaults.put("spring.datasource.hikari.initialization-fail-timeout", 60000);
        defaults.put("spring.flyway.default-schema", schema);
        defaults.put("spring.flyway.schemas", schema);
        defaults.put("spring.flyway.create-schemas", false);
        defaults.put("spring.flyway.connect-retries", 30);
        defaults.put("spring.flyway.connect-retries-interval", "2s");
        defaults.put("spring.flyway.locations", "classpath:db/starter,classpath:db/migration");
        defaults.put("spring.jpa.open-in-view", false);
        defaults.put("spring.jpa.hibernate.ddl-auto", "validate");
        defaults.put("spring.jpa.properties.hibernate.default_schema", schema);
        defaults.put("spring.jpa.properties.hibernate.jdbc.time_zone", "UTC");
    }

    private static Namespace namespace(ConfigurableEnvironment environment) {
        return new Namespace(
                environment.getProperty("millrace.namespace", text(environment, "MILLRACE_NAMESPACE", "")));
    }

    private static int offset(ConfigurableEnvironment environment) {
        return Integer.parseInt(text(environment, "MILLRACE_PORT_OFFSET", "0"));
    }

    private static String text(ConfigurableEnvironment environment, String variable, String otherwise) {
        @Nullable String value = environment.getProperty(variable);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }
}

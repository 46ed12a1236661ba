package io.millrace.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class MillraceEnvironmentTests {

    @Test
    void defaultsFollowTheServiceName() {
        StandardEnvironment environment = environment(Map.of("spring.application.name", "contract-registry-service"));

        assertThat(environment.getProperty("server.port")).isEqualTo("8081");
        assertThat(environment.getProperty("server.address")).isEqualTo("127.0.0.1");
        assertThat(environment.getProperty("spring.datasource.url"))
                .isEqualTo("jdbc:postgresql://127.0.0.1:25432/millrace");
        assertThat(environment.getProperty("spring.datasource.username")).isEqualTo("millrace_contract_registry");
        assertThat(environment.getProperty("spring.flyway.default-schema")).isEqualTo("contract_registry");
        assertThat(environment.getProperty("spring.kafka.bootstrap-servers")).isEqualTo("127.0.0.1:29092");
    }

    @Test
    void anOffsetShiftsEveryPort() {
        StandardEnvironment environment =
                environment(Map.of("spring.application.name", "view-service", "MILLRACE_PORT_OFFSET", "1000"));

        assertThat(environment.getProperty("server.port")).isEqualTo("9084");
        assertThat(environment.getProperty("millrace.urls.gateway")).isEqualTo("http://127.0.0.1:9080");
        assertThat(environment.getProperty("millrace.kafka")).isEqualTo("127.0.0.1:30092");
        assertThat(environment.getProperty("spring.data.redis.url")).isEqualTo("redis://127.0.0.1:27379");
    }

    @Test
    void aNamespaceSetsEverythingApart() {
        StandardEnvironment environment =
                environment(Map.of("spring.application.name", "orchestration-service", "MILLRACE_NAMESPACE", "blue"));

        assertThat(environment.getProperty("spring.flyway.default-schema")).isEqualTo("blue_orchestration");
        assertThat(environment.getProperty("spring.datasource.username")).isEqualTo("blue_millrace_orchestration");
        assertThat(environment.getProperty("spring.cloud.stream.bindings.measurements-out-0.destination"))
                .isEqualTo("blue.millrace.measurements");
    }

    @Test
    void externalServersComeFromTheProcessEnvironment() {
        StandardEnvironment environment = environment(Map.of(
                "spring.application.name", "ingestion-service",
                "MILLRACE_KAFKA", "k1:9092,k2:9092",
                "MILLRACE_REDIS", "redis://:secret@r:6379"));

        assertThat(environment.getProperty("spring.cloud.stream.kafka.binder.brokers"))
                .isEqualTo("k1:9092,k2:9092");
        assertThat(environment.getProperty("spring.data.redis.url")).isEqualTo("redis://:secret@r:6379");
    }

    @Test
    void configurationWinsOverDefaults() {
        StandardEnvironment environment =
                environment(Map.of("spring.application.name", "gateway", "server.port", "1234"));

        assertThat(environment.getProperty("server.port")).isEqualTo("1234");
    }

    private static StandardEnvironment environment(Map<String, Object> given) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("given", new HashMap<>(given)));
        new MillraceEnvironment().postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }
}

package io.millrace.orchestration;

import io.millrace.testkit.Postgres;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings that let the service run over the test servers, with a quick heartbeat. */
final class ServiceUnderTest {
    private ServiceUnderTest() {}

    static Map<String, String> settings(String namespace) {
        String schema = namespace + "_orchestration";
        Postgres postgres = TestServers.postgres(schema);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("millrace.namespace", namespace);
        settings.put("millrace.home", TestIdentity.keysHome().toString());
        settings.put("millrace.kafka", TestServers.kafka());
        settings.put("spring.kafka.bootstrap-servers", TestServers.kafka());
        settings.put("spring.cloud.stream.kafka.binder.brokers", TestServers.kafka());
        settings.put("spring.datasource.url", postgres.url());
        settings.put("spring.datasource.username", postgres.user());
        settings.put("spring.datasource.password", postgres.password());
        settings.put("spring.datasource.hikari.schema", schema);
        settings.put("spring.flyway.default-schema", schema);
        settings.put("spring.flyway.schemas", schema);
        settings.put("spring.jpa.properties.hibernate.default_schema", schema);
        settings.put("millrace.orchestration.heartbeat", "500ms");
        settings.put("millrace.orchestration.poll-interval", "200ms");
        return settings;
    }
}

package io.millrace.processor.view;

import io.millrace.processor.StreamProcessorApplication;
import io.millrace.testkit.Postgres;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** One copy of the service in this JVM, over real servers, which can end and be started anew over what it left there. */
final class StartedProcessor implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;
    private final String url;

    private StartedProcessor(ConfigurableApplicationContext context) {
        this.context = context;
        this.url = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    /** @param settings as {@link #settings} makes them, once for all starts */
    static StartedProcessor start(Map<String, String> settings) {
        return new StartedProcessor(new SpringApplicationBuilder(StreamProcessorApplication.class)
                .run(settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new)));
    }

    /**
     * What a copy is started with; empties the namespace's schema.
     *
     * @param functions where jars of functions are
     * @param registry URL of what stands for contract-registry-service
     */
    static Map<String, String> settings(String namespace, Path functions, String registry) {
        String schema = namespace + "_stream_processor";
        Postgres postgres = TestServers.postgres(schema);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("server.port", "0");
        settings.put("spring.datasource.hikari.schema", schema);
        settings.put("spring.flyway.default-schema", schema);
        settings.put("spring.flyway.schemas", schema);
        settings.put("spring.jpa.properties.hibernate.default_schema", schema);
        settings.put("millrace.urls.contract-registry-service", registry);
        settings.put("millrace.namespace", namespace);
        settings.put("millrace.kafka", TestServers.kafka());
        settings.put("millrace.urls.view-service", ViewServiceStandIn.url());
        settings.put("millrace.home", TestIdentity.keysHome().toString());
        settings.put("millrace.processor.functions.directory", functions.toString());
        settings.put("spring.kafka.bootstrap-servers", TestServers.kafka());
        settings.put("spring.cloud.stream.kafka.binder.brokers", TestServers.kafka());
        settings.put("spring.datasource.url", postgres.url());
        settings.put("spring.datasource.username", postgres.user());
        settings.put("spring.datasource.password", postgres.password());
        return settings;
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + TestIdentity.token("admin"))
                .header("Content-Type", "application/sql")
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        context.close();
    }
}

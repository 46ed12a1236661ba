package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.processor.catalog.ContractStreams;
import io.millrace.processor.function.TestJars;
import io.millrace.testkit.TestServers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Views that call functions of jars, when the service ends and starts anew over the same PostgreSQL and Kafka. */
class FunctionsRestartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path functions;

    private final String namespace = TestServers.uniqueNamespace();
    private FakeRegistry registry;
    private FlightsStream flights;
    private Map<String, String> settings;

    @BeforeEach
    void prepare() throws Exception {
        registry = new FakeRegistry(TestServers.kafka(), namespace);
        flights = new FlightsStream(TestServers.kafka(), namespace);
        settings = StartedProcessor.settings(namespace, functions, registry.url());
        install(1);
    }

    @AfterEach
    void close() {
        flights.close();
        registry.close();
    }

    private void install(int step) throws Exception {
        TestJars.write(functions.resolve("step.jar"), """
                package com.acme;
                public class Step {
                    public static long eval(long x) {
                        return x + %d;
                    }
                }
                """.formatted(step));
    }

    private static void accepted(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
    }

    private static void create(StartedProcessor processor, String view) throws Exception {
        accepted(processor.send(
                "PUT",
                "/api/views/" + view,
                "CREATE MATERIALIZED VIEW " + view + " WITH (freshness = '1 second') AS"
                        + " SELECT origin, SUM(step(delay)) AS n FROM flown GROUP BY origin"));
    }

    /** A view over one flight whose delay is 5. */
    private void createFirst(StartedProcessor processor) throws Exception {
        ContractStreams streams = processor.bean(ContractStreams.class);
        await().atMost(PATIENCE).until(streams::ready);
        flights.publish("flown");
        await().atMost(PATIENCE).until(() -> streams.isKnown("flown"));
        flights.flight("flown", 1, "2001-01-01T10:00:00Z", "LAS", 5, 100);
        accepted(processor.send("POST", "/api/sql", "CREATE FUNCTION step AS 'com.acme.Step' USING JAR 'step.jar'"));
        create(processor, "stepped");
        awaitSum("stepped", 6);
    }

    private void awaitSum(String view, long sum) {
        String topic = namespace + ".millrace.view." + view + ".v1";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                ChangelogRows.read(TestServers.kafka(), topic).values())
                        .singleElement()
                        .satisfies(row -> assertThat(row.get("n").asLong()).isEqualTo(sum)));
    }

    private static JsonNode view(StartedProcessor processor) throws Exception {
        return JSON.readTree(processor.send("GET", "/api/views/stepped", "").body());
    }

    @Test
    void goOnWithTheirFunctionsFromWhereTheyWere() throws Exception {
        try (StartedProcessor processor = StartedProcessor.start(settings)) {
            createFirst(processor);
        }
        flights.flight("flown", 2, "2001-01-01T10:01:00Z", "LAS", 7, 100);
        try (StartedProcessor processor = StartedProcessor.start(settings)) {
            awaitSum("stepped", 14);
            flights.flight("flown", 3, "2001-01-01T10:02:00Z", "LAS", 0, 100);
            awaitSum("stepped", 15);
            assertThat(processor
                            .send("POST", "/api/sql", "DESCRIBE FUNCTION step")
                            .body())
                    .contains("\"signature\":\"step(BIGINT)\"")
                    .contains("\"installed\":true");
            create(processor, "stepped_later");
            awaitSum("stepped_later", 15);
        }
    }

    @Test
    void failWhereTheirJarWasExchangedAndGoOnWhenItIsBack() throws Exception {
        try (StartedProcessor processor = StartedProcessor.start(settings)) {
            createFirst(processor);
        }
        byte[] before = Files.readAllBytes(functions.resolve("step.jar"));
        install(2);
        flights.flight("flown", 2, "2001-01-01T10:01:00Z", "LAS", 7, 100);
        try (StartedProcessor processor = StartedProcessor.start(settings)) {
            JsonNode failed = await().atMost(PATIENCE)
                    .until(
                            () -> view(processor),
                            view -> view.path("state").asString("").equals("FAILED"));
            assertThat(failed.get("reason").asString())
                    .contains("The class com.acme.Step of the jar step.jar with SHA-256")
                    .contains("is needed. The jar of this name has SHA-256")
                    .contains("Put that jar back, then resume the views that use it.");
            awaitSum("stepped", 6);
            assertThat(processor
                            .send("POST", "/api/sql", "DESCRIBE FUNCTION step")
                            .body())
                    .contains("\"installed\":false");

            Files.write(functions.resolve("step.jar"), before);
            accepted(processor.send("POST", "/api/sql", "RESUME VIEW stepped"));
            awaitSum("stepped", 14);
            assertThat(view(processor).path("state").asString("")).isNotEqualTo("FAILED");
        }
    }
}

package io.millrace.processor.view;

import static org.awaitility.Awaitility.await;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.processor.catalog.ContractStreams;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service with real PostgreSQL and Kafka, and the real engine, as its clients see it; one for all tests on it. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class RunningProcessor {
    static final String NAMESPACE = TestServers.uniqueNamespace();
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static final Duration PATIENCE = Duration.ofSeconds(40);
    /** Jars of functions. */
    static final Path FUNCTIONS = functions();

    static FlightsStream flights;
    static FakeRegistry registry;

    @LocalServerPort
    private int port;

    @Autowired
    private ContractStreams streams;

    private static Path functions() {
        try {
            return Files.createTempDirectory("functions");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @DynamicPropertySource
    static void servers(DynamicPropertyRegistry registry) {
        StartedProcessor.settings(NAMESPACE, FUNCTIONS, registry().url())
                .forEach((name, value) -> registry.add(name, () -> value));
    }

    /** One for all tests, as the service is. */
    private static synchronized FakeRegistry registry() {
        if (registry == null) {
            registry = new FakeRegistry(TestServers.kafka(), NAMESPACE);
        }
        return registry;
    }

    @BeforeAll
    static void connect() {
        flights = new FlightsStream(TestServers.kafka(), NAMESPACE);
    }

    @AfterAll
    static void close() {
        flights.close();
    }

    void publish(String stream) throws Exception {
        await().atMost(PATIENCE).until(streams::ready);
        flights.publish(stream);
        await().atMost(PATIENCE).until(() -> streams.isKnown(stream));
    }

    /** Publishes a new version of a stream's contract, with one more column at the end. */
    void addColumn(String stream, String name) throws Exception {
        int columns = streams.find(stream).orElseThrow().columns().size();
        flights.addColumn(stream, name);
        await().atMost(PATIENCE)
                .until(() -> streams.find(stream).orElseThrow().columns().size() > columns);
    }

    HttpResponse<String> send(String method, String path, String type, String body) throws Exception {
        return send("admin", method, path, type, body);
    }

    HttpResponse<String> send(String scope, String method, String path, String type, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + TestIdentity.token(scope))
                .timeout(Duration.ofSeconds(60));
        if (type != null) {
            request.header("Content-Type", type);
        }
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return HTTP.send(request.method(method, publisher).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> put(String view, String sql) throws Exception {
        return send("PUT", "/api/views/" + view, "application/sql", sql);
    }

    HttpResponse<String> delete(String view) throws Exception {
        return send("DELETE", "/api/views/" + view, null, null);
    }

    HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, null, null);
    }

    /** The status of a GET by somebody who has this scope alone. */
    int statusFor(String scope, String path) throws Exception {
        return send(scope, "GET", path, null, null).statusCode();
    }

    static Map<String, JsonNode> rows(String view, int version) {
        return ChangelogRows.read(TestServers.kafka(), NAMESPACE + ".millrace.view." + view + ".v" + version);
    }

    /** Writes a row into all partitions of a changelog, as a fault would. */
    static void corrupt(String view, String key, String row) throws Exception {
        byte[] json = row.getBytes(StandardCharsets.UTF_8);
        String topic = NAMESPACE + ".millrace.view." + view + ".v1";
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.kafka(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int partition = 0; partition < 2; partition++) {
                producer.send(new ProducerRecord<>(
                                topic,
                                partition,
                                ChangelogCodec.rowKey(key.getBytes(StandardCharsets.UTF_8)),
                                ChangelogCodec.upsert(0, json, json.length)))
                        .get(20, TimeUnit.SECONDS);
            }
        }
    }
}

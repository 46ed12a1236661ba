package io.millrace.registry;

import io.millrace.testkit.Postgres;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The registry over real servers, spoken to over HTTP like any client does. */
public final class RunningRegistry implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    final String namespace;
    final Postgres postgres;
    final String kafka;

    private final HttpClient http = HttpClient.newHttpClient();
    private ConfigurableApplicationContext context;

    public record Answer(int status, Map<String, List<String>> headers, String body) {
        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        String code() {
            return json().path("code").asString("");
        }

        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? "" : values.getFirst();
        }

        List<String> violationCodes() {
            List<String> codes = new ArrayList<>();
            json().path("violations")
                    .forEach(violation -> codes.add(violation.path("code").asString()));
            return codes;
        }
    }

    private RunningRegistry(String namespace, Postgres postgres, String kafka) {
        this.namespace = namespace;
        this.postgres = postgres;
        this.kafka = kafka;
        this.context = run();
    }

    private static final Map<String, RunningRegistry> SHARED = new ConcurrentHashMap<>();

    /** One registry for all tests that leave it running. */
    public static RunningRegistry shared() {
        return SHARED.computeIfAbsent("shared", key -> start(TestServers.kafka()));
    }

    static RunningRegistry start(String kafka) {
        String namespace = TestServers.uniqueNamespace();
        return new RunningRegistry(namespace, TestServers.postgres(namespace + "_contract_registry"), kafka);
    }

    /** A second copy over the same servers and state. */
    RunningRegistry copy() {
        return new RunningRegistry(namespace, postgres, kafka);
    }

    private ConfigurableApplicationContext run() {
        // As arguments, because defaults of an application give way to those of the platform.
        return new SpringApplicationBuilder(ContractRegistryApplication.class)
                .run(
                        "--server.port=0",
                        "--millrace.namespace=" + namespace,
                        "--millrace.kafka=" + kafka,
                        "--millrace.home=" + TestIdentity.keysHome(),
                        // Nobody listens there: what is not known from millrace.views is believed not to be.
                        "--millrace.urls.stream-processor-service=http://127.0.0.1:9",
                        "--millrace.urls.gateway=http://127.0.0.1:9",
                        "--millrace.topics.timeout=5s",
                        "--spring.datasource.url=" + postgres.url(),
                        "--spring.datasource.username=" + postgres.user(),
                        "--spring.datasource.password=" + postgres.password());
    }

    void restart() {
        context.close();
        context = run();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public Answer put(String id, String yaml) {
        return put(id, yaml, "contracts");
    }

    public Answer put(String id, String yaml, String scopes, String... headers) {
        return send(request("/api/contracts/" + id, scopes, headers)
                .header("Content-Type", "application/yaml")
                .PUT(HttpRequest.BodyPublishers.ofString(yaml)));
    }

    Answer get(String path, String... headers) {
        return send(request(path, "read:nothing", headers).GET());
    }

    HttpRequest.Builder request(String path, String scopes, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + TestIdentity.token(scopes));
        return headers.length == 0 ? request : request.headers(headers);
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    response.headers().map(),
                    new String(response.body(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String topic(String name) {
        return namespace + "." + name;
    }

    /** The records of a topic's only partition, until one is as wanted; fails after half a minute. */
    List<ConsumerRecord<String, String>> records(String topic, Predicate<ConsumerRecord<String, String>> last) {
        List<ConsumerRecord<String, String>> seen = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "auto.offset.reset", "earliest", "allow.auto.create.topics", false),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic(topic), 0)));
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    seen.add(record);
                    if (last.test(record)) {
                        return seen;
                    }
                }
            }
        }
        throw new AssertionError(
                "not among " + seen.stream().map(ConsumerRecord::value).toList());
    }

    static String sample(String name) {
        try (InputStream in = RunningRegistry.class.getResourceAsStream("/contracts/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sample contract under another name, for a test of its own. */
    public static String contract(String name, String version, String status) {
        return sample("flights.odcs.yaml")
                .replace("id: flights", "id: " + name)
                .replace("- name: flights", "- name: " + name)
                .replace("version: 1.0.0", "version: " + version)
                .replace("status: active", "status: " + status);
    }

    @Override
    public void close() {
        context.close();
    }
}

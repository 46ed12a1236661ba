package io.millrace.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.millrace.api.measurement.Measurement;
import io.millrace.api.view.ServedProgress;
import io.millrace.api.view.ViewStatus;
import io.millrace.testkit.Postgres;
import io.millrace.testkit.ReferenceDocument;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class MeasurementsIT {
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern METRIC = Pattern.compile("\\b(millrace|jvm|http|process|system)_[a-z_]+");
    private static final Set<String> OF_STREAM_PROCESSOR =
            Set.of("millrace_view_state_entries", "millrace_view_check_differences");
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final HttpServer VIEW_SERVICE = viewService();
    private static KafkaProducer<String, byte[]> producer;

    private static volatile String served = "[]";
    private static volatile int servedStatus = 200;

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void servers(DynamicPropertyRegistry registry) {
        String schema = NAMESPACE + "_observability";
        Postgres postgres = TestServers.postgres(schema);
        Map.<String, Object>ofEntries(
                        Map.entry("server.port", 0),
                        Map.entry("millrace.namespace", NAMESPACE),
                        Map.entry("millrace.topic-prefix", NAMESPACE + "."),
                        Map.entry("millrace.home", TestIdentity.keysHome().toString()),
                        Map.entry("millrace.kafka", TestServers.kafka()),
                        Map.entry(
                                "millrace.urls.view-service",
                                "http://127.0.0.1:" + VIEW_SERVICE.getAddress().getPort()),
                        Map.entry("spring.cloud.stream.kafka.binder.brokers", TestServers.kafka()),
                        Map.entry(
                                "spring.cloud.stream.kafka.bindings.receiveMeasurements-in-0.consumer.start-offset",
                                "earliest"),
                        Map.entry("spring.datasource.url", postgres.url()),
                        Map.entry("spring.datasource.username", postgres.user()),
                        Map.entry("spring.datasource.password", postgres.password()),
                        Map.entry("spring.datasource.hikari.schema", schema),
                        Map.entry("spring.flyway.default-schema", schema),
                        Map.entry("spring.flyway.schemas", schema),
                        Map.entry("spring.jpa.properties.hibernate.default_schema", schema))
                .forEach((name, value) -> registry.add(name, () -> value));
    }

    @BeforeAll
    static void publish() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()))) {
            Map<String, String> compacted = Map.of("cleanup.policy", "compact");
            List<NewTopic> topics = List.of(
                    new NewTopic(NAMESPACE + ".millrace.contracts", 1, (short) 1).configs(compacted),
                    new NewTopic(NAMESPACE + ".millrace.views", 1, (short) 1).configs(compacted),
                    new NewTopic(NAMESPACE + ".millrace.measurements", 2, (short) 1));
            Set<String> known = admin.listTopics().names().get(20, TimeUnit.SECONDS);
            admin.createTopics(topics.stream()
                            .filter(topic -> !known.contains(topic.name()))
                            .toList())
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.kafka(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
        send("millrace.contracts", "sales", JSON.writeValueAsBytes(Published.contract("sales", "orders")));
        send("millrace.views", "revenue", JSON.writeValueAsBytes(Published.view("revenue", 1000, "orders")));
    }

    @BeforeEach
    void viewServiceAnswers() {
        servedStatus = 200;
    }

    @AfterAll
    static void stop() {
        producer.close();
        VIEW_SERVICE.stop(0);
    }

    @Test
    void countsEveryMeasurementOnceThoughItComesTwice() throws Exception {
        Instant second = Instant.ofEpochSecond(Instant.now().getEpochSecond() / 60 * 60 - 60);
        for (int redelivery = 0; redelivery < 2; redelivery++) {
            for (int i = 0; i < 60; i++) {
                measure(ingested("counted", "a", second.plusSeconds(i), 100, 5));
                measure(ingested("counted", "b", second.plusSeconds(i), 50, 0));
            }
        }
        send("millrace.measurements", "x", "{not json".getBytes(StandardCharsets.UTF_8));
        send(
                "millrace.measurements",
                "x",
                "{\"type\":\"measurement\",\"v\":1,\"hop\":\"NOWHERE\"}".getBytes(StandardCharsets.UTF_8));
        send(
                "millrace.measurements",
                "x",
                "{\"type\":\"measurement\",\"v\":1,\"hop\":\"INGESTION\",\"name\":\"counted\",\"in\":7}"
                        .getBytes(StandardCharsets.UTF_8));
        measure(ingested("counted", "a", second.minus(Duration.ofDays(1)), 1_000_000, 0));
        measure(ingested("Not a name", "a", second, 1_000_000, 0));
        measure(ingested("sentinel", "a", second, 1, 0));
        await().atMost(SOON)
                .until(() -> points("sentinel", second, 60).size() == 1
                        && points("counted", second, 60).size() == 1);
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode minute = points("counted", second, 60).get(0);
            assertThat(minute.get("in").asLong()).isEqualTo(9000);
            assertThat(minute.get("refused").asLong()).isEqualTo(300);
            assertThat(minute.get("copies").asInt()).isEqualTo(2);
        });
        List<Long> fine = points("counted", second, 10)
                .valueStream()
                .map(p -> p.get("in").asLong())
                .toList();
        assertThat(fine).hasSize(6).containsOnly(1500L);
        assertThat(points("counted", second, 30).size()).isEqualTo(2);
        assertThat(jdbc.sql("select count(*) from measurement where name = 'counted'")
                        .query(Long.class)
                        .single())
                .isEqualTo(120);
    }

    private static void serveRevenue(Instant now) {
        served = JSON.writeValueAsString(List.of(new ServedProgress(
                "revenue",
                1,
                7,
                false,
                1.0,
                new ViewStatus.Freshness(now, 1500),
                now.minusSeconds(10),
                "p",
                3,
                42,
                null)));
    }

    @Test
    void comparesDeclaredAndMeasuredFreshness() throws Exception {
        Instant now = Instant.now();
        serveRevenue(now);
        for (int i = 3; i < 63; i++) {
            measure(ingested("orders", "a", now.minusSeconds(i), 200, 10));
        }
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode report = get("/api/freshness");
            JsonNode view = report.get("views").get(0);
            assertThat(view.get("view").asString()).isEqualTo("revenue");
            assertThat(view.path("lagMs").asLong(-1)).isEqualTo(1500);
            assertThat(view.get("fresh").asBoolean()).isFalse();
            assertThat(view.get("watermarkLagMs").asLong()).isGreaterThanOrEqualTo(10_000);
            JsonNode orders = report.get("streams")
                    .valueStream()
                    .filter(s -> s.get("stream").asString().equals("orders"))
                    .findFirst()
                    .orElseThrow();
            assertThat(orders.get("eventsPerSecond").asDouble()).isBetween(100.0, 201.0);
            assertThat(orders.get("quarantineRatio").asDouble()).isEqualTo(0.05);
            assertThat(report.get("unavailable").size()).isZero();
        });
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(metrics())
                                .contains(
                                        "millrace_view_freshness_lag_seconds{application=\"observability-service\",view=\"revenue\"} 1.5")
                                .contains(
                                        "millrace_stream_quarantine_ratio{application=\"observability-service\",stream=\"orders\"} 0.05"));
        servedStatus = 503;
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode report = get("/api/freshness");
            assertThat(report.get("unavailable").valueStream().map(JsonNode::asString))
                    .anyMatch(reason -> reason.startsWith("view-service:"));
            assertThat(report.get("views").get(0).has("lagMs")).isFalse();
        });
    }

    @Test
    void drawsTheGraph() {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(get("/api/lineage").get("edges").size()).isEqualTo(2));
        assertThat(get("/api/lineage?node=view:revenue&direction=up")
                        .get("nodes")
                        .size())
                .isEqualTo(3);
        assertThat(send("/api/lineage?node=view:none").statusCode()).isEqualTo(404);
        assertThat(send("/api/lineage?node=view:revenue&direction=left").statusCode())
                .isEqualTo(400);
    }

    @Test
    void refusesQuestionsWithoutBound() {
        assertThat(send("/api/measurements?step=7").statusCode()).isEqualTo(400);
        assertThat(send("/api/measurements?hop=sideways").statusCode()).isEqualTo(400);
        assertThat(send("/api/measurements?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")
                        .statusCode())
                .isEqualTo(422);
        assertThat(send("/api/measurements?from=2020-01-01T00:00:00Z").statusCode())
                .isEqualTo(422);
        assertThat(send("/api/measurements?from=2020-01-01T00:00:00Z&to=2020-01-01T01:00:00Z")
                        .statusCode())
                .isEqualTo(422);
        assertThat(send("/api/measurements?from=yesterday").statusCode()).isEqualTo(400);
    }

    @Test
    void dashboardAsksForMetricsThatExist() throws Exception {
        Instant now = Instant.now();
        serveRevenue(now);
        for (int i = 3; i < 23; i++) {
            measure(ingested("orders", "a", now.minusSeconds(i), 200, 10));
            measure(processed("revenue", now.minusSeconds(i), 700L));
        }
        String dashboard =
                Files.readString(Path.of(System.getProperty("millrace.root"), "infra/grafana/overview.json"));
        List<String> names = JSON.readTree(dashboard).findValuesAsString("expr").stream()
                .flatMap(expression -> METRIC.matcher(expression).results().map(MatchResult::group))
                .distinct()
                .filter(name -> !OF_STREAM_PROCESSOR.contains(name))
                .toList();
        assertThat(names).hasSizeGreaterThan(10);
        await().atMost(SOON).untilAsserted(() -> {
            System.gc();
            String metrics = metrics();
            assertThat(names).allSatisfy(name -> assertThat(metrics).containsPattern("(?m)^" + name + "(\\{| )"));
        });
    }

    @Test
    void describesItself() {
        ReferenceDocument.assertOpenApi(
                "observability-service", get("/v3/api-docs").toString());
    }

    private static Measurement ingested(String name, String copy, Instant at, long in, long refused) {
        return new Measurement(
                Measurement.TYPE,
                Measurement.V,
                Measurement.Hop.INGESTION,
                name,
                copy,
                at,
                1000,
                in,
                in - refused,
                refused,
                in * 100,
                0,
                null,
                1.0,
                9.0);
    }

    private static Measurement processed(String view, Instant at, long lagMs) {
        return new Measurement(
                Measurement.TYPE,
                Measurement.V,
                Measurement.Hop.PROCESSING,
                view,
                "a",
                at,
                1000,
                9,
                9,
                0,
                0,
                0,
                lagMs,
                null,
                null);
    }

    private static void measure(Measurement measurement) throws Exception {
        send("millrace.measurements", measurement.copy(), JSON.writeValueAsBytes(measurement));
    }

    private static void send(String topic, String key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(NAMESPACE + "." + topic, key, value)).get(20, TimeUnit.SECONDS);
    }

    private JsonNode points(String name, Instant from, int step) {
        return get("/api/measurements?hop=ingestion&name=" + name + "&from=" + from + "&to=" + from.plusSeconds(60)
                + "&step=" + step);
    }

    private JsonNode get(String path) {
        HttpResponse<String> response = send(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> send(String path) {
        return send(path, TestIdentity.token("read:*"));
    }

    private String metrics() {
        return send("/actuator/prometheus", TestIdentity.METRICS_TOKEN).body();
    }

    private HttpResponse<String> send(String path, String token) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpServer viewService() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/internal/views/progress", exchange -> {
                byte[] body = served.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(servedStatus, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

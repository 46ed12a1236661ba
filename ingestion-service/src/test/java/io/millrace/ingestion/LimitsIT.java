package io.millrace.ingestion;

import static io.millrace.ingestion.admission.TestSchemas.key;
import static io.millrace.ingestion.admission.TestSchemas.optional;
import static io.millrace.ingestion.admission.TestSchemas.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import io.millrace.ingestion.TestDoor.Reply;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Clients that are slow, silent, gone or many; and streams that only the registry knows yet. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.tomcat.connection-timeout=1500ms",
            "millrace.ingestion.endpoint.requests-max=8",
            "millrace.ingestion.endpoint.patience=1s",
            "millrace.ingestion.endpoint.pace-min=100KB"
        })
@DirtiesContext
class LimitsIT {
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static final StreamSchema EVENTS =
            stream(null, false, key("id", ColumnType.STRING, 1), optional("note", ColumnType.STRING));
    private static final AtomicInteger QUESTIONS = new AtomicInteger();
    private static final Map<String, StreamSchema> REGISTERED = new ConcurrentHashMap<>();

    private static HttpServer registry;
    private static TestDoor door;

    @LocalServerPort
    private int port;

    @BeforeAll
    static void startRegistry() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/internal/streams/", exchange -> {
            QUESTIONS.incrementAndGet();
            String path = exchange.getRequestURI().getPath();
            StreamSchema schema = REGISTERED.get(path.substring(path.lastIndexOf('/') + 1));
            boolean known = schema != null;
            boolean authenticated = exchange.getRequestHeaders().getFirst("Authorization") != null;
            byte[] body = known ? TestDoor.JSON.writeValueAsBytes(schema) : new byte[0];
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(!authenticated ? 401 : known ? 200 : 404, known ? body.length : -1);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        registry.start();
    }

    private static StreamSchema named(String name) {
        return named(name, "1.0.0", EVENTS.columns());
    }

    private static StreamSchema named(String name, String version, List<ColumnSchema> columns) {
        return new StreamSchema(name, name, null, name, version, 2, columns, null, 0, false, -1);
    }

    @DynamicPropertySource
    static void surroundings(DynamicPropertyRegistry properties) {
        properties.add("millrace.namespace", () -> NAMESPACE);
        properties.add("millrace.kafka", TestServers::kafka);
        properties.add("spring.cloud.stream.kafka.binder.brokers", TestServers::kafka);
        properties.add("millrace.home", () -> TestIdentity.keysHome().toString());
        properties.add(
                "millrace.urls.contract-registry-service",
                () -> "http://127.0.0.1:" + registry.getAddress().getPort());
    }

    @BeforeEach
    void openTheDoor() {
        if (door == null) {
            door = new TestDoor(port, TestServers.kafka(), NAMESPACE);
            door.activate(EVENTS);
            await().until(() -> door.ndjson("events", "").status() == 400);
        }
    }

    @AfterAll
    static void close() {
        door.close();
        registry.stop(0);
    }

    private Socket open(String body) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        String head = "POST /api/streams/events/events HTTP/1.1\r\nHost: door\r\nAuthorization: Bearer "
                + TestIdentity.token("write:events")
                + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000000\r\n\r\n" + body;
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        byte[] answer = new byte[4096];
        int length = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(length, 0), StandardCharsets.UTF_8);
    }

    private static long kept(String id) {
        return door.values(door.topic(EVENTS)).stream()
                .filter(value -> value.contains("\"" + id + "\""))
                .count();
    }

    @Test
    void answersSilentClientsAndKeepsWhatTheySent() throws IOException {
        try (Socket silent = open("{\"id\":\"silent\"}\n{\"id\":\"half")) {
            String answer = answer(silent);
            assertThat(answer)
                    .startsWith("HTTP/1.1 408")
                    .contains("\"accepted\":1", "\"nextIndex\":1", "BODY_TOO_SLOW");
        }
        assertThat(kept("silent")).isEqualTo(1);
    }

    @Test
    void answersClientsThatAreTooSlow() throws IOException {
        try (Socket slow = open("")) {
            OutputStream out = slow.getOutputStream();
            AtomicInteger sent = new AtomicInteger();
            await().pollInterval(Duration.ofMillis(100))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        out.write("{\"id\":\"slow\"}\n".getBytes(StandardCharsets.UTF_8));
                        sent.incrementAndGet();
                        return slow.getInputStream().available() > 0;
                    });
            assertThat(answer(slow)).startsWith("HTTP/1.1 408").contains("BODY_TOO_SLOW");
        }
        assertThat(kept("slow")).isPositive();
    }

    @Test
    void keepsWhatAClientSentBeforeItWentAwayAndNothingByHalves() throws IOException {
        try (Socket gone = open("{\"id\":\"gone\"}\n{\"id\":\"gone\"}\n{\"id\":\"gone\"")) {
            await().until(() -> kept("gone") == 2);
            gone.setSoLinger(true, 0);
        }
        assertThat(door.ndjson("events", "{\"id\":\"after\"}").status()).isEqualTo(200);
        await().during(Duration.ofMillis(500)).until(() -> kept("gone") == 2);
        assertThat(door.get("/api/streams/events/quarantine").body().toString()).doesNotContain("gone");
    }

    @Test
    void limitsRequestsAtOnce() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                sockets.add(open("{\"id\":\"many\"}\n"));
            }
            Reply refused =
                    await().until(() -> door.ndjson("events", "{\"id\":\"one more\"}"), reply -> reply.status() == 429);
            assertThat(refused.header("Retry-After")).isNotEmpty();
            assertThat(refused.body().get("code").asString()).isEqualTo("TOO_MANY_REQUESTS_AT_ONCE");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await().until(() -> door.ndjson("events", "{\"id\":\"free again\"}").status() == 200);
    }

    @Test
    void takesConcurrentClients() throws Exception {
        String[] lines = IntStream.range(0, 2000)
                .mapToObj(i -> i % 10 == 9 ? "bad" : "{\"id\":\"crowd\",\"note\":\"" + i + "\"}")
                .toArray(String[]::new);
        try (ExecutorService clients = Executors.newFixedThreadPool(6)) {
            List<Future<Reply>> replies = IntStream.range(0, 12)
                    .mapToObj(i -> clients.submit(() -> door.ndjson("events", lines)))
                    .toList();
            for (Future<Reply> reply : replies) {
                assertThat(reply.get().status()).isEqualTo(207);
                assertThat(reply.get().body().get("accepted").asLong()).isEqualTo(1800);
                assertThat(reply.get().body().get("quarantined").asLong()).isEqualTo(200);
            }
        }
        assertThat(kept("crowd")).isEqualTo(12 * 1800);
    }

    @Test
    void asksTheRegistryForStreamsItDoesNotKnow() {
        REGISTERED.put("fresh", named("fresh"));
        door.createTopics(named("fresh"));
        assertThat(door.ndjson("fresh", "{\"id\":\"a\"}").status()).isEqualTo(200);
        int questions = QUESTIONS.get();
        assertThat(door.ndjson("fresh", "{\"id\":\"b\"}").status()).isEqualTo(200);
        assertThat(QUESTIONS.get()).isEqualTo(questions);
    }

    @Test
    void looksForANewerVersionBeforeItRefuses() {
        REGISTERED.put("growing", named("growing"));
        door.activate(named("growing"));
        String event = "{\"id\":\"a\",\"more\":1}";
        await().until(() -> door.ndjson("growing", event).status() == 422);
        List<ColumnSchema> columns = new ArrayList<>(EVENTS.columns());
        columns.add(optional("more", ColumnType.LONG));
        REGISTERED.put("growing", named("growing", "1.1.0", columns));
        assertThat(door.ndjson("growing", event, "{}", event).status()).isEqualTo(207);
        assertThat(door.records(door.topic(named("growing"))))
                .hasSize(2)
                .allSatisfy(record -> assertThat(new String(
                                record.headers().lastHeader("millrace-contract").value(), StandardCharsets.UTF_8))
                        .isEqualTo("growing:1.1.0"));
        int questions = QUESTIONS.get();
        for (int i = 0; i < 30; i++) {
            assertThat(door.ndjson("growing", "{}").status()).isEqualTo(422);
        }
        assertThat(QUESTIONS.get() - questions).isLessThan(25);
    }

    @Test
    void remembersForAMomentThatAStreamDoesNotExist() {
        int questions = QUESTIONS.get();
        for (int i = 0; i < 20; i++) {
            Reply reply = door.ndjson("nowhere", "{}");
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.body().get("code").asString()).isEqualTo("STREAM_NOT_FOUND");
        }
        assertThat(QUESTIONS.get() - questions).isBetween(1, 10);
        assertThat(door.ndjson("NotAName", "{}").status()).isEqualTo(404);
    }
}

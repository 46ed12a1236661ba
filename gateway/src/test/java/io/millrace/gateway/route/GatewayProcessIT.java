package io.millrace.gateway.route;

import static io.millrace.gateway.Assertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.TestService;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process of its own: bodies larger than its heap, events one by one, a small quota. */
class GatewayProcessIT {
    private static final String TOKEN = "administrator-token-of-the-streaming-tests-01";
    private static final long MEBIBYTE = 1024 * 1024;
    private static final long BODY_BYTES = (Boolean.getBoolean("millrace.soak") ? 2048 : 320) * MEBIBYTE;
    private static final Duration READY_MAX = Duration.ofSeconds(120);

    private static final TestService INGESTION = new TestService();
    private static final TestService VIEWS = new TestService();
    private static final TestService REGISTRY = new TestService();
    private static final int BURST = 20;
    private static final int SUBSCRIPTIONS = 2;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    static Path directory;

    private static Process gateway;
    private static String url;

    @BeforeAll
    static void startGateway() throws Exception {
        int port = freePort();
        url = "http://127.0.0.1:" + port;
        Path home = Files.createDirectory(directory.resolve("home"));
        copy(TestIdentity.keysHome().resolve("keys"), Files.createDirectory(home.resolve("keys")));
        Files.writeString(home.resolve("token"), TOKEN);
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                "io.millrace.gateway.GatewayApplication",
                "--server.port=" + port,
                "--millrace.home=" + home,
                "--spring.data.redis.url=" + TestServers.redis(),
                "--millrace.namespace=" + TestServers.uniqueNamespace(),
                "--millrace.quota.requests-per-second=1",
                "--millrace.quota.burst=" + BURST,
                "--millrace.gateway.subscriptions-per-service=" + SUBSCRIPTIONS,
                "--millrace.urls.contract-registry-service=" + REGISTRY.url(),
                "--millrace.urls.ingestion-service=" + INGESTION.url(),
                "--millrace.urls.view-service=" + VIEWS.url());
        builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("gateway.log").toFile());
        gateway = builder.start();
        awaitReady();
    }

    @AfterAll
    static void endGateway() throws InterruptedException {
        gateway.destroyForcibly().waitFor();
    }

    @Test
    void streamsAnUploadLargerThanTheHeap() throws Exception {
        AtomicLong received = new AtomicLong();
        INGESTION.answer(exchange -> {
            received.set(count(exchange.getRequestBody()));
            TestService.say(exchange, 200, "application/json", "{}");
        });
        HttpResponse<String> response = CLIENT.send(
                request("/api/streams/s/events")
                        .POST(BodyPublishers.ofInputStream(() -> new Zeros(BODY_BYTES)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(received.get()).isEqualTo(BODY_BYTES);
    }

    @Test
    void streamsADownloadLargerThanTheHeap() throws Exception {
        VIEWS.answer(exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, BODY_BYTES);
            new Zeros(BODY_BYTES).transferTo(exchange.getResponseBody());
        });
        HttpResponse<InputStream> response =
                CLIENT.send(request("/api/views/v/rows").build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            assertThat(count(body)).isEqualTo(BODY_BYTES);
        }
    }

    @Test
    void passesEventsOneByOne() throws Exception {
        SynchronousQueue<String> events = new SynchronousQueue<>();
        VIEWS.answer(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            for (String event = take(events); !event.isEmpty(); event = take(events)) {
                exchange.getResponseBody().write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
        });
        // The head comes before any event does; each event before the next is made.
        HttpResponse<InputStream> response =
                CLIENT.send(request("/api/views/v/changes").build(), BodyHandlers.ofInputStream());
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String event : List.of("one", "two", "three")) {
                assertThat(events.offer(event, 10, TimeUnit.SECONDS)).isTrue();
                assertThat(reader.readLine()).isEqualTo("data: " + event);
                assertThat(reader.readLine()).isEmpty();
            }
            assertThat(events.offer("", 10, TimeUnit.SECONDS)).isTrue();
            assertThat(reader.readLine()).isNull();
        }
    }

    /** A verification writes line feeds while there is work. */
    @Test
    void passesOnWhatComesPieceByPiece() throws Exception {
        SynchronousQueue<String> pieces = new SynchronousQueue<>();
        VIEWS.answer(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            for (String piece = take(pieces); !piece.isEmpty(); piece = take(pieces)) {
                exchange.getResponseBody().write(piece.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
        });
        CompletableFuture<HttpResponse<InputStream>> response = CLIENT.sendAsync(
                request("/api/receipts/verify")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofInputStream());
        assertThat(pieces.offer("\n", 10, TimeUnit.SECONDS)).isTrue();
        try (InputStream body = response.get(10, TimeUnit.SECONDS).body()) {
            assertThat(body.read()).isEqualTo('\n');
            assertThat(pieces.offer("\n", 10, TimeUnit.SECONDS)).isTrue();
            assertThat(body.read()).isEqualTo('\n');
            assertThat(pieces.offer("{}", 10, TimeUnit.SECONDS)).isTrue();
            assertThat(pieces.offer("", 10, TimeUnit.SECONDS)).isTrue();
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("{}");
        }
    }

    @Test
    void keepsSubscriptionsFromTakingTheConnectionsOfReads() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        VIEWS.answer(exchange -> {
            boolean changes = exchange.getRequestURI().getPath().endsWith("/changes");
            exchange.getResponseHeaders().set("Content-Type", changes ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(200, changes ? 0 : -1);
            if (changes) {
                exchange.getResponseBody().flush();
                await(ended);
            }
        });
        List<InputStream> subscriptions = new ArrayList<>();
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            HttpResponse<InputStream> response =
                    CLIENT.send(request("/api/views/v/changes").build(), BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            subscriptions.add(response.body());
        }
        assertProblem(
                CLIENT.send(request("/api/views/v/changes").build(), BodyHandlers.ofString()), 503, "UNAVAILABLE");
        assertThat(CLIENT.send(request("/api/views/v/rows").build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        ended.countDown();
        for (InputStream subscription : subscriptions) {
            assertThat(count(subscription)).isZero();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void refusesBeyondTheQuota() throws Exception {
        REGISTRY.answer(
                200,
                "application/json",
                "{\"id\":\"busy\",\"name\":\"busy\",\"scopes\":[\"read:*\"],\"expiresAt\":null}");
        VIEWS.answer(200, "application/json", "[]");
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/views/v/rows"))
                .header("X-API-Key", "mr_busy")
                .build();
        for (int i = 0; i < BURST; i++) {
            assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
        HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
        for (int i = 0; i < BURST && response.statusCode() == 200; i++) {
            // A slow machine gives the quota time to fill up again.
            response = CLIENT.send(request, BodyHandlers.ofString());
        }
        assertProblem(response, 429, "TOO_MANY_REQUESTS");
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"requests\";r=0;");
    }

    private static String take(SynchronousQueue<String> events) {
        try {
            String event = events.poll(20, TimeUnit.SECONDS);
            return event == null ? "" : event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + TOKEN)
                .timeout(Duration.ofSeconds(60));
    }

    private static void awaitReady() throws IOException {
        org.awaitility.Awaitility.await()
                .atMost(READY_MAX)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    assertThat(gateway.isAlive())
                            .as(Files.readString(directory.resolve("gateway.log")))
                            .isTrue();
                    try {
                        HttpRequest health = HttpRequest.newBuilder(URI.create(url + "/actuator/health"))
                                .build();
                        return CLIENT.send(health, BodyHandlers.discarding()).statusCode() == 200;
                    } catch (IOException e) {
                        return false;
                    }
                });
    }

    private static int freePort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static long count(InputStream in) throws IOException {
        byte[] buffer = new byte[65536];
        long count = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            count += n;
        }
        return count;
    }

    /** So many zero bytes. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long count) {
            left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(length, left);
            java.util.Arrays.fill(buffer, offset, offset + count, (byte) 0);
            left -= count;
            return count;
        }
    }
}

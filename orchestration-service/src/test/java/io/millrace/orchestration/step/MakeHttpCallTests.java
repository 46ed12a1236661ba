package io.millrace.orchestration.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MakeHttpCallTests {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final MakeHttpCall makeHttpCall = new MakeHttpCall(new AllowedHosts(List.of("127.0.0.1")));
    private final CountDownLatch release = new CountDownLatch(1);
    private HttpServer server;
    private String base;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.stop(0);
    }

    @Test
    void sendsHeadersBodyAndKeyAndKeepsSecretsOut() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.set(exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + exchange.getRequestHeaders().getFirst("Idempotency-Key") + " " + body);
            byte[] answer = "done\0!".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        HttpCall call = new HttpCall(
                "POST",
                URI.create(base + "/a?token=s3cret"),
                Map.of("Authorization", "Bearer s3cret"),
                "hello",
                List.of());
        StepOutcome outcome = makeHttpCall.make(call, "key-1", LONG, () -> true);
        assertThat(seen.get()).isEqualTo("Bearer s3cret key-1 hello");
        assertThat(outcome).isInstanceOf(StepOutcome.Succeeded.class);
        assertThat(((StepOutcome.Succeeded) outcome).output()).isEqualTo("done\uFFFD!");
        assertThat(outcome.summary())
                .contains("POST " + base + "/a?… answered 200")
                .doesNotContain("s3cret");
    }

    @Test
    void failsOnAnUnexpectedStatusAndDoesNotFollowRedirects() throws Exception {
        answer("/moved", 302, "");
        StepOutcome outcome = get("/moved", LONG);
        assertThat(outcome).isInstanceOf(StepOutcome.Failed.class);
        assertThat(outcome.summary()).contains("answered 302").contains("expected was 2xx");
    }

    @Test
    void keepsTheBeginningOfALongBody() throws Exception {
        server.createContext("/long", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < 32; i++) {
                    out.write(new byte[10_000]);
                }
            }
        });
        StepOutcome outcome = get("/long", LONG);
        assertThat(outcome).isInstanceOf(StepOutcome.Succeeded.class);
        assertThat(outcome.summary()).contains("320000 bytes");
        assertThat(((StepOutcome.Succeeded) outcome).output())
                .hasSize(BoundedBody.KEPT_BYTES_MAX + "… (cut off)".length());
    }

    @Test
    void letsGoOfABodyWithoutEnd() throws Exception {
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (true) {
                    out.write(new byte[64 * 1024]);
                }
            }
        });
        StepOutcome outcome = get("/endless", LONG);
        assertThat(outcome).isInstanceOf(StepOutcome.Failed.class);
        assertThat(outcome.summary()).contains("more than a step may be sent");
    }

    @Test
    void failsWhenNoAnswerComesInTime() throws Exception {
        hang("/slow");
        assertThat(get("/slow", Duration.ofMillis(200)).summary()).contains("no complete answer within 200 ms");
    }

    @Test
    void failsWhenTheBodyStopsHalfway() throws Exception {
        server.createContext("/half", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            await();
        });
        assertThat(get("/half", Duration.ofMillis(300))).isInstanceOf(StepOutcome.Failed.class);
    }

    @Test
    void abandonsACallThatNobodyWaitsFor() throws Exception {
        hang("/slow");
        HttpCall call = new HttpCall("GET", URI.create(base + "/slow"), Map.of(), null, List.of());
        assertThat(makeHttpCall.make(call, "k", LONG, () -> false)).isInstanceOf(StepOutcome.Abandoned.class);
    }

    @Test
    void failsWithAReasonWhereNobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        HttpCall call = new HttpCall("GET", URI.create("http://127.0.0.1:" + port), Map.of(), null, List.of());
        assertThat(makeHttpCall.make(call, "k", LONG, () -> true).summary()).contains("refused");
    }

    @Test
    void refusesHostsThatAreNotAllowed() throws Exception {
        HttpCall call = new HttpCall("GET", URI.create("http://localhost/"), Map.of(), null, List.of());
        assertThat(makeHttpCall.make(call, "k", LONG, () -> true).summary())
                .contains("not among MILLRACE_WORKFLOW_HOSTS");
    }

    private StepOutcome get(String path, Duration timeout) throws InterruptedException {
        return makeHttpCall.make(
                new HttpCall("GET", URI.create(base + path), Map.of(), null, List.of()), "k", timeout, () -> true);
    }

    private void answer(String path, int status, String location) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Location", "/" + location);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
    }

    private void hang(String path) {
        server.createContext(path, exchange -> await());
    }

    private void await() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

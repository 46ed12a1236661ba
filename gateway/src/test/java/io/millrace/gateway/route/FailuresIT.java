package io.millrace.gateway.route;

import static io.millrace.gateway.Assertions.assertProblem;
import static io.millrace.gateway.TestSocketService.readHead;
import static io.millrace.gateway.TestSocketService.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.millrace.gateway.RunningGateway;
import io.millrace.gateway.TestService;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresIT extends RunningGateway {
    private static final String HEAD_OF_TEN_BYTES =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n";
    private static final String CHUNKED_HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

    @Test
    void answers503WhileAServiceIsDown() throws Exception {
        ORCHESTRATION.goDown();
        HttpResponse<String> response = get("/api/workflows");
        assertProblem(response, 503, "UNAVAILABLE");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void answers504WhenAServiceIsSilent() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        ORCHESTRATION.play(socket -> waitFor(done));
        assertProblem(get("/api/workflows"), 504, "TIMED_OUT");
        assertThat(ORCHESTRATION.connections()).isEqualTo(1);
        done.countDown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "220 smtp ready\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n"
            })
    void answers502WhenAServiceTalksNoHttp(String garbage) throws Exception {
        ORCHESTRATION.play(socket -> {
            readHead(socket);
            write(socket, garbage);
        });
        assertProblem(send(asAdministrator("/api/workflows").POST(BodyPublishers.ofString("{}"))), 502, "BAD_GATEWAY");
    }

    @Test
    void sendsAWriteOnlyOnceEvenIfTheServiceBreaksOff() throws Exception {
        ORCHESTRATION.play(socket -> readHead(socket));
        assertProblem(send(asAdministrator("/api/workflows").POST(BodyPublishers.ofString("{}"))), 502, "BAD_GATEWAY");
        assertThat(ORCHESTRATION.connections()).isEqualTo(1);
    }

    @Test
    void repeatsAReadOnceIfTheServiceBreaksOff() throws Exception {
        AtomicReference<Integer> calls = new AtomicReference<>(0);
        ORCHESTRATION.play(socket -> {
            readHead(socket);
            if (calls.updateAndGet(n -> n + 1) > 1) {
                write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
            }
        });
        assertThat(get("/api/workflows").body()).isEqualTo("{}");
        assertThat(ORCHESTRATION.connections()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {HEAD_OF_TEN_BYTES + "{\"a\"", CHUNKED_HEAD + "4\r\n{\"a\"\r\n"})
    void breaksOffAnAnswerThatTheServiceBreaksOff(String half) {
        ORCHESTRATION.play(socket -> {
            readHead(socket);
            write(socket, half);
        });
        assertThatThrownBy(() -> get("/api/workflows")).isInstanceOf(IOException.class);
    }

    @Test
    void breaksOffALongAnswerThatTheServiceBreaksOff() throws Exception {
        String part = "x".repeat(50_000);
        ORCHESTRATION.play(socket -> {
            readHead(socket);
            write(socket, CHUNKED_HEAD + Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
        });
        String answer = RawHttp.exchange(
                port,
                "GET /api/workflows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + ADMINISTRATOR_TOKEN + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("xxxx").doesNotEndWith("0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void breaksOffABodyThatTheClientBreaksOff(boolean chunked) throws Exception {
        StringBuffer received = new StringBuffer();
        CountDownLatch ended = new CountDownLatch(1);
        ORCHESTRATION.play(socket -> {
            readHead(socket);
            try {
                for (int b = socket.getInputStream().read();
                        b >= 0;
                        b = socket.getInputStream().read()) {
                    received.append((char) b);
                }
            } finally {
                ended.countDown();
            }
        });
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String framing =
                    chunked ? "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n" : "Content-Length: 10\r\n\r\nhello";
            socket.getOutputStream()
                    .write(("POST /api/workflows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + ADMINISTRATOR_TOKEN
                                    + "\r\n" + framing)
                            .getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            // Each piece is with the service before the next one comes.
            await().atMost(Duration.ofSeconds(10)).until(() -> received.indexOf("hello") >= 0);
        }
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(received.toString()).isEqualTo(chunked ? "5\r\nhello\r\n" : "hello");
        assertThat(breakers.circuitBreaker("orchestration-service").getMetrics().getNumberOfFailedCalls())
                .isZero();
    }

    @Test
    void answers400ToABodyWhoseChunksAreMalformed() throws Exception {
        String answer = RawHttp.exchange(
                port,
                "POST /api/streams/s/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + ADMINISTRATOR_TOKEN
                        + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nnothex\r\nhello\r\n0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("MALFORMED_REQUEST");
    }

    @Test
    void hearsARefusalBeforeTheBodyHasEnded() throws Exception {
        ORCHESTRATION.play(socket -> {
            readHead(socket);
            socket.getInputStream().readNBytes(1000);
            write(
                    socket,
                    "HTTP/1.1 413 Content Too Large\r\nContent-Type: application/problem+json\r\nContent-Length: 14\r\n"
                            + "Connection: close\r\n\r\n{\"accepted\":1}");
            // As a server does that refuses: what is still under way is swallowed before the connection is closed.
            socket.setSoTimeout(2000);
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        });
        byte[] piece = new byte[16 * 1024];
        StringBuilder answer = new StringBuilder();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /api/workflows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + ADMINISTRATOR_TOKEN
                                    + "\r\nContent-Length: 1000000000\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            while (socket.getInputStream().available() == 0) {
                socket.getOutputStream().write(piece);
            }
            byte[] buffer = new byte[4096];
            int count = socket.getInputStream().read(buffer);
            answer.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        }
        assertThat(answer.toString()).startsWith("HTTP/1.1 413 ").contains("{\"accepted\":1}");
    }

    @Test
    void leavesAServiceInPeaceThatFailsAllTheTimeAndTriesItAgainSoon() throws Exception {
        ORCHESTRATION.play(socket -> readHead(socket));
        for (int i = 0; i < 10; i++) {
            send(asAdministrator("/api/workflows").POST(BodyPublishers.ofString("{}")));
        }
        int before = ORCHESTRATION.connections();
        HttpResponse<String> refused = get("/api/workflows");
        assertThat(assertProblem(refused, 503, "UNAVAILABLE").path("detail").asString())
                .contains("failed too often");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(ORCHESTRATION.connections()).isEqualTo(before);
        assertThat(get("/api/views").statusCode()).isEqualTo(200);
        ORCHESTRATION.reset();
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> get("/api/workflows").statusCode() == 200);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 429, 500, 503})
    void keepsTheCircuitClosedWhateverStatusAServiceAnswersWith(int status) throws Exception {
        INGESTION.answer(status, "application/problem+json", "{}");
        for (int i = 0; i < 25; i++) {
            send(asAdministrator("/api/streams/s/events").POST(BodyPublishers.ofString("{}")));
        }
        assertThat(INGESTION.seen()).hasSize(25);
        assertThat(breaker().getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    private CircuitBreaker breaker() {
        return breakers.circuitBreaker("ingestion-service");
    }

    @Test
    void usesAnotherConnectionAfterAServiceWasRestarted() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(get("/api/workflows").statusCode()).isEqualTo(200);
            ORCHESTRATION.goDown();
            ORCHESTRATION.reset();
        }
    }

    @Test
    void letsGoOfTheServiceWhenTheClientLeavesASubscription() throws Exception {
        AtomicReference<Boolean> left = new AtomicReference<>(false);
        VIEWS.answer(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try {
                for (int i = 0; i < 1000; i++) {
                    exchange.getResponseBody()
                            .write(("event: heartbeat\ndata: " + i + "\n\n").getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
                }
            } catch (IOException e) {
                left.set(true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(("GET /api/views/v/changes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                    + ADMINISTRATOR_TOKEN + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(socket.getInputStream().read()).isPositive();
        }
        await().atMost(Duration.ofSeconds(15)).until(left::get);
    }

    @Test
    void tellsSlowBodiesFromSlowServices() throws Exception {
        INGESTION.answer(exchange -> {
            INGESTION.record(exchange);
            TestService.say(exchange, 200, "application/json", "{}");
        });
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            String head =
                    "POST /api/streams/s/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                            + ADMINISTRATOR_TOKEN + "\r\nContent-Length: 6\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < 6; i++) {
                // Longer in sum than an ordinary route waits for an answer.
                assertThat(new CountDownLatch(1).await(250, TimeUnit.MILLISECONDS))
                        .isFalse();
                socket.getOutputStream().write('x');
            }
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 200 ");
        }
        assertThat(INGESTION.last().body()).isEqualTo("xxxxxx");
    }

    private static void waitFor(CountDownLatch done) {
        try {
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

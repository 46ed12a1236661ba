package io.millrace.views.serving;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that take their answers slowly, or not at all, and what that costs the others. */
class SlowReadersIT {
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    /** Their page is just below what a page may have. */
    private static final int ROWS = 9;

    private static final int ANSWER_KIB_MAX = GatherPage.BYTES_MAX / 1024;
    private static RunningViewService service;
    private static TestView large;

    @BeforeAll
    static void start() {
        large = new TestView(
                        TestServers.kafka(),
                        NAMESPACE,
                        "large",
                        1,
                        List.of("id"),
                        List.of(column("id", "BIGINT"), column("text", "VARCHAR")))
                .publish();
        large.event();
        String text = "x".repeat(900_000);
        for (int id = 0; id < ROWS; id++) {
            large.epoch(id + 1, new RowOf(0, "[" + id + "]", "{\"id\":" + id + ",\"text\":\"" + text + "\"}"));
        }
        service = RunningViewService.start(
                NAMESPACE,
                TestServers.kafka(),
                TestServers.redis(),
                "one",
                Map.of("millrace.views.serving.patience", "2s", "millrace.views.serving.pace-min", "4MB"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> service.get("/api/views/large/rows/" + (ROWS - 1)).statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        service.close();
        large.close();
    }

    private static Socket ask() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.setSoTimeout(30_000);
        socket.connect(
                new InetSocketAddress("127.0.0.1", URI.create(service.url()).getPort()));
        String head = "GET /api/views/large/rows HTTP/1.1\r\nHost: views\r\nAuthorization: Bearer "
                + TestIdentity.token("read:large") + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static int takenKib() {
        return ReadMemory.KIB_MAX - service.bean(ReadMemory.class).freeKib();
    }

    @Test
    void aClientThatTakesNothingHoldsItsAnswerAloneAndNotForLong() throws Exception {
        try (Socket silent = ask()) {
            assertThat(silent.getInputStream().read()).isEqualTo('H');
            await().atMost(Duration.ofSeconds(5)).until(() -> takenKib() <= ANSWER_KIB_MAX);
            assertThat(takenKib()).isGreaterThan(ANSWER_KIB_MAX / 2);
            await().atMost(Duration.ofSeconds(20)).until(() -> takenKib() == 0);
            assertThat(rest(silent.getInputStream()).length()).isLessThan(answer().length());
        }
    }

    @Test
    void aClientBelowThePaceIsBrokenOff() throws Exception {
        try (Socket slow = ask()) {
            StringBuilder taken = new StringBuilder();
            byte[] some = new byte[16 * 1024];
            int count = slow.getInputStream().read(some);
            while (count > 0 && takenKib() > 0) {
                taken.append(new String(some, 0, count, StandardCharsets.US_ASCII));
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                count = slow.getInputStream().read(some);
            }
            taken.append(new String(some, 0, Math.max(0, count), StandardCharsets.US_ASCII));
            taken.append(rest(slow.getInputStream()));
            String body = taken.substring(taken.indexOf("\r\n\r\n") + 4);
            assertThat(body.length()).isLessThan(answer().length());
            assertThat(answer())
                    .as("the answer as far as it was sent, and nothing else")
                    .startsWith(body);
        }
    }

    @Test
    void aClientThatTakesAllAtOnceIsNotHurried() {
        assertThat(answer()).endsWith("\"}]").hasSizeGreaterThan(ROWS * 900_000);
        await().atMost(Duration.ofSeconds(5)).until(() -> takenKib() == 0);
    }

    private static String answer() {
        return service.get("/api/views/large/rows").body();
    }

    /** What comes until the connection ends, be it in order or not. */
    private static String rest(InputStream in) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        byte[] some = new byte[64 * 1024];
        try {
            for (int count = in.read(some); count > 0; count = in.read(some)) {
                rest.write(some, 0, count);
            }
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        return rest.toString(StandardCharsets.US_ASCII);
    }
}

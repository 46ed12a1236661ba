package io.millrace.views.subscription;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscribers that are behind by more than is kept for them. */
class SlowSubscribersIT {
    private static final String TEXT = "x".repeat(100_000);
    private TestView view;
    private RunningViewService service;
    private long epoch;

    @BeforeEach
    void start() {
        String namespace = TestServers.uniqueNamespace();
        view = new TestView(
                        TestServers.kafka(),
                        namespace,
                        "large",
                        1,
                        List.of("id"),
                        List.of(column("id", "BIGINT"), column("text", "VARCHAR")))
                .publish();
        view.event();
        write();
        service = RunningViewService.start(
                namespace,
                TestServers.kafka(),
                TestServers.redis(),
                "one",
                Map.of(
                        "millrace.views.subscriptions.heartbeat",
                        "1s",
                        "millrace.views.subscriptions.ring-size",
                        "1MB",
                        "server.tomcat.connection-timeout",
                        "2s"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> service.get("/api/views/large/rows/1").statusCode() == 200);
    }

    @AfterEach
    void stop() {
        service.close();
        view.close();
    }

    /** One epoch that writes one large row. */
    private void write() {
        epoch++;
        view.epoch(epoch, new RowOf(0, "[" + epoch + "]", "{\"id\":" + epoch + ",\"text\":\"" + TEXT + "\"}"));
    }

    private TestSubscriber subscribe(String lastEventId) {
        return new TestSubscriber(service.url() + "/api/views/large/changes", lastEventId, rows -> {});
    }

    private static List<Integer> ids(TestSubscriber subscriber) {
        return subscriber.told().stream()
                .map(event -> event.json().path("id").asInt(0))
                .toList();
    }

    @Test
    void whoComesBackLateReadsFromTheChangelogWhatIsNoLongerKept() {
        try (TestSubscriber present = subscribe(null).awaitHeartbeats(1)) {
            String id = present.lastId();
            for (int i = 0; i < 20; i++) {
                write();
            }
            present.awaitTold(22);
            try (TestSubscriber late = subscribe(id).awaitTold(20)) {
                assertThat(ids(late)).isEqualTo(ids(present).subList(2, 22));
                write();
                assertThat(ids(late.awaitTold(21))).endsWith((int) epoch);
            }
        }
    }

    @Test
    void whoTakesNothingLosesTheConnectionAndOthersDoNot() throws Exception {
        try (Socket silent = silent();
                TestSubscriber other = subscribe(null).awaitHeartbeats(1)) {
            await().atMost(Duration.ofSeconds(10)).until(() -> subscribers() == 2);
            for (int i = 0; i < 150; i++) {
                write();
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> subscribers() == 1);
            assertThat(service.bean(MeterRegistry.class)
                            .get("millrace.view.subscribers.cut.off")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(ids(other.awaitTold(152))).endsWith((int) epoch).doesNotHaveDuplicates();
            assertThat(silent.isConnected()).isTrue();
        }
    }

    private int subscribers() {
        return service.bean(ViewFeeds.class).subscribers();
    }

    private Socket silent() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(
                new InetSocketAddress("127.0.0.1", URI.create(service.url()).getPort()));
        String head = "GET /api/views/large/changes HTTP/1.1\r\nHost: views\r\nAuthorization: Bearer "
                + TestIdentity.token("read:large") + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}

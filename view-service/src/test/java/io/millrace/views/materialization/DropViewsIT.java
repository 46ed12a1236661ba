package io.millrace.views.materialization;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is left in Redis of views that are no more. */
class DropViewsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static RedisClient client;

    @BeforeAll
    static void connect() {
        client = RedisClient.create(TestServers.redis());
    }

    @AfterAll
    static void disconnect() {
        client.shutdown();
    }

    private static TestView view(String name) {
        TestView view = new TestView(
                        TestServers.kafka(), NAMESPACE, name, 1, List.of("id"), List.of(column("id", "BIGINT")))
                .publish();
        view.event();
        view.epoch(1, new RowOf(0, "[1]", "{\"id\":1}"));
        return view;
    }

    private static RunningViewService copy() {
        return RunningViewService.start(NAMESPACE, TestServers.kafka(), TestServers.redis(), "one", Map.of());
    }

    private static void expectRows(RunningViewService service, String view) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(
                                service.get("/api/views/" + view + "/rows").body())
                        .isEqualTo("[{\"id\":1}]"));
    }

    /** As a view leaves them that millrace.views tells nothing of. */
    private static void storeRowsOf(String view) {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            String prefix = NAMESPACE + ".view:{" + view + ":v1}:";
            connection.sync().hset(prefix + "meta", "gen", "1");
            connection.sync().hset(prefix + "rows", "k", "{}");
            connection.sync().zadd(prefix + "index", 0, "k");
        }
    }

    private static List<String> keysOf(String view) {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection.sync().keys(NAMESPACE + ".view:{" + view + ":v1}:*");
        }
    }

    @Test
    void removesAtTheStartWhatWasDeletedWhileNobodyLooked() {
        try (TestView gone = view("gone");
                TestView kept = view("kept")) {
            try (RunningViewService before = copy()) {
                expectRows(before, gone.name());
                expectRows(before, kept.name());
            }
            gone.delete();
            storeRowsOf("forgotten");
            assertThat(keysOf(gone.name())).isNotEmpty();
            assertThat(keysOf("forgotten")).isNotEmpty();
            try (RunningViewService after = copy()) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(keysOf(gone.name())).isEmpty());
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(keysOf("forgotten"))
                                .as("its tombstone was compacted away; the sweep alone finds it")
                                .isEmpty());
                expectRows(after, kept.name());
            }
        }
    }
}

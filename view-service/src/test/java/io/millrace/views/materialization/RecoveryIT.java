package io.millrace.views.materialization;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.millrace.kernel.Position;
import io.millrace.local.server.RedisServer;
import io.millrace.testkit.DedicatedServer;
import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens to a view when Redis, or the copy that writes, fails. Redis is this test's own. */
class RecoveryIT {
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(30);
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static DedicatedServer<RedisServer> redis;
    private static RedisClient client;
    private static RunningViewService service;

    @BeforeAll
    static void start() {
        redis = TestServers.dedicatedRedis();
        client = RedisClient.create(redis.server().url());
        // Makes the topics that every copy wants.
        new TestView(TestServers.kafka(), NAMESPACE, "first", 1, List.of("id"), columns()).close();
        service = copy("one");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        service.close();
        client.shutdown();
        redis.close();
    }

    private static RunningViewService copy(String name) {
        return RunningViewService.start(
                NAMESPACE, TestServers.kafka(), redis.server().url(), name, Map.of());
    }

    private static List<io.millrace.api.view.ViewColumn> columns() {
        return List.of(column("id", "BIGINT"), column("v", "BIGINT"));
    }

    private static TestView view(String name) {
        return new TestView(TestServers.kafka(), NAMESPACE, name, 2, List.of("id"), columns()).publish();
    }

    private static RowOf row(int id, Integer value) {
        return new RowOf(id % 2, "[" + id + "]", value == null ? null : "{\"id\":" + id + ",\"v\":" + value + "}");
    }

    private static void expect(RunningViewService at, TestView view, String rows) {
        await().atMost(RECOVERY_MAX).ignoreExceptions().untilAsserted(() -> {
            HttpResponse<String> reply = at.get("/api/views/" + view.name() + "/rows");
            assertThat(reply.body()).isEqualTo(rows);
            assertThat(reply.headers().firstValue("Millrace-State")).isEmpty();
        });
    }

    private static <T> T inRedis(java.util.function.Function<RedisCommands<String, String>, T> work) {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return work.apply(connection.sync());
        }
    }

    private static String key(TestView view, String kind) {
        return NAMESPACE + ".view:{" + view.name() + ":v1}:" + kind;
    }

    @Test
    void rebuildsWhatRedisHasLost() {
        try (TestView view = view("flushed")) {
            view.event();
            view.epoch(1, row(1, 1), row(2, 2));
            view.epoch(2, row(2, null), row(3, 3));
            expect(service, view, "[{\"id\":1,\"v\":1},{\"id\":3,\"v\":3}]");
            inRedis(RedisCommands::flushall);
            HttpResponse<String> during = service.get("/api/views/flushed/rows");
            assertThat(during.body().equals("[]"))
                    .as("an empty answer says that it is incomplete")
                    .isEqualTo(during.headers().firstValue("Millrace-State").isPresent());
            expect(service, view, "[{\"id\":1,\"v\":1},{\"id\":3,\"v\":3}]");
        }
    }

    @Test
    void replaysWhenRedisWentBackInTime() {
        try (TestView view = view("rewound")) {
            view.event();
            view.epoch(1, row(1, 1));
            expect(service, view, "[{\"id\":1,\"v\":1}]");
            Map<String, byte[]> before = dump(view);
            view.event();
            view.epoch(2, row(1, 2), row(2, 2));
            expect(service, view, "[{\"id\":1,\"v\":2},{\"id\":2,\"v\":2}]");
            restore(before);
            expect(service, view, "[{\"id\":1,\"v\":2},{\"id\":2,\"v\":2}]");
        }
    }

    private static Map<String, byte[]> dump(TestView view) {
        return inRedis(commands -> {
            Map<String, byte[]> dumped = new java.util.HashMap<>();
            for (String kind : List.of("meta", "rows", "index", "dead", "undo")) {
                byte[] bytes = commands.dump(key(view, kind));
                dumped.put(key(view, kind), bytes == null ? new byte[0] : bytes);
            }
            return dumped;
        });
    }

    private static void restore(Map<String, byte[]> dumped) {
        inRedis(commands -> {
            commands.multi();
            dumped.forEach((key, bytes) -> {
                commands.del(key);
                if (bytes.length > 0) {
                    commands.restore(key, 0, bytes);
                }
            });
            return commands.exec();
        });
    }

    @Test
    void rebuildsWhenRowsWereRemovedBehindItsBack() {
        try (TestView view = view("evicted")) {
            view.event();
            view.epoch(1, row(1, 1), row(2, 2));
            expect(service, view, "[{\"id\":1,\"v\":1},{\"id\":2,\"v\":2}]");
            inRedis(commands -> commands.del(key(view, "rows")));
            expect(service, view, "[{\"id\":1,\"v\":1},{\"id\":2,\"v\":2}]");
        }
    }

    @Test
    void answers503WhileRedisIsAwayAndComesBackByItself() throws InterruptedException {
        try (TestView view = view("outage")) {
            view.event();
            view.epoch(1, row(1, 1));
            expect(service, view, "[{\"id\":1,\"v\":1}]");
            redis.kill();
            HttpResponse<String> reply = service.get("/api/views/outage/rows");
            assertThat(reply.statusCode()).isEqualTo(503);
            assertThat(reply.headers().firstValue("Retry-After")).isPresent();
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> service.get("/actuator/health").statusCode() == 503);
            assertThat(service.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
            Position sent = view.event();
            view.epoch(2, row(2, 2));
            redis.startAgain();
            expect(service, view, "[{\"id\":1,\"v\":1},{\"id\":2,\"v\":2}]");
            assertThat(service.get("/api/views/outage/rows", "Millrace-After", sent.token())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void pausesWhileRedisIsOutOfMemory() {
        try (TestView view = view("full")) {
            view.event();
            view.epoch(1, row(1, 1));
            expect(service, view, "[{\"id\":1,\"v\":1}]");
            String limit = inRedis(commands -> commands.configGet("maxmemory").get("maxmemory"));
            inRedis(commands -> commands.configSet("maxmemory", "1"));
            Position sent = view.event();
            view.epoch(2, row(1, 2), row(2, 2));
            assertThat(service.get("/api/views/full/rows", "Millrace-After", sent.token(), "Prefer", "wait=1")
                            .statusCode())
                    .isEqualTo(504);
            assertThat(service.get("/api/views/full/rows").body()).isEqualTo("[{\"id\":1,\"v\":1}]");
            inRedis(commands -> commands.configSet("maxmemory", limit));
            expect(service, view, "[{\"id\":1,\"v\":2},{\"id\":2,\"v\":2}]");
        }
    }

    @Test
    void anotherCopyTakesOverAndTheOldOneIsFenced() {
        try (TestView view = view("shared")) {
            view.event();
            view.epoch(1, row(1, 1));
            expect(service, view, "[{\"id\":1,\"v\":1}]");
            try (RunningViewService second = copy("two")) {
                expect(second, view, "[{\"id\":1,\"v\":1}]");
                // As if the first copy had been silent for the lease's time.
                inRedis(commands -> commands.set(key(view, "lease"), "two:stolen"));
                Position sent = view.event();
                view.epoch(2, row(1, 2));
                assertThat(service.get("/api/views/shared/rows", "Millrace-After", sent.token(), "Prefer", "wait=1")
                                .statusCode())
                        .as("whoever has no lease writes nothing")
                        .isEqualTo(504);
                inRedis(commands -> commands.del(key(view, "lease")));
                expect(service, view, "[{\"id\":1,\"v\":2}]");
                expect(second, view, "[{\"id\":1,\"v\":2}]");
            }
            view.epoch(3, row(1, 3));
            expect(service, view, "[{\"id\":1,\"v\":3}]");
        }
    }

    @Test
    void goesOnWhereItWasAfterARestart() {
        try (TestView view = view("restarted")) {
            view.event();
            view.epoch(1, row(1, 1));
            expect(service, view, "[{\"id\":1,\"v\":1}]");
            String generation = inRedis(commands -> commands.hget(key(view, "meta"), "gen"));
            service.close();
            view.epoch(2, row(2, 2));
            service = copy("three");
            expect(service, view, "[{\"id\":1,\"v\":1},{\"id\":2,\"v\":2}]");
            String now = inRedis(commands -> commands.hget(key(view, "meta"), "gen"));
            assertThat(now).isEqualTo(generation);
        }
    }

    @Test
    void showsNothingOfAnEpochThatOneSinkPartitionHasNotClosed() {
        try (TestView view = view("half")) {
            view.event();
            view.epoch(1, row(1, 1), row(2, 1));
            expect(service, view, "[{\"id\":1,\"v\":1},{\"id\":2,\"v\":1}]");
            view.send(view.rows(2, row(1, 2), row(2, 2)));
            Position sent = view.event();
            view.send(List.of(view.closed(0, 2, 99)));
            assertThat(service.get("/api/views/half/rows", "Millrace-After", sent.token(), "Prefer", "wait=1")
                            .statusCode())
                    .isEqualTo(504);
            expect(service, view, "[{\"id\":1,\"v\":1},{\"id\":2,\"v\":1}]");
            view.send(List.of(view.closed(1, 2, 99)));
            expect(service, view, "[{\"id\":1,\"v\":2},{\"id\":2,\"v\":2}]");
        }
    }

    @Test
    void rebuildsAConsistentCutWhileTheProcessorIsStoppedBetweenEpochs() {
        try (TestView view = view("stopped")) {
            view.event();
            view.epoch(1, row(1, 1), row(2, 1));
            List<ProducerRecord<byte[], byte[]>> last = new ArrayList<>(view.rows(2, row(1, 2), row(3, 2)));
            last.add(view.closed(1, 2, 99));
            view.send(last);
            expect(service, view, "[{\"id\":1,\"v\":1},{\"id\":2,\"v\":1}]");
            String generation = inRedis(commands -> commands.hget(key(view, "meta"), "gen"));
            inRedis(RedisCommands::flushall);
            await().atMost(RECOVERY_MAX)
                    .until(
                            () -> inRedis(commands -> commands.hget(key(view, "meta"), "gen")),
                            now -> now != null && !now.equals(generation));
            expect(service, view, "[{\"id\":1,\"v\":1},{\"id\":2,\"v\":1}]");
            view.send(List.of(view.closed(0, 2, 99)));
            expect(service, view, "[{\"id\":1,\"v\":2},{\"id\":2,\"v\":1},{\"id\":3,\"v\":2}]");
        }
    }

    @Test
    void definitionsThatAreToldAgainLeaveTheRowsAlone() {
        try (TestView view = view("retold")) {
            view.event();
            view.epoch(1, row(1, 1));
            expect(service, view, "[{\"id\":1,\"v\":1}]");
            String generation = inRedis(commands -> commands.hget(key(view, "meta"), "gen"));
            view.publish(0).publish();
            view.retell();
            view.epoch(2, row(2, 2));
            expect(service, view, "[{\"id\":1,\"v\":1},{\"id\":2,\"v\":2}]");
            // Longer than a drop waits.
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> generation.equals(inRedis(commands -> commands.hget(key(view, "meta"), "gen"))));
        }
    }

    @Test
    void readsWaitAgainAfterTheViewCouldNotBeLookedAt() throws Exception {
        try (TestView view = view("unreadable")) {
            view.event();
            view.epoch(1, row(1, 1));
            expect(service, view, "[{\"id\":1,\"v\":1}]");
            Position sent = view.event();
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(
                    () -> service.get("/api/views/unreadable/rows", "Millrace-After", sent.token(), "Prefer", "wait=25")
                            .statusCode());
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            String epoch = inRedis(commands -> commands.hget(key(view, "meta"), "epoch"));
            inRedis(commands -> commands.hset(key(view, "meta"), "epoch", "one"));
            assertThat(waiting.get(15, TimeUnit.SECONDS)).isEqualTo(500);
            inRedis(commands -> commands.hset(key(view, "meta"), "epoch", epoch));
            view.epoch(2, row(2, 2));
            assertThat(service.get("/api/views/unreadable/rows", "Millrace-After", sent.token(), "Prefer", "wait=25")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void dropsTheKeysOfADeletedView() {
        try (TestView view = view("deleted")) {
            view.event();
            view.epoch(1, row(1, 1));
            expect(service, view, "[{\"id\":1,\"v\":1}]");
            view.delete();
            await().atMost(RECOVERY_MAX)
                    .until(() -> inRedis(commands -> commands.keys(NAMESPACE + ".view:{deleted:*"))
                            .isEmpty());
        }
    }
}

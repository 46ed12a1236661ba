package io.millrace.views.materialization;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.millrace.api.view.ViewIndex;
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
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Indexes have one entry for each row, whatever becomes of rows, Redis and the copies that write. Redis is this test's own. */
class IndexesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static DedicatedServer<RedisServer> redis;
    private static RedisClient client;
    private static RunningViewService service;

    @BeforeAll
    static void start() {
        redis = TestServers.dedicatedRedis();
        client = RedisClient.create(redis.server().url());
        // Makes the topics that every copy wants.
        view("begun").close();
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
                NAMESPACE,
                TestServers.kafka(),
                redis.server().url(),
                name,
                Map.of("millrace.views.materialization.pending-bytes", "40000"));
    }

    private static TestView view(String name) {
        return new TestView(
                        TestServers.kafka(),
                        NAMESPACE,
                        name,
                        2,
                        List.of("id"),
                        List.of(column("id", "BIGINT"), column("v", "BIGINT"), column("w", "VARCHAR")))
                .indexed(List.of(new ViewIndex(List.of("v")), new ViewIndex(List.of("w", "v"))))
                .publish();
    }

    private static RowOf row(int id, Integer value) {
        String json = "{\"id\":%d,\"v\":%d,\"w\":\"w%d\"}".formatted(id, value, value == null ? 0 : value % 2);
        return new RowOf(id % 2, "[" + id + "]", value == null ? null : json);
    }

    private static void expect(RunningViewService at, TestView view, String query, String ids) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            HttpResponse<String> reply = at.get("/api/views/" + view.name() + "/rows?select=id&" + query);
            assertThat(reply.body().replaceAll("[^0-9,]", "")).isEqualTo(ids);
            assertThat(reply.headers().firstValue("Millrace-State")).isEmpty();
        });
    }

    private static <T> T inRedis(Function<RedisCommands<String, String>, T> work) {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return work.apply(connection.sync());
        }
    }

    private static String key(TestView view, String kind) {
        return NAMESPACE + ".view:{" + view.name() + ":v1}:" + kind;
    }

    /** Once no reader can want entries of earlier epochs any more. */
    private static void expectEntries(TestView view, long entries) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            long kept = inRedis(commands -> commands.zcard(key(view, "entries")));
            List<String> stale = inRedis(commands -> commands.keys(key(view, "stale*")));
            assertThat(kept).isEqualTo(entries);
            assertThat(stale).isEmpty();
        });
    }

    @Test
    void followUpdatesAndDeletions() {
        try (TestView view = view("followed")) {
            view.event();
            view.epoch(1, row(1, 30), row(2, 20), row(3, 10));
            expect(service, view, "order=v", "3,2,1");
            view.epoch(2, row(1, 5), row(2, null), row(4, 20));
            expect(service, view, "order=v", "1,3,4");
            expect(service, view, "v=eq.20", "4");
            view.epoch(3, row(1, 30), row(2, 20));
            view.epoch(4, row(1, 5));
            view.epoch(5, row(1, 30), row(3, null));
            expect(service, view, "order=v.desc", "1,2,4");
            expect(service, view, "w=eq.w0&order=v.desc", "1,2,4");
            expectEntries(view, 6);
        }
    }

    @Test
    void goWithTheRowsOfADeletedView() {
        try (TestView view = view("indexed_and_deleted")) {
            view.event();
            view.epoch(1, row(1, 1));
            view.epoch(2, row(1, 2));
            expect(service, view, "v=eq.2", "1");
            view.delete();
            await().atMost(PATIENCE)
                    .until(() ->
                            inRedis(commands -> commands.keys(key(view, "*"))).isEmpty());
        }
    }

    @Test
    void areRebuiltWithTheRows() {
        try (TestView view = view("indexed_and_flushed")) {
            view.event();
            view.epoch(1, row(1, 1), row(2, 2));
            view.epoch(2, row(2, 7), row(3, 3));
            expect(service, view, "v=gt.2", "2,3");
            inRedis(RedisCommands::flushall);
            expect(service, view, "v=gt.2", "2,3");
            expect(service, view, "order=v.desc", "2,3,1");
            expectEntries(view, 6);
        }
    }

    @Test
    void areRebuiltWhereEntriesAreLost() {
        try (TestView view = view("indexed_and_evicted")) {
            view.event();
            view.epoch(1, row(1, 1), row(2, 2));
            expect(service, view, "v=eq.2", "2");
            inRedis(commands -> commands.del(key(view, "entries")));
            expect(service, view, "v=eq.2", "2");
            expectEntries(view, 4);
        }
    }

    @Test
    void areNotReadWhereAnotherReleaseWroteRowsWithoutThem() {
        try (TestView view = view("indexed_by_some")) {
            view.event();
            view.epoch(1, row(1, 1), row(2, 2));
            expect(service, view, "v=eq.2", "2");
            String generation = inRedis(commands -> commands.hget(key(view, "meta"), "gen"));
            // As a writer that knows no indexes leaves it: one write more, and the index has not seen it.
            inRedis(commands -> commands.eval(
                    "redis.call('HSET', KEYS[2], redis.call('HKEYS', KEYS[2])[1], ARGV[1]);"
                            + "return redis.call('HINCRBY', KEYS[1], 'rev', 1)",
                    io.lettuce.core.ScriptOutputType.INTEGER,
                    new String[] {key(view, "meta"), key(view, "rows")},
                    "{\"id\":9,\"v\":9,\"w\":\"w\"}"));
            assertThat(service.get("/api/views/indexed_by_some/rows?v=eq.9").body())
                    .contains("\"id\":9");
            await().atMost(PATIENCE)
                    .until(() -> !generation.equals(inRedis(commands -> commands.hget(key(view, "meta"), "gen"))));
            expect(service, view, "order=v.desc", "2,1");
            expectEntries(view, 4);
        }
    }

    @Test
    void areThoseOfTheVisibleEpochWhereAWriterDiedAmidTheNext() {
        try (TestView view = view("indexed_and_left")) {
            view.event();
            List<RowOf> first = new ArrayList<>();
            List<RowOf> second = new ArrayList<>();
            for (int id = 0; id < 600; id++) {
                first.add(row(id, id));
                second.add(id % 3 == 0 ? row(id, null) : row(id, 1000 - id));
            }
            view.epoch(1, first.toArray(RowOf[]::new));
            expect(service, view, "order=v.desc&limit=3", "599,598,597");
            // More than memory for changes takes, and not closed: some are stored under their epoch.
            view.send(view.rows(2, second.toArray(RowOf[]::new)));
            await().atMost(PATIENCE)
                    .until(() -> "1".equals(inRedis(commands -> commands.hget(key(view, "meta"), "pending"))));
            expect(service, view, "order=v.desc&limit=3", "599,598,597");
            expect(service, view, "v=in.(3,999)", "3");
            service.close();
            service = copy("two");
            expect(service, view, "order=v.desc&limit=3", "599,598,597");
            expect(service, view, "v=lt.3", "0,1,2");
            Position sent = view.event();
            List<ProducerRecord<byte[], byte[]>> closing = List.of(view.closed(0, 2, 99), view.closed(1, 2, 99));
            view.send(closing);
            await().atMost(PATIENCE)
                    .until(() -> service.get(
                                            "/api/views/indexed_and_left/rows",
                                            "Millrace-After",
                                            sent.token(),
                                            "Prefer",
                                            "wait=5")
                                    .statusCode()
                            == 200);
            expect(service, view, "order=v.desc&limit=3", "1,2,4");
            expect(service, view, "v=lt.3", "");
            expectEntries(view, 800);
        }
    }
}

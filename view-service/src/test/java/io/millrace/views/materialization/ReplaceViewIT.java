package io.millrace.views.materialization;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.millrace.kernel.Position;
import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A version that is materialized beside the one that is served, and takes its place. */
class ReplaceViewIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String NAMESPACE = TestServers.uniqueNamespace();

    private static TestView view(String name) {
        return new TestView(
                        TestServers.kafka(),
                        NAMESPACE,
                        name,
                        1,
                        List.of("id"),
                        List.of(column("id", "BIGINT"), column("n", "BIGINT")))
                .publish();
    }

    private static RunningViewService copy() {
        return RunningViewService.start(
                NAMESPACE,
                TestServers.kafka(),
                TestServers.redis(),
                "one",
                Map.of("millrace.views.materialization.replaced-for", "1s"));
    }

    private static void expectRows(RunningViewService service, String view, String rows) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(
                                service.get("/api/views/" + view + "/rows").body())
                        .isEqualTo(rows));
    }

    private static List<String> keysOf(String view, int version) {
        RedisClient client = RedisClient.create(TestServers.redis());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection.sync().keys(NAMESPACE + ".view:{" + view + ":v" + version + "}:*");
        } finally {
            client.shutdown();
        }
    }

    @Test
    void servesOneVersionUntilTheOtherTakesItsPlace() throws Exception {
        try (TestView view = view("sales");
                RunningViewService service = copy()) {
            Position first = view.event();
            view.epoch(1, new RowOf(0, "[1]", "{\"id\":1,\"n\":1}"));
            expectRows(service, "sales", "[{\"id\":1,\"n\":1}]");

            view.buildNext(2);
            view.epoch(1, new RowOf(0, "[1]", "{\"id\":1,\"n\":10}"), new RowOf(0, "[2]", "{\"id\":2,\"n\":20}"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(keysOf("sales", 2)).anyMatch(key -> key.endsWith(":rows")));
            assertThat(service.get("/api/views/sales/rows").body()).isEqualTo("[{\"id\":1,\"n\":1}]");

            view.publish(2);
            expectRows(service, "sales", "[{\"id\":1,\"n\":10},{\"id\":2,\"n\":20}]");
            assertThat(service.get("/api/views/sales/rows/2", "Millrace-After", first.token())
                            .statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(keysOf("sales", 1)).isEmpty());
            assertThat(keysOf("sales", 2)).isNotEmpty();

            view.event();
            view.epoch(2, new RowOf(0, "[2]", null));
            expectRows(service, "sales", "[{\"id\":1,\"n\":10}]");
        }
    }

    @Test
    void keepsTheVersionThatWasServedToServeItAgain() throws Exception {
        try (TestView view = view("trade");
                RunningViewService service = copy()) {
            view.event();
            view.epoch(1, new RowOf(0, "[1]", "{\"id\":1,\"n\":1}"));
            expectRows(service, "trade", "[{\"id\":1,\"n\":1}]");
            view.buildNext(2);
            view.epoch(1, new RowOf(0, "[1]", "{\"id\":1,\"n\":10}"));
            view.serve(2, 1);
            expectRows(service, "trade", "[{\"id\":1,\"n\":10}]");

            Position later = view.event();
            view.epoch(2, new RowOf(0, "[1]", "{\"id\":1,\"n\":20}"));
            view.writeTo(1).epoch(2, new RowOf(0, "[1]", "{\"id\":1,\"n\":2}"));
            expectRows(service, "trade", "[{\"id\":1,\"n\":20}]");
            view.serve(1, 2);

            expectRows(service, "trade", "[{\"id\":1,\"n\":2}]");
            assertThat(service.get("/api/views/trade/rows", "Millrace-After", later.token())
                            .body())
                    .isEqualTo("[{\"id\":1,\"n\":2}]");
            assertThat(keysOf("trade", 2)).isNotEmpty();

            view.publish(1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(keysOf("trade", 2)).isEmpty());
            expectRows(service, "trade", "[{\"id\":1,\"n\":2}]");
        }
    }

    @Test
    void forgetsANextVersionThatIsNoLongerWanted() throws Exception {
        try (TestView view = view("stock");
                RunningViewService service = copy()) {
            view.event();
            view.epoch(1, new RowOf(0, "[1]", "{\"id\":1,\"n\":1}"));
            view.buildNext(2);
            view.epoch(1, new RowOf(0, "[1]", "{\"id\":1,\"n\":10}"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(keysOf("stock", 2)).anyMatch(key -> key.endsWith(":rows")));

            view.publish(1);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(keysOf("stock", 2)).isEmpty());
            expectRows(service, "stock", "[{\"id\":1,\"n\":1}]");
        }
    }
}

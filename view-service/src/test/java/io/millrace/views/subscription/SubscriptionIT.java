package io.millrace.views.subscription;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import io.millrace.views.materialization.ChangelogPlace;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SubscriptionIT {
    private static final int SUBSCRIBERS_MAX = 3;
    private static final String NAMESPACE = TestServers.uniqueNamespace();
    private static final String ROWS = "/api/views/%s/rows";
    private static RunningViewService service;

    @BeforeAll
    static void start() {
        service = copy();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static RunningViewService copy() {
        return RunningViewService.start(
                NAMESPACE,
                TestServers.kafka(),
                TestServers.redis(),
                "one",
                Map.of(
                        "millrace.views.subscriptions.heartbeat",
                        "1s",
                        "millrace.views.subscriptions.subscribers-max",
                        String.valueOf(SUBSCRIBERS_MAX)));
    }

    /** That a client is gone is seen when the next heartbeat is sent to it. */
    private static void awaitSubscribers(int most) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> service.bean(ViewFeeds.class).subscribers() <= most);
    }

    @BeforeEach
    void nobodyIsSubscribed() {
        awaitSubscribers(0);
    }

    private static TestView view(String name, int sinks) {
        return new TestView(
                        TestServers.kafka(),
                        NAMESPACE,
                        name,
                        sinks,
                        List.of("id"),
                        List.of(column("id", "BIGINT"), column("n", "BIGINT")))
                .publish();
    }

    private static RowOf row(int sink, int id, long n) {
        return new RowOf(sink, "[" + id + "]", json(id, n));
    }

    private static RowOf gone(int sink, int id) {
        return new RowOf(sink, "[" + id + "]", null);
    }

    private static String json(int id, long n) {
        return "{\"id\":" + id + ",\"n\":" + n + "}";
    }

    private static TestSubscriber subscribe(String view, String query, String lastEventId) {
        awaitSubscribers(SUBSCRIBERS_MAX - 1);
        return new TestSubscriber(changes(view) + query, lastEventId, rows -> {});
    }

    private static String changes(String view) {
        return service.url() + "/api/views/" + view + "/changes";
    }

    private static void awaitRows(TestView view, String rows) {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> service.get(ROWS.formatted(view.name())).body().equals(rows));
    }

    @Test
    void tellsASnapshotAndThenEveryChange() {
        try (TestView view = view("plain", 2)) {
            view.event();
            view.epoch(1, row(0, 1, 10), row(1, 2, 20));
            awaitRows(view, "[" + json(1, 10) + "," + json(2, 20) + "]");
            try (TestSubscriber subscriber = subscribe("plain", "", null).awaitHeartbeats(1)) {
                view.epoch(2, row(0, 1, 11), gone(1, 2));
                view.epoch(3, row(1, 4, 40));
                subscriber.awaitTold(6);
                assertThat(subscriber.texts())
                        .containsExactly(
                                "reset {\"version\":1,\"reason\":\"SUBSCRIBED\"}",
                                "snapshot " + json(1, 10),
                                "snapshot " + json(2, 20),
                                "upsert " + json(1, 11),
                                "delete {\"id\":2}",
                                "upsert " + json(4, 40));
                subscriber.awaitHeartbeats(5);
            }
        }
    }

    @Test
    void missesAndDoublesNothingWhileTheViewChanges() throws Exception {
        try (TestView view = view("busy", 2)) {
            view.event();
            view.epoch(1, row(0, 1, 1), row(1, 2, -1));
            awaitRows(view, "[" + json(1, 1) + "," + json(2, -1) + "]");
            AtomicBoolean writing = new AtomicBoolean(true);
            AtomicLong written = new AtomicLong(1);
            Thread writer = Thread.ofVirtual().start(() -> {
                while (writing.get()) {
                    long epoch = written.incrementAndGet();
                    view.epoch(epoch, row(0, 1, epoch), row(1, 2, -epoch));
                }
            });
            List<TestSubscriber> subscribers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                subscribers.add(new TestSubscriber(changes("busy"), null, SubscriptionIT::requireOneCut));
                subscribers.getLast().awaitHeartbeats(5);
            }
            writing.set(false);
            writer.join();
            for (TestSubscriber subscriber : subscribers) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> subscriber.texts().contains("upsert " + json(2, -written.get())));
                List<Long> numbers = subscriber.told().stream()
                        .map(TestSubscriber.Event::json)
                        .filter(data -> data.path("id").asInt(0) == 1)
                        .map(data -> data.get("n").asLong())
                        .toList();
                for (int i = 0; i < numbers.size(); i++) {
                    assertThat(numbers.get(i)).isEqualTo(numbers.getFirst() + i);
                }
                assertThat(numbers.getLast()).isEqualTo(written.get());
                subscriber.close();
            }
        }
    }

    private static void requireOneCut(Map<Integer, JsonNode> rows) {
        assertThat(rows.values().stream()
                        .mapToLong(row -> row.get("n").asLong())
                        .sum())
                .as("both rows are of one epoch: %s", rows)
                .isZero();
    }

    @Test
    void goesOnWhereTheClientWasAfterARestart() {
        try (TestView view = view("lasting", 2)) {
            view.event();
            view.epoch(1, row(0, 1, 10), row(1, 2, 20));
            awaitRows(view, "[" + json(1, 10) + "," + json(2, 20) + "]");
            String afterSnapshot;
            String withinAnEpoch;
            try (TestSubscriber subscriber = subscribe("lasting", "", null).awaitHeartbeats(1)) {
                afterSnapshot = subscriber.lastId();
                view.epoch(2, row(0, 1, 11), row(1, 2, 21), row(1, 3, 31));
                withinAnEpoch = subscriber.awaitTold(6).told().get(3).id();
            }
            service.close();
            view.epoch(3, gone(1, 2));
            service = copy();
            awaitRows(view, "[" + json(1, 11) + "," + json(3, 31) + "]");
            String[] all = {
                "upsert " + json(1, 11), "upsert " + json(2, 21), "upsert " + json(3, 31), "delete {\"id\":2}"
            };
            try (TestSubscriber late = subscribe("lasting", "", withinAnEpoch).awaitTold(3)) {
                assertThat(late.texts()).containsExactly(all[1], all[2], all[3]);
            }
            try (TestSubscriber early = subscribe("lasting", "", afterSnapshot).awaitTold(4)) {
                assertThat(early.texts()).containsExactly(all);
                view.epoch(4, row(0, 5, 5));
                assertThat(early.awaitTold(5).texts()).endsWith("upsert " + json(5, 5));
            }
        }
    }

    @Test
    void beginsAnewWhereTheIdIsTooOldOrOfAnotherVersion() {
        try (TestView view = view("old", 1)) {
            view.event();
            view.epoch(1, row(0, 1, 10));
            awaitRows(view, "[" + json(1, 10) + "]");
            Instant before = Instant.now().minus(Duration.ofHours(1));
            String old = new EventId(1, new ChangelogPlace(0, before, List.of(0L)), 0).token();
            String foreign = new EventId(7, new ChangelogPlace(0, Instant.now(), List.of(0L)), 0).token();
            String ahead = new EventId(1, new ChangelogPlace(9, Instant.now(), List.of(900L)), 0).token();
            requireNewSnapshot(ahead, "HISTORY_LOST");
            requireNewSnapshot(old, "TOO_OLD");
            requireNewSnapshot(foreign, "REPLACED");
        }
    }

    private static void requireNewSnapshot(String id, String reason) {
        try (TestSubscriber subscriber = subscribe("old", "", id).awaitTold(2)) {
            assertThat(subscriber.texts())
                    .containsExactly("reset {\"version\":1,\"reason\":\"" + reason + "\"}", "snapshot " + json(1, 10));
        }
    }

    @Test
    void tellsTheNextVersionAndTheEnd() {
        try (TestView view = view("replaced", 1)) {
            view.event();
            view.epoch(1, row(0, 1, 10));
            awaitRows(view, "[" + json(1, 10) + "]");
            try (TestSubscriber subscriber = subscribe("replaced", "", null).awaitHeartbeats(1)) {
                view.buildNext(2);
                view.epoch(1, row(0, 1, 100), row(0, 2, 200));
                view.publish(2);
                subscriber.awaitTold(5);
                view.epoch(2, gone(0, 1));
                subscriber.awaitTold(6);
                assertThat(subscriber.texts())
                        .containsExactly(
                                "reset {\"version\":1,\"reason\":\"SUBSCRIBED\"}",
                                "snapshot " + json(1, 10),
                                "reset {\"version\":2,\"reason\":\"REPLACED\"}",
                                "snapshot " + json(1, 100),
                                "snapshot " + json(2, 200),
                                "delete {\"id\":1}");
                view.delete();
                subscriber.awaitEnd();
                TestSubscriber.Event last = subscriber.told().getLast();
                assertThat(last.type()).isEqualTo("error");
                assertThat(last.json().get("code").asString()).isEqualTo("NOT_FOUND");
            }
        }
    }

    @Test
    void tellsARowThatLeavesTheFilterAsDeleted() {
        try (TestView view = view("filtered", 1)) {
            view.event();
            view.epoch(1, row(0, 1, 10), row(0, 2, 20));
            awaitRows(view, "[" + json(1, 10) + "," + json(2, 20) + "]");
            String id;
            try (TestSubscriber subscriber =
                    subscribe("filtered", "?n=gt.15&select=id", null).awaitHeartbeats(1)) {
                id = subscriber.lastId();
                view.epoch(2, row(0, 1, 11));
                view.epoch(3, row(0, 1, 16));
                view.epoch(4, row(0, 2, 5));
                view.epoch(5, gone(0, 2));
                view.epoch(6, gone(0, 1));
                subscriber.awaitTold(5);
                assertThat(subscriber.texts())
                        .containsExactly(
                                "reset {\"version\":1,\"reason\":\"SUBSCRIBED\"}",
                                "snapshot {\"id\":2}",
                                "upsert {\"id\":1}",
                                "delete {\"id\":2}",
                                "delete {\"id\":1}");
            }
            try (TestSubscriber again =
                    subscribe("filtered", "?n=gt.15&select=id", id).awaitTold(4)) {
                assertThat(again.texts())
                        .as("row 1 may have been there")
                        .containsExactly(
                                "delete {\"id\":1}", "upsert {\"id\":1}", "delete {\"id\":2}", "delete {\"id\":1}");
            }
        }
    }

    @Test
    void refusesWhatItCannotTell() {
        try (TestView view = view("refusing", 1)) {
            view.event();
            view.epoch(1, row(0, 1, 10));
            awaitRows(view, "[" + json(1, 10) + "]");
            String path = "/api/views/refusing/changes";
            requireProblem(service.get(path, "Last-Event-ID", "x"), 400, "MALFORMED_EVENT_ID");
            requireProblem(service.get(path + "?m=eq.1"), 400, "INVALID_PARAMETER");
            requireProblem(service.get(path + "?order=n"), 400, "INVALID_PARAMETER");
            requireProblem(
                    service.get("/api/views/No%20name/changes", "Accept", "text/event-stream"), 404, "NOT_FOUND");
            List<TestSubscriber> subscribers = new ArrayList<>();
            for (int i = 0; i < SUBSCRIBERS_MAX; i++) {
                subscribers.add(subscribe("refusing", "", null));
            }
            requireProblem(service.get(path), 503, "TOO_MANY_SUBSCRIBERS");
            subscribers.forEach(TestSubscriber::close);
            awaitSubscribers(0);
        }
    }

    private static void requireProblem(HttpResponse<String> reply, int status, String code) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(reply.body()).contains("\"" + code + "\"");
    }
}

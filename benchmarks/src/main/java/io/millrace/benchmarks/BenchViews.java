package io.millrace.benchmarks;

import io.millrace.api.view.ViewState;
import io.millrace.api.view.ViewStatus;
import io.millrace.kernel.Namespace;
import io.millrace.local.LocalException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Views over one stream of accounts, {@code <stream>_01} and so on: the first of every three is grouped by the stream's key,
 * the second by another column, the third by that and the minute. No two are the same query.
 */
final class BenchViews implements AutoCloseable {
    static final int VIEWS_MAX = 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration RUNNING_MAX = Duration.ofSeconds(120);
    private static final Duration GONE_MAX = Duration.ofSeconds(120);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final SuiteClient client;
    private final Namespace namespace;
    private final String stream;
    private final Admin admin;

    BenchViews(RunningSuite suite, AccountStream stream) {
        this.client = suite.client();
        this.namespace = suite.settings().namespace();
        this.stream = stream.name();
        this.admin = Admin.create(Map.of("bootstrap.servers", suite.kafka()));
    }

    /** How views come to their runtimes. */
    enum Placing {
        /** In one batch, as {@code millrace apply} does: all in one runtime. */
        PACKED,
        /** One by one: each in a runtime of its own. */
        SINGLY
    }

    /** Creates the first ones, and returns when all of them run and have passed what was there. */
    void create(int count, Placing placing) throws IOException, InterruptedException {
        switch (placing) {
            case PACKED -> {
                List<Map<String, String>> statements = IntStream.rangeClosed(1, count)
                        .mapToObj(number -> Map.of("sql", sql(number)))
                        .toList();
                String batch = JSON.writeValueAsString(Map.of("views", statements));
                client.post("/api/views/batch", "application/json", batch);
            }
            case SINGLY -> {
                for (int number = 1; number <= count; number++) {
                    client.put("/api/views/" + name(number), "application/sql", sql(number));
                }
            }
        }
        await(RUNNING_MAX, () -> unready(count));
    }

    /** The longest that one of the first ones is behind the acknowledged events, milliseconds; empty where one is not measured. */
    OptionalLong lagMsMax(int count) throws IOException, InterruptedException {
        long max = 0;
        for (int number = 1; number <= count; number++) {
            ViewStatus status = status(number);
            if (status == null || status.freshness() == null) {
                return OptionalLong.empty();
            }
            max = Math.max(max, status.freshness().lagMs());
        }
        return OptionalLong.of(max);
    }

    /** Deletes all of them, also those of an earlier run, and returns when their runtimes and topics are gone, too. */
    void remove() throws IOException, InterruptedException {
        for (int number = 1; number <= VIEWS_MAX; number++) {
            HttpResponse<String> reply = client.delete(path(number));
            if (reply.statusCode() != 404) {
                SuiteClient.requireSuccess(reply);
            }
        }
        await(GONE_MAX, this::present);
        await(GONE_MAX, this::leftInKafka);
    }

    private String name(int number) {
        return "%s_%02d".formatted(stream, number);
    }

    private String path(int number) {
        return "/api/views/" + name(number);
    }

    private String sql(int number) {
        String body = switch (number % 3) {
            case 1 ->
                "SELECT account, COUNT(*) AS n, SUM(amount) AS total FROM STREAM WHERE amount >= LEAST_AMOUNT GROUP BY account";
            case 2 ->
                "SELECT bucket, COUNT(*) AS n, MAX(amount) AS largest FROM STREAM WHERE amount >= LEAST_AMOUNT GROUP BY bucket";
            default -> """
                SELECT window_start, bucket, COUNT(*) AS n, SUM(amount) AS total
                FROM TABLE(TUMBLE(TABLE STREAM, DESCRIPTOR(at), INTERVAL '1' MINUTE))
                WHERE amount >= LEAST_AMOUNT GROUP BY window_start, window_end, bucket""";
        };
        return "CREATE MATERIALIZED VIEW " + name(number) + " WITH (freshness = '1 second') AS "
                + body.replace("STREAM", stream).replace("LEAST_AMOUNT", Integer.toString(number));
    }

    private @Nullable ViewStatus status(int number) throws IOException, InterruptedException {
        HttpResponse<String> reply = client.get(path(number));
        return reply.statusCode() == 404 ? null : JSON.readValue(SuiteClient.requireSuccess(reply), ViewStatus.class);
    }

    private List<String> unready(int count) throws IOException, InterruptedException {
        List<String> unready = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            ViewStatus status = status(number);
            if (status != null && status.state() == ViewState.FAILED) {
                throw new LocalException("View " + status.name() + " is FAILED: " + status.reason());
            }
            if (status == null || status.state() != ViewState.RUNNING || status.freshness() == null) {
                unready.add("view " + name(number) + " is " + (status == null ? "not there" : status.state()));
            }
        }
        return unready;
    }

    private List<String> present() throws IOException, InterruptedException {
        List<String> present = new ArrayList<>();
        for (int number = 1; number <= VIEWS_MAX; number++) {
            if (status(number) != null) {
                present.add("view " + name(number) + " is there");
            }
        }
        return present;
    }

    /** A runtime is gone when it has neither group nor topics. */
    private List<String> leftInKafka() throws IOException, InterruptedException {
        String runtime = namespace.of("millrace.runtime." + stream + "_");
        String changelog = namespace.of("millrace.view." + stream + "_");
        try {
            Stream<String> groups = admin.listGroups().all().get().stream().map(GroupListing::groupId);
            return Stream.concat(groups, admin.listTopics().names().get().stream())
                    .filter(name -> name.startsWith(runtime) || name.startsWith(changelog))
                    .map(name -> name + " is left in Kafka")
                    .toList();
        } catch (ExecutionException e) {
            throw new IOException("Kafka does not tell its groups and topics", e);
        }
    }

    /** What is still in the way, for people. */
    private interface Obstacles {
        List<String> now() throws IOException, InterruptedException;
    }

    private static void await(Duration max, Obstacles obstacles) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + max.toNanos();
        for (List<String> left = obstacles.now(); !left.isEmpty(); left = obstacles.now()) {
            if (System.nanoTime() > deadline) {
                throw new LocalException("After " + max.toSeconds() + " s " + String.join(", ", left)
                        + "; see ./millrace logs stream-processor-service.");
            }
            Thread.sleep(LOOK);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}

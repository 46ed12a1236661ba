package io.millrace.views.serving;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two banks that money moves between, each a view of one stream: at one position their sum is what it was at the beginning. */
class ConsistentReadsIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int ACCOUNTS = 300;
    private static final long EACH = 1000;
    private static final int EPOCHS = 120;
    private static final int READERS = 4;
    private static final int READS_MIN = 300;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final long[] north = new long[ACCOUNTS];
    private final long[] south = new long[ACCOUNTS];
    private final AtomicBoolean writing = new AtomicBoolean(true);
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger apart = new AtomicInteger();
    private final AtomicReference<String> broken = new AtomicReference<>();

    private static TestView bank(String namespace, String name) {
        return new TestView(
                        TestServers.kafka(),
                        namespace,
                        name,
                        "transfers_of_banks",
                        2,
                        List.of("account"),
                        List.of(),
                        List.of(column("account", "BIGINT"), column("balance", "BIGINT"), column("epoch", "BIGINT")))
                .publish();
    }

    @Test
    void rowsOfViewsThatAreReadTogetherAreOfOneMoment() throws Exception {
        String namespace = TestServers.uniqueNamespace();
        try (TestView one = bank(namespace, "bank_north");
                TestView other = bank(namespace, "bank_south");
                RunningViewService service = RunningViewService.start(
                        namespace, TestServers.kafka(), TestServers.redis(), "one", Map.of())) {
            open(one, other);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> service.post("/api/views/read", byQueries("")).statusCode() == 200);
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                boolean byKeys = i % 2 == 0;
                readers.add(Thread.ofVirtual().start(() -> readOn(service, byKeys)));
            }
            for (int epoch = 2; epoch < EPOCHS || reads.get() < READS_MIN && broken.get() == null; epoch++) {
                transfer(one, other, epoch);
            }
            writing.set(false);
            for (Thread reader : readers) {
                reader.join();
            }
        }
        assertThat(broken.get()).as("seed %d", seed).isNull();
        assertThat(reads.get()).isGreaterThanOrEqualTo(READS_MIN);
        assertThat(apart.get()).as("reads at no common position").isLessThan(reads.get() / 10 + 1);
    }

    private void open(TestView one, TestView other) {
        for (int account = 0; account < ACCOUNTS; account++) {
            north[account] = EACH;
            south[account] = EACH;
        }
        one.event();
        one.epoch(
                1,
                IntStream.range(0, ACCOUNTS)
                        .mapToObj(account -> row(account, north, 1))
                        .toArray(RowOf[]::new));
        other.epoch(
                1,
                one.end(),
                IntStream.range(0, ACCOUNTS)
                        .mapToObj(account -> row(account, south, 1))
                        .toArray(RowOf[]::new));
    }

    private static RowOf row(int account, long[] balances, long epoch) {
        return new RowOf(
                account % 2,
                "[" + account + "]",
                "{\"account\":" + account + ",\"balance\":" + balances[account] + ",\"epoch\":" + epoch + "}");
    }

    /** Moves money from the north to the south or back; account 0 tells the epoch. */
    private void transfer(TestView one, TestView other, int epoch) {
        int from = random.nextInt(1, ACCOUNTS);
        int to = random.nextInt(1, ACCOUNTS);
        long amount = random.nextLong(-south[to], north[from] + 1);
        north[from] -= amount;
        south[to] += amount;
        one.event();
        one.epoch(epoch, row(0, north, epoch), row(from, north, epoch));
        other.epoch(epoch, one.end(), row(0, south, epoch), row(to, south, epoch));
    }

    private static String byQueries(String after) {
        return "{\"consistent\":true," + after
                + "\"reads\":[{\"view\":\"bank_north\",\"query\":\"limit=1000&order=balance\"},"
                + "{\"view\":\"bank_south\",\"query\":\"limit=1000\"}]}";
    }

    private static String byKeys(String after) {
        String reads = IntStream.range(0, ACCOUNTS / RequestedReads.KEYS_MAX)
                .mapToObj(part -> reads(part * RequestedReads.KEYS_MAX))
                .collect(Collectors.joining(","));
        return "{\"consistent\":true," + after + "\"reads\":[" + reads + "]}";
    }

    private static String reads(int first) {
        String keys = IntStream.range(first, first + RequestedReads.KEYS_MAX)
                .mapToObj(account -> "[" + account + "]")
                .collect(Collectors.joining(",", "[", "]"));
        return "{\"view\":\"bank_north\",\"keys\":" + keys + "},{\"view\":\"bank_south\",\"keys\":" + keys + "}";
    }

    private void readOn(RunningViewService service, boolean byKeys) {
        String after = "";
        long epochBefore = 0;
        while (writing.get() && broken.get() == null) {
            HttpResponse<String> reply =
                    service.post("/api/views/read", byKeys ? byKeys(after) : byQueries(after), "Prefer", "wait=5");
            reads.incrementAndGet();
            if (reply.statusCode() == 504 || reply.statusCode() == 503) {
                apart.incrementAndGet();
                continue;
            }
            JsonNode answer = JSON.readTree(reply.body());
            long epoch = check(answer, reply.body());
            if (epoch < epochBefore) {
                broken.compareAndSet(null, "epoch " + epoch + " after " + epochBefore);
            }
            epochBefore = epoch;
            after = "\"after\":\"" + answer.path("position").asString() + "\",";
        }
    }

    /** @return the epoch that the rows are of */
    private long check(JsonNode answer, String body) {
        long sum = 0;
        long epoch = -1;
        for (JsonNode result : answer.path("results")) {
            for (JsonNode row : result.path("rows")) {
                sum += row.path("balance").asLong();
                if (row.path("account").asInt() == 0) {
                    long told = row.path("epoch").asLong();
                    if (epoch >= 0 && epoch != told) {
                        broken.compareAndSet(null, "epochs " + epoch + " and " + told);
                    }
                    epoch = told;
                }
            }
        }
        if (!answer.path("consistent").asBoolean(false)) {
            broken.compareAndSet(null, body);
        } else if (sum != 2 * ACCOUNTS * EACH) {
            broken.compareAndSet(null, "sum " + sum);
        }
        return epoch;
    }
}

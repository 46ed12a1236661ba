package io.millrace.views.materialization;

import static io.millrace.views.TestView.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.api.view.ViewIndex;
import io.millrace.testkit.TestServers;
import io.millrace.views.RunningViewService;
import io.millrace.views.TestView;
import io.millrace.views.TestView.RowOf;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Accounts that money moves between: whatever is read, whenever, their sum is what it was at the beginning. */
class ConsistentCutIT {
    private static final Pattern BALANCE = Pattern.compile("\"account\":(\\d+),\"balance\":(-?\\d+)");
    private static final int SINKS = 3;
    private static final int ACCOUNTS = 900;
    private static final int EACH = 100;
    private static final int EPOCHS = 150;
    private static final int READERS = 4;
    private static final int READS_MIN = 1000;

    /** Each in several round trips; the last three by an index. */
    private static final String[] WAYS = {
        "order=account.desc&limit=1000&account=gte.0",
        "limit=1000",
        "order=balance&limit=1000",
        "order=balance.desc&limit=1000",
        "balance=gt.0&order=account.desc&limit=1000"
    };

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final long[] balances = new long[ACCOUNTS];

    @Test
    void readersNeverSeeAMixtureOfEpochs() throws Exception {
        String namespace = TestServers.uniqueNamespace();
        try (TestView view = new TestView(
                        TestServers.kafka(),
                        namespace,
                        "accounts",
                        SINKS,
                        List.of("account"),
                        List.of(column("account", "BIGINT"), column("balance", "BIGINT")));
                // Little memory and no patience, so that epochs are stored ahead and undo rows are trimmed early.
                RunningViewService service = RunningViewService.start(
                        namespace,
                        TestServers.kafka(),
                        TestServers.redis(),
                        "one",
                        Map.of(
                                "millrace.views.materialization.pending-bytes", "60000",
                                "millrace.views.materialization.batch-rows", "50"))) {
            view.indexed(List.of(new ViewIndex(List.of("balance")))).publish();
            open(view);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> sum(service.get("/api/views/accounts/rows?order=balance&limit=1000")) != null);
            AtomicBoolean writing = new AtomicBoolean(true);
            AtomicInteger reads = new AtomicInteger();
            AtomicReference<String> broken = new AtomicReference<>();
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(Thread.ofVirtual().start(() -> read(service, writing, reads, broken)));
            }
            for (int epoch = 2; epoch < EPOCHS || reads.get() < READS_MIN && broken.get() == null; epoch++) {
                transfer(view, epoch);
            }
            writing.set(false);
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(broken.get()).as("seed %d", seed).isNull();
            assertThat(reads.get()).isGreaterThanOrEqualTo(READS_MIN);
            expectModel(service);
        }
    }

    private void open(TestView view) {
        RowOf[] rows = new RowOf[ACCOUNTS];
        for (int account = 0; account < ACCOUNTS; account++) {
            balances[account] = EACH;
            rows[account] = row(account);
        }
        view.event();
        view.epoch(1, rows);
    }

    /** Moves money between accounts; one that is empty is closed, one that gets something is opened. */
    private void transfer(TestView view, int epoch) {
        Set<Integer> touched = new HashSet<>();
        int transfers = random.nextInt(1, epoch % 20 == 0 ? 600 : 40);
        for (int i = 0; i < transfers; i++) {
            int from = random.nextInt(ACCOUNTS);
            int to = random.nextInt(ACCOUNTS);
            long amount = random.nextInt(4) == 0 ? balances[from] : random.nextLong(balances[from] + 1);
            balances[from] -= amount;
            balances[to] += amount;
            touched.add(from);
            touched.add(to);
        }
        view.event();
        view.epoch(epoch, touched.stream().map(this::row).toArray(RowOf[]::new));
    }

    private RowOf row(int account) {
        boolean gone = balances[account] == 0;
        return new RowOf(
                account % SINKS,
                "[" + account + "]",
                gone ? null : "{\"account\":" + account + ",\"balance\":" + balances[account] + "}");
    }

    private static void read(
            RunningViewService service, AtomicBoolean writing, AtomicInteger reads, AtomicReference<String> broken) {
        while (writing.get() && broken.get() == null) {
            HttpResponse<String> reply = service.get("/api/views/accounts/rows?" + WAYS[reads.get() % WAYS.length]);
            if (reply.statusCode() == 503) {
                continue;
            }
            Long sum = sum(reply);
            if (sum == null) {
                broken.compareAndSet(null, "state " + reply.headers().firstValue("Millrace-State"));
            } else if (sum != (long) ACCOUNTS * EACH) {
                broken.compareAndSet(null, "sum " + sum);
            }
            reads.incrementAndGet();
        }
    }

    /** The sum of the balances in a reply; null where the view is not there yet. */
    private static Long sum(HttpResponse<String> reply) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        if (reply.headers().firstValue("Millrace-State").isPresent()) {
            return null;
        }
        long sum = 0;
        Matcher matcher = BALANCE.matcher(reply.body());
        while (matcher.find()) {
            sum += Long.parseLong(matcher.group(2));
        }
        return sum;
    }

    private void expectModel(RunningViewService service) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            for (int account = 0; account < ACCOUNTS; account++) {
                HttpResponse<String> reply = service.get("/api/views/accounts/rows/" + account);
                if (balances[account] == 0) {
                    assertThat(reply.statusCode()).isEqualTo(404);
                } else {
                    assertThat(reply.body())
                            .isEqualTo("{\"account\":" + account + ",\"balance\":" + balances[account] + "}");
                }
            }
        });
    }
}

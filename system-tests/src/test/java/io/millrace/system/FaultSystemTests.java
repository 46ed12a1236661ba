package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every process is killed in turn while clients write and read. Afterwards, for every row of every view: acknowledged ≤
 * counted ≤ acknowledged + unanswered, and the row equals a recomputation from the topic.
 */
@ExtendWith(SharedSuite.class)
@Order(1)
class FaultSystemTests {
    private static final boolean SOAK = Boolean.getBoolean("millrace.soak");
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final long EVENTS = SOAK ? 1_000_000 : 50_000;
    private static final int CLIENTS = 4;
    private static final long PAUSE_MS = SOAK ? 20 : 60;
    private static final int ROUNDS = SOAK ? 3 : 1;
    /** From the kill until every process is READY again; AOT caches are recorded before. */
    private static final Duration BACK_WITHIN = Duration.ofSeconds(30);
    /** From then until each client reads its own writes again, before the next process is killed. */
    private static final Duration READABLE_WITHIN = Duration.ofSeconds(60);
    /** Reads wait five seconds; they are refused while a process is gone that they need, and while views catch up after it. */
    private static final double REFUSED_SHARE_MAX = 0.5;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> VICTIMS = List.of(
            "ingestion-service", "stream-processor-service", "view-service", "gateway", "kafka", "redis", "postgres");

    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: ledger
            version: 1.0.0
            status: active
            schema:
              - name: ledger
                logicalType: object
                properties:
                  - {name: entry_id, logicalType: string, required: true}
                  - {name: account, logicalType: string, required: true, primaryKey: true}
                  - {name: at, logicalType: timestamp, required: true}
                  - {name: amount, logicalType: integer, required: true}
                customProperties:
                  - {property: millrace.eventTime, value: at}
                  - {property: millrace.outOfOrderness, value: 1 day}
            """;
    private static final Map<String, String> VIEWS = Map.of(
            "per_account",
            "CREATE MATERIALIZED VIEW per_account WITH (freshness = '1 second') AS "
                    + "SELECT account, COUNT(*) AS entries, SUM(amount) AS total FROM ledger GROUP BY account",
            "per_amount",
            "CREATE MATERIALIZED VIEW per_amount WITH (freshness = '1 second') AS "
                    + "SELECT amount, COUNT(*) AS entries FROM ledger GROUP BY amount",
            "per_minute",
            "CREATE MATERIALIZED VIEW per_minute WITH (freshness = '1 second', retention = '3650 days') AS "
                    + "SELECT window_start, COUNT(*) AS entries, SUM(amount) AS total "
                    + "FROM TABLE(TUMBLE(TABLE ledger, DESCRIPTOR(at), INTERVAL '1' MINUTE)) "
                    + "GROUP BY window_start, window_end");

    private final Ledger ledger = new Ledger();

    @Test
    void nothingAcknowledgedIsLostAndNothingCountsTwice(Suite suite) throws Exception {
        System.out.printf("seed %d, at least %d events%n", SEED, EVENTS);
        Client client = new Client(suite);
        define(client);
        List<LedgerClient> writers = new ArrayList<>();
        AtomicBoolean ended = new AtomicBoolean();
        for (int i = 0; i < CLIENTS; i++) {
            writers.add(new LedgerClient(i, new Client(suite), ledger, ended, PAUSE_MS, SEED));
        }
        Map<String, Duration> back;
        try (Load load = Load.start(writers, ended)) {
            back = killInTurn(suite, writers);
            while (ledger.acknowledged() < EVENTS) {
                load.pause();
            }
        }
        report(writers, back);
        check(suite, client, writers);
        assertThat(back.values()).allSatisfy(took -> assertThat(took).isLessThan(BACK_WITHIN));
    }

    @AfterEach
    void leaveNoView(Suite suite) throws Exception {
        new Client(suite).drop(VIEWS.keySet());
    }

    private static void define(Client client) throws Exception {
        HttpResponse<String> contract = client.put("/api/contracts/ledger", "application/yaml", CONTRACT);
        assertThat(contract.statusCode()).as(contract.body()).isIn(200, 201);
        for (Map.Entry<String, String> view : VIEWS.entrySet()) {
            HttpResponse<String> created =
                    client.put("/api/views/" + view.getKey(), "application/sql", view.getValue());
            assertThat(created.statusCode()).as(created.body()).isIn(200, 201);
        }
    }

    private Map<String, Duration> killInTurn(Suite suite, List<LedgerClient> writers) throws Exception {
        awaitReads(writers);
        Map<String, Duration> back = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (String victim : VICTIMS) {
                awaitProgress();
                Duration took = suite.awaitReady(suite.kill(victim), Duration.ofMinutes(4));
                Duration readable = awaitReads(writers);
                back.merge(victim, took, (a, b) -> a.compareTo(b) > 0 ? a : b);
                System.out.printf(
                        "%s was killed, all was READY after %d ms, own writes were read again %d ms later%n",
                        victim, took.toMillis(), readable.toMillis());
            }
        }
        return back;
    }

    /** Until some more events were acknowledged, so that each kill hits a running load. */
    private void awaitProgress() {
        long before = ledger.acknowledged();
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> ledger.acknowledged() >= before + 20 * LedgerClient.BATCH_EVENTS);
    }

    /** Until each client has read its own writes once more; returns how long that took. */
    private static Duration awaitReads(List<LedgerClient> writers) {
        long start = System.nanoTime();
        long[] before =
                writers.stream().mapToLong(writer -> writer.readsHeld.get()).toArray();
        org.awaitility.Awaitility.await()
                .atMost(READABLE_WITHIN)
                .until(() -> IntStream.range(0, before.length)
                        .allMatch(i -> writers.get(i).readsHeld.get() > before[i]));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void report(List<LedgerClient> writers, Map<String, Duration> back) {
        Map<String, Long> refused = new TreeMap<>();
        writers.forEach(writer -> writer.readsRefused.forEach((reason, n) -> refused.merge(reason, n, Long::sum)));
        System.out.printf(
                "seed %d: %d events acknowledged, %d unanswered; reads of own writes: %d held, refused %s; back after %s%n",
                SEED, ledger.acknowledged(), ledger.unanswered(), readsHeld(writers), refused, back);
        long refusals = refused.values().stream().mapToLong(n -> n).sum();
        assertThat(refusals).isLessThanOrEqualTo((long) (REFUSED_SHARE_MAX * (refusals + readsHeld(writers))));
    }

    private static long readsHeld(List<LedgerClient> writers) {
        return writers.stream().mapToLong(writer -> writer.readsHeld.get()).sum();
    }

    private void check(Suite suite, Client client, List<LedgerClient> writers) throws Exception {
        assertThat(writers.stream().flatMap(writer -> writer.violations.stream()))
                .isEmpty();
        Recomputed truth = recompute(suite.kafka());
        HttpResponse<String> last = client.post(
                "/api/streams/ledger/events",
                "application/json",
                "{\"entry_id\":\"last\",\"account\":\"last\",\"at\":\"2020-01-01T00:00:00Z\",\"amount\":0}");
        String position = JSON.readTree(last.body()).get("position").asString();
        truth.add("last", "2020-01-01T00:00:00Z", 0);
        ledger.acknowledge("last", 0);

        Map<String, long[]> accounts = byKey(awaitCaughtUp(client, "per_account", position), "account", "total");
        assertThat(accounts.keySet()).isEqualTo(truth.accounts.keySet());
        accounts.forEach((account, row) -> {
            assertThat(row).as("seed %d account %s", SEED, account).isEqualTo(truth.accounts.get(account));
            Ledger.Account known = ledger.account(account);
            assertThat(row[0]).as("seed %d account %s", SEED, account).isBetween(known.acknowledged(), known.atMost());
        });
        assertThat(byKey(awaitCaughtUp(client, "per_minute", position), "window_start", "total"))
                .usingRecursiveComparison()
                .isEqualTo(truth.minutes);
        Map<String, Long> amounts = new HashMap<>();
        awaitCaughtUp(client, "per_amount", position)
                .forEach(row -> amounts.put(
                        row.get("amount").asString(), row.get("entries").asLong()));
        assertThat(amounts).isEqualTo(truth.amounts);
    }

    private static List<JsonNode> awaitCaughtUp(Client client, String view, String position) throws Exception {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> client.get("/api/views/" + view).body().contains("\"lagMs\":0"));
        return client.rows(view, position);
    }

    private static Map<String, long[]> byKey(List<JsonNode> rows, String key, String sum) {
        Map<String, long[]> byKey = new HashMap<>();
        for (JsonNode row : rows) {
            long[] former = byKey.put(
                    row.get(key).asString(),
                    new long[] {row.get("entries").asLong(), row.get(sum).asLong()});
            assertThat(former).as("a key is there once").isNull();
        }
        return byKey;
    }

    /** The views, computed from the topic by plain maps. */
    private static final class Recomputed {
        private final Map<String, long[]> accounts = new HashMap<>();
        private final Map<String, long[]> minutes = new HashMap<>();
        private final Map<String, Long> amounts = new HashMap<>();

        void add(String account, String at, long amount) {
            add(accounts, account, amount);
            add(minutes, at.substring(0, 16) + ":00Z", amount);
            amounts.merge(Long.toString(amount), 1L, Long::sum);
        }

        private static void add(Map<String, long[]> sums, String key, long amount) {
            long[] row = sums.computeIfAbsent(key, k -> new long[2]);
            row[0]++;
            row[1] += amount;
        }
    }

    private static Recomputed recompute(String kafka) {
        Recomputed truth = new Recomputed();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("ledger").stream()
                    .map(info -> new TopicPartition("ledger", info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    JsonNode event = JSON.readTree(record.value());
                    truth.add(
                            event.get("account").asString(),
                            event.get("at").asString(),
                            event.get("amount").asLong());
                }
            }
        }
        return truth;
    }
}

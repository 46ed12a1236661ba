package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Every kind of operator at work while its processor is killed, another copy joins and leaves, and the broker is killed.
 * Afterwards the rows of every view are those that a verification makes anew from the streams.
 */
@ExtendWith(SharedSuite.class)
@Order(2)
class OperatorFaultSystemTests {
    private static final boolean SOAK = Boolean.getBoolean("millrace.soak");
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int CLIENTS = 2;
    private static final int ROUNDS = SOAK ? 5 : 1;
    /** So that the log, which is verified whole beside fourteen views' state, is of one size however many rounds there are. */
    private static final long PAUSE_MS = 100L * ROUNDS;

    private static final long EVENTS_BETWEEN = SOAK ? 5_000 : 800;

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: calls
            version: 1.0.0
            status: active
            schema:
              - name: calls
                logicalType: object
                properties:
                  - {name: call_id, logicalType: string, required: true, primaryKey: true}
                  - {name: caller, logicalType: string, required: true}
                  - {name: at, logicalType: timestamp, required: true}
                  - {name: seconds, logicalType: integer, required: true}
                  - {name: topics, logicalType: array, items: {name: topic, logicalType: string}}
                customProperties:
                  - {property: millrace.eventTime, value: at}
                  - {property: millrace.outOfOrderness, value: 1 minute}
              - name: ratings
                logicalType: object
                properties:
                  - {name: call_id, logicalType: string, required: true, primaryKey: true}
                  - {name: at, logicalType: timestamp, required: true}
                  - {name: stars, logicalType: integer, required: true}
                customProperties:
                  - {property: millrace.eventTime, value: at}
                  - {property: millrace.outOfOrderness, value: 1 minute}
            """;

    private static final String JOINED = " JOIN ratings r ON c.call_id = r.call_id"
            + " AND r.at BETWEEN c.at - INTERVAL '1' MINUTE AND c.at + INTERVAL '1' MINUTE";
    private static final Map<String, String> QUERIES = queries();
    /** Nothing but a retention bounds what they keep. */
    private static final Set<String> UNBOUNDED = Set.of("half_joined");

    private static Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("filtered", "SELECT call_id, caller, seconds FROM calls WHERE seconds > 30");
        queries.put(
                "grouped",
                "SELECT caller, COUNT(*) AS n, SUM(seconds) AS total, MIN(seconds) AS shortest FROM calls GROUP BY caller");
        queries.put(
                "grouped_twice",
                "SELECT n, COUNT(*) AS callers FROM (SELECT caller, COUNT(*) AS n FROM calls GROUP BY caller) GROUP BY n");
        queries.put("made_distinct", "SELECT DISTINCT caller, seconds FROM calls");
        queries.put(
                "first_three",
                "SELECT caller, call_id, seconds, ROW_NUMBER() OVER (PARTITION BY caller ORDER BY seconds DESC) AS place"
                        + " FROM calls QUALIFY place <= 3");
        queries.put(
                "in_sessions",
                "SELECT caller, window_start, window_end, COUNT(*) AS n FROM TABLE(SESSION(TABLE calls, DESCRIPTOR(at),"
                        + " DESCRIPTOR(caller), INTERVAL '2' SECOND)) GROUP BY caller, window_start, window_end");
        queries.put(
                "in_hops",
                "SELECT window_start, window_end, SUM(seconds) AS total FROM TABLE(HOP(TABLE calls, DESCRIPTOR(at),"
                        + " INTERVAL '5' SECOND, INTERVAL '15' SECOND)) GROUP BY window_start, window_end");
        queries.put(
                "running",
                "SELECT caller, call_id, SUM(seconds) OVER (PARTITION BY caller ORDER BY at"
                        + " ROWS BETWEEN 4 PRECEDING AND CURRENT ROW) AS last_five FROM calls");
        queries.put(
                "unnested",
                "SELECT t.topic, COUNT(*) AS n FROM calls CROSS JOIN UNNEST(calls.topics) AS t (topic) GROUP BY t.topic");
        queries.put("joined", "SELECT c.call_id, c.seconds, r.stars FROM calls c" + JOINED);
        queries.put("left_joined", "SELECT c.call_id, c.seconds, r.stars FROM calls c LEFT" + JOINED);
        queries.put(
                "fully_joined",
                "SELECT c.caller, r.stars, COUNT(*) AS n FROM calls c FULL" + JOINED + " GROUP BY c.caller, r.stars");
        queries.put(
                "half_joined",
                "SELECT call_id, seconds FROM calls c WHERE EXISTS (SELECT 1 FROM ratings r WHERE r.call_id = c.call_id)");
        queries.put(
                "united",
                "SELECT what, COUNT(*) AS n FROM (SELECT 'call' AS what FROM calls UNION ALL SELECT 'rating' FROM ratings)"
                        + " GROUP BY what");
        return queries;
    }

    @Test
    void everyOperatorIsRightAfterKillsRebalancesAndABrokersDeath(Suite suite) throws Exception {
        System.out.printf("seed %d%n", SEED);
        Client client = new Client(suite);
        define(client);
        AtomicBoolean ended = new AtomicBoolean();
        List<CallsClient> writers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            writers.add(new CallsClient(i, new Client(suite), ended, PAUSE_MS, SEED));
        }
        try (Load load = Load.start(writers, ended)) {
            for (int round = 0; round < ROUNDS; round++) {
                disturb(round, suite, client, writers);
            }
        }
        for (String view : QUERIES.keySet()) {
            awaitCaughtUp(client, view);
            verify(client, view);
        }
    }

    @AfterEach
    void leaveNoView(Suite suite) throws Exception {
        new Client(suite).drop(QUERIES.keySet());
    }

    private static void define(Client client) throws Exception {
        HttpResponse<String> contract = client.put("/api/contracts/calls", "application/yaml", CONTRACT);
        assertThat(contract.statusCode()).as(contract.body()).isIn(200, 201);
        ArrayNode views = JSON.createArrayNode();
        QUERIES.forEach((name, query) -> views.addObject()
                .put(
                        "sql",
                        "CREATE MATERIALIZED VIEW " + name + " WITH (freshness = '1 second'"
                                + (UNBOUNDED.contains(name) ? ", retention = '1 day'" : "") + ") AS " + query));
        HttpResponse<String> created = client.post(
                "/api/views/batch",
                "application/json",
                JSON.writeValueAsString(JSON.createObjectNode().set("views", views)));
        assertThat(created.statusCode()).as(created.body()).isIn(200, 201);
    }

    private static void disturb(int round, Suite suite, Client client, List<CallsClient> writers) throws Exception {
        awaitEvents(writers);
        suite.awaitReady(suite.kill("stream-processor-service"), Duration.ofMinutes(2));
        awaitEvents(writers);
        try (SecondCopy copy = SecondCopy.start(suite, "stream-processor-service")) {
            copy.awaitReady();
            awaitEvents(writers);
            if (SOAK && round % 2 == 0) {
                copy.kill();
            }
        }
        suite.awaitReady(suite.kill("kafka"), Duration.ofMinutes(2));
        awaitEvents(writers);
        for (String view : QUERIES.keySet()) {
            assertThat(client.get("/api/views/" + view).body()).doesNotContain("\"FAILED\"");
        }
    }

    /** Until some more events were acknowledged. */
    private static void awaitEvents(List<CallsClient> writers) {
        long before = acknowledged(writers);
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> acknowledged(writers) >= before + EVENTS_BETWEEN);
    }

    private static long acknowledged(List<CallsClient> writers) {
        return writers.stream().mapToLong(CallsClient::acknowledged).sum();
    }

    private static void awaitCaughtUp(Client client, String view) {
        Awaitility.await(view)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() ->
                        assertThat(client.get("/api/views/" + view).body()).contains("\"lagMs\":0"));
    }

    private static void verify(Client client, String view) throws Exception {
        HttpResponse<String> answer = client.post("/api/views/" + view + "/verify", "application/json", "");
        String[] lines = answer.body().split("\n");
        JsonNode result = JSON.readTree(lines[lines.length - 1]).path("result");
        assertThat(result.isObject()).as("%s: %s", view, answer.body()).isTrue();
        System.out.printf(
                "%s: %d events, %d rows, %d differences%n",
                view,
                result.get("events").asLong(),
                result.get("rows").asLong(),
                result.get("differences").asLong());
        assertThat(result.get("differences").asLong())
                .as("seed %d, %s: %s", SEED, view, result)
                .isZero();
        assertThat(result.get("rows").asLong()).as(view).isPositive();
    }
}

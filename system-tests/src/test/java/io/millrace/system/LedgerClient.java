package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends events to the stream {@code ledger} at a steady pace, never again what was not answered, and now and then reads its
 * own writes. Where nobody answers it waits a second, and where the answer says Retry-After, as long as that says. Its
 * accounts are its own, so that what it knows of them is exact.
 */
final class LedgerClient implements Runnable {
    /** A soak has a ledger twenty times as large to fill. */
    static final int BATCH_EVENTS = Boolean.getBoolean("millrace.soak") ? 100 : 25;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int ACCOUNTS = 50;
    private static final int READ_EVERY_BATCHES = 20;
    private static final long PAUSE_MS_MAX = 5_000;
    private static final long PAUSE_MS_UNANSWERED = 1_000;
    private static final Pattern CODE = Pattern.compile("\"code\" *: *\"(\\w+)\"");

    private final int number;
    private final Client client;
    private final Ledger ledger;
    private final AtomicBoolean ended;
    private final long pauseMs;
    private final Random random;
    private final Instant begin = Instant.parse("2020-01-01T00:00:00Z");
    private long sequence;
    private long extraPauseMs;
    final AtomicLong readsHeld = new AtomicLong();
    /** By what was answered instead. */
    final Map<String, Long> readsRefused = new ConcurrentHashMap<>();

    final List<String> violations = new ArrayList<>();

    private record Event(String account, long amount, String json) {}

    LedgerClient(int number, Client client, Ledger ledger, AtomicBoolean ended, long pauseMs, long seed) {
        this.number = number;
        this.client = client;
        this.ledger = ledger;
        this.ended = ended;
        this.pauseMs = pauseMs;
        this.random = new Random(seed + number);
    }

    @Override
    public void run() {
        int batches = 0;
        while (!ended.get()) {
            List<Event> batch = batch();
            String position = send(batch);
            if (position != null && ++batches % READ_EVERY_BATCHES == 0) {
                readOwnWrite(batch.getFirst().account(), position);
            }
            java.util.concurrent.locks.LockSupport.parkNanos((pauseMs + extraPauseMs) * 1_000_000);
            extraPauseMs = 0;
        }
    }

    private List<Event> batch() {
        List<Event> batch = new ArrayList<>(BATCH_EVENTS);
        for (int i = 0; i < BATCH_EVENTS; i++) {
            String account = "c" + number + "-" + random.nextInt(ACCOUNTS);
            long amount = random.nextInt(1_000);
            Instant at = begin.plusMillis(sequence * 50);
            String json = "{\"entry_id\":\"" + number + "-" + sequence++ + "\",\"account\":\"" + account
                    + "\",\"at\":\"" + at + "\",\"amount\":" + amount + "}";
            batch.add(new Event(account, amount, json));
        }
        return batch;
    }

    /** Returns the position where every event was acknowledged, else null. */
    private String send(List<Event> batch) {
        String body = String.join("\n", batch.stream().map(Event::json).toList());
        try {
            HttpResponse<String> response = client.post("/api/streams/ledger/events", "application/x-ndjson", body);
            if (response.statusCode() == 200) {
                batch.forEach(event -> ledger.acknowledge(event.account(), event.amount()));
                return JSON.readTree(response.body()).get("position").asString();
            }
            partly(batch, response);
            extraPauseMs = response.headers()
                    .firstValue("Retry-After")
                    .map(seconds -> Math.min(PAUSE_MS_MAX, 1_000 * Long.parseLong(seconds)))
                    .orElse(0L);
        } catch (IOException e) {
            extraPauseMs = PAUSE_MS_UNANSWERED;
            batch.forEach(event -> ledger.leaveUnanswered(event.account()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    /** A 503 says how many were accepted, and from which index on nothing is known. */
    private void partly(List<Event> batch, HttpResponse<String> response) {
        int known = 0;
        if (response.body().contains("\"nextIndex\"")) {
            JsonNode problem = JSON.readTree(response.body());
            known = (int) problem.get("nextIndex").asLong();
        }
        for (int i = 0; i < batch.size(); i++) {
            Event event = batch.get(i);
            if (i < known) {
                ledger.acknowledge(event.account(), event.amount());
            } else {
                ledger.leaveUnanswered(event.account());
            }
        }
    }

    private void readOwnWrite(String account, String position) {
        long atLeast = ledger.account(account).acknowledged();
        try {
            HttpResponse<String> response = client.get(
                    "/api/views/per_account/rows/" + account, "Millrace-After", position, "Prefer", "wait=5");
            if (response.statusCode() != 200) {
                refused(code(response));
                assertHonest(response);
                return;
            }
            long entries = JSON.readTree(response.body()).get("entries").asLong();
            readsHeld.incrementAndGet();
            if (entries < atLeast) {
                violations.add(
                        account + ": " + atLeast + " acknowledged before, " + entries + " read after " + position);
            }
        } catch (IOException e) {
            refused("no answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refused(String reason) {
        readsRefused.merge(reason, 1L, Long::sum);
    }

    private static String code(HttpResponse<String> response) {
        Matcher code = CODE.matcher(response.body());
        return response.statusCode() + (code.find() ? " " + code.group(1) : "");
    }

    /** A read that cannot hold its promise says so; it never answers that the row is not there. */
    private void assertHonest(HttpResponse<String> response) {
        if (response.statusCode() < 500 && response.statusCode() != 429) {
            violations.add("a read of an acknowledged write was answered with " + response.statusCode() + " "
                    + response.body());
        }
        assertThat(response.body()).isNotNull();
    }
}

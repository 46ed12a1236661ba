package io.millrace.system;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends calls and ratings of them, out of order by up to half a minute, at a steady pace. What is not answered is passed over: what
 * counts is what the log has.
 */
final class CallsClient implements Runnable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int BATCH_EVENTS = 30;
    private static final int CALLERS = 40;
    private static final long PAUSE_MS_REFUSED = 1_000;
    private static final int DISORDER_MS = 30_000;

    private final int number;
    private final Client client;
    private final AtomicBoolean ended;
    private final long pauseMs;
    private final Random random;
    private final AtomicLong acknowledged = new AtomicLong();
    private long calls;

    /** @param pauseMs between two batches */
    CallsClient(int number, Client client, AtomicBoolean ended, long pauseMs, long seed) {
        this.number = number;
        this.client = client;
        this.ended = ended;
        this.pauseMs = pauseMs;
        this.random = new Random(seed + number);
    }

    long acknowledged() {
        return acknowledged.get();
    }

    @Override
    public void run() {
        while (!ended.get()) {
            List<String> sentCalls = new ArrayList<>();
            List<String> sentRatings = new ArrayList<>();
            for (int i = 0; i < BATCH_EVENTS; i++) {
                sentCalls.add(call("c" + number + "-" + calls++));
                // Now and then of a call that is not there yet, or never will be.
                if (random.nextInt(3) == 0) {
                    sentRatings.add(rating("c" + number + "-" + Math.max(0, calls - 20 + random.nextInt(25))));
                }
            }
            Collections.shuffle(sentCalls, random);
            boolean taken = send("calls", sentCalls) && send("ratings", sentRatings);
            LockSupport.parkNanos((taken ? pauseMs : PAUSE_MS_REFUSED) * 1_000_000);
        }
    }

    private String call(String id) {
        return JSON.writeValueAsString(JSON.createObjectNode()
                .put("call_id", id)
                .put("caller", "p" + random.nextInt(CALLERS))
                .put("at", time())
                .put("seconds", random.nextInt(100))
                .set(
                        "topics",
                        JSON.createArrayNode().add("t" + random.nextInt(5)).add("t" + random.nextInt(5))));
    }

    private String rating(String id) {
        return JSON.writeValueAsString(
                JSON.createObjectNode().put("call_id", id).put("at", time()).put("stars", random.nextInt(6)));
    }

    private String time() {
        return Instant.now().minusMillis(random.nextInt(DISORDER_MS)).toString();
    }

    private boolean send(String stream, List<String> events) {
        try {
            HttpResponse<String> answer = client.post(
                    "/api/streams/" + stream + "/events", "application/x-ndjson", String.join("\n", events));
            if (answer.statusCode() == 200) {
                acknowledged.addAndGet(events.size());
                return true;
            }
            return false;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

package io.millrace.benchmarks;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stream of events about accounts: its key is the account, one of 1,000; each has one of 100 buckets. */
final class AccountStream {
    static final int ACCOUNTS = 1_000;
    static final int BUCKETS = 100;
    private static final Pattern POSITION = Pattern.compile("\"position\":\"([^\"]*)\"");

    private final SuiteClient client;
    private final String name;
    private final AtomicLong sequence = new AtomicLong();

    AccountStream(SuiteClient client, String name) {
        this.client = client;
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Puts its contract; the same one is there after an earlier run. */
    void define() throws IOException, InterruptedException {
        client.put("/api/contracts/" + name, "application/yaml", """
                apiVersion: v3.1.0
                kind: DataContract
                id: NAME
                version: 1.0.0
                status: active
                schema:
                  - name: NAME
                    logicalType: object
                    properties:
                      - {name: account, logicalType: string, required: true, primaryKey: true}
                      - {name: bucket, logicalType: string, required: true}
                      - {name: at, logicalType: timestamp, required: true}
                      - {name: amount, logicalType: integer, required: true}
                    customProperties:
                      - {property: millrace.eventTime, value: at}
                """.replace("NAME", name));
    }

    /** An event of now, about the next account and bucket. */
    String event() {
        long n = sequence.get();
        return event("a" + n % ACCOUNTS, "b" + n % BUCKETS);
    }

    /** An event of now, as JSON in one line. */
    String event(String account, String bucket) {
        return "{\"account\":\"" + account + "\",\"bucket\":\"" + bucket + "\",\"at\":\"" + Instant.now()
                + "\",\"amount\":" + sequence.incrementAndGet() % 1000 + "}";
    }

    /**
     * Sends NDJSON.
     *
     * @return the position of what was acknowledged
     * @throws IOException also where it is refused
     */
    String send(String lines) throws IOException, InterruptedException {
        String reply = client.post("/api/streams/" + name + "/events", "application/x-ndjson", lines);
        Matcher position = POSITION.matcher(reply);
        if (!position.find()) {
            throw new IOException("the answer to events holds no position: " + reply);
        }
        return position.group(1);
    }
}

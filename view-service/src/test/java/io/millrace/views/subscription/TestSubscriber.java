package io.millrace.views.subscription;

import static org.awaitility.Awaitility.await;

import io.millrace.testkit.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of a subscription that keeps what it was told, and the rows by their column {@code id}. */
final class TestSubscriber implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Map<Integer, JsonNode> rows = new TreeMap<>();
    private final Consumer<Map<Integer, JsonNode>> atHeartbeat;
    private final Stream<String> lines;
    private final Thread reading;
    private volatile String lastId;
    private volatile AssertionError failure;

    record Event(String type, String id, String data) {
        JsonNode json() {
            return JSON.readTree(data);
        }
    }

    /** @param atHeartbeat sees the rows at each heartbeat */
    TestSubscriber(String url, String lastEventId, Consumer<Map<Integer, JsonNode>> atHeartbeat) {
        this.atHeartbeat = atHeartbeat;
        this.lastId = lastEventId;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + TestIdentity.token("read:*"))
                .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            HttpResponse<Stream<String>> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response.statusCode() + ": "
                        + String.join("\n", response.body().toList()));
            }
            lines = response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        reading = Thread.ofVirtual().start(this::read);
    }

    private void read() {
        String[] fields = {"message", null, ""};
        try {
            lines.forEach(line -> {
                if (line.startsWith("event: ")) {
                    fields[0] = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    fields[1] = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    fields[2] = line.substring(6);
                } else if (line.isEmpty() && !fields[2].isEmpty()) {
                    take(new Event(fields[0], fields[1], fields[2]));
                    fields[1] = null;
                    fields[2] = "";
                }
            });
        } catch (UncheckedIOException e) {
            return;
        } catch (AssertionError e) {
            failure = e;
        }
    }

    private void take(Event event) {
        JsonNode data = event.json();
        switch (event.type()) {
            case "reset" -> rows.clear();
            case "snapshot", "upsert" -> rows.put(data.get("id").asInt(), data);
            case "delete" -> rows.remove(data.get("id").asInt());
            case "heartbeat" -> atHeartbeat.accept(rows);
            default -> rows.size();
        }
        if (event.id() != null) {
            lastId = event.id();
        }
        events.add(event);
    }

    /** All events but heartbeats. */
    List<Event> told() {
        return events.stream()
                .filter(event -> !event.type().equals("heartbeat"))
                .toList();
    }

    /** Type and data of each, joined by a space. */
    List<String> texts() {
        return told().stream().map(event -> event.type() + " " + event.data()).toList();
    }

    long heartbeats() {
        return events.size() - told().size();
    }

    String lastId() {
        return lastId;
    }

    TestSubscriber awaitTold(int count) {
        await().atMost(PATIENCE).until(() -> failure != null || told().size() >= count);
        check();
        return this;
    }

    TestSubscriber awaitHeartbeats(int count) {
        await().atMost(PATIENCE).until(() -> failure != null || heartbeats() >= count);
        check();
        return this;
    }

    /** Waits until the answer has ended by itself. */
    TestSubscriber awaitEnd() {
        await().atMost(PATIENCE).until(() -> !reading.isAlive());
        check();
        return this;
    }

    private void check() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}

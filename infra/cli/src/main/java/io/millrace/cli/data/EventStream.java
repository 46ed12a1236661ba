package io.millrace.cli.data;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads Server-Sent Events (WHATWG HTML) line by line, and remembers the last id. Confined to one thread. */
final class EventStream {
    private static final long RETRY_MS = 1_000;
    private static final long RETRY_MS_MAX = 30_000;

    private @Nullable String lastId;
    private long retryMs = RETRY_MS;
    private String type = "";
    private @Nullable String id;
    private @Nullable StringBuilder data;

    /**
     * @param id of this event; null where it has none of its own
     * @param data of one or more lines
     */
    record Event(String type, @Nullable String id, String data) {}

    /** Tells the events of one connection. What was begun in an earlier one is forgotten. */
    void read(Stream<String> lines, Consumer<Event> told) {
        forget();
        lines.forEachOrdered(line -> take(line, told));
    }

    private void forget() {
        type = "message";
        id = null;
        data = null;
    }

    private void take(String line, Consumer<Event> told) {
        if (line.isEmpty()) {
            dispatch(told);
            return;
        }
        int colon = line.indexOf(':');
        String name = colon < 0 ? line : line.substring(0, colon);
        String rest = colon < 0 ? "" : line.substring(colon + 1);
        String value = rest.startsWith(" ") ? rest.substring(1) : rest;
        switch (name) {
            case "event" -> type = value;
            case "id" -> id = value;
            case "data" ->
                data = data == null
                        ? new StringBuilder(value)
                        : data.append('\n').append(value);
            case "retry" ->
                retryMs = value.matches("\\d{1,9}") ? Math.min(Long.parseLong(value), RETRY_MS_MAX) : retryMs;
            default -> {
                // A comment, or a field that is not known.
            }
        }
    }

    private void dispatch(Consumer<Event> told) {
        StringBuilder lines = data;
        if (id != null) {
            lastId = id;
        }
        if (lines != null) {
            told.accept(new Event(type, id, lines.toString()));
        }
        forget();
    }

    /** Null before the first event that has one. */
    @Nullable
    String lastId() {
        return lastId;
    }

    /** How long to wait before connecting again, milliseconds. */
    long retryMs() {
        return retryMs;
    }
}

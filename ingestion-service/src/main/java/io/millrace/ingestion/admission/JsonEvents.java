package io.millrace.ingestion.admission;

import io.millrace.ingestion.IngestionError;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Finds the events in a JSON text that holds one as an object or many as an array. The whole text is checked before the
 * first is handed out, so that a text that breaks off leaves nothing behind.
 */
public final class JsonEvents {
    /** More events in one text are not taken; lines of them have no such bound. */
    public static final int COUNT_MAX = 500_000;

    private final IntConsumer memory;
    private int[] ranges = new int[64];
    private int count;

    private JsonEvents(IntConsumer memory) {
        this.memory = memory;
    }

    /**
     * @param memory is told how many bytes will be needed to note where the events are, before they are taken
     * @throws MillraceException with BODY_TOO_LARGE where there are more than {@value #COUNT_MAX}; with MALFORMED_REQUEST where the text is not JSON in UTF-8, is nested too deep, or is neither
     *     object nor array
     */
    public static JsonEvents in(byte[] bytes, int from, int to, IntConsumer memory) {
        JsonEvents events = new JsonEvents(memory);
        Inspection reader = new Inspection();
        reader.reset(bytes, from, to);
        try {
            events.read(reader);
        } catch (RefusedJson e) {
            throw new MillraceException(
                    CommonError.MALFORMED_REQUEST,
                    "The body cannot be read, and none of it was taken. " + e.detail(),
                    List.of(Violation.at("", e.code().name(), e.detail())));
        }
        return events;
    }

    private void read(Inspection reader) {
        JsonBytes json = reader.json;
        int first = json.next();
        if (first == '{') {
            add(reader);
        } else if (first == '[') {
            json.at++;
            if (json.next() == ']') {
                json.at++;
            } else {
                do {
                    add(reader);
                } while (reader.more(']'));
            }
        } else {
            throw json.unexpected("an object or an array of objects");
        }
        if (json.next() != -1) {
            throw json.unexpected("the end of the body");
        }
    }

    private void add(Inspection reader) {
        if (count == COUNT_MAX) {
            throw new MillraceException(
                    IngestionError.BODY_TOO_LARGE,
                    "The array has more than " + COUNT_MAX
                            + " events, and none of it was taken. Send smaller arrays, or"
                            + " lines as application/x-ndjson.");
        }
        if (2 * count == ranges.length) {
            memory.accept(2 * Integer.BYTES * ranges.length);
            ranges = Arrays.copyOf(ranges, ranges.length * 2);
        }
        reader.json.next();
        ranges[2 * count] = reader.json.at;
        reader.skip();
        ranges[2 * count + 1] = reader.json.at;
        count++;
    }

    /** How many events there are. */
    public int count() {
        return count;
    }

    /** The first byte of an event. */
    public int from(int index) {
        return ranges[2 * index];
    }

    /** The byte after an event's last. */
    public int to(int index) {
        return ranges[2 * index + 1];
    }
}

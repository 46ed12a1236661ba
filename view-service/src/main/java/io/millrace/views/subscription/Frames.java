package io.millrace.views.subscription;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Events of {@code text/event-stream} (WHATWG HTML, Server-Sent Events) on their way to a client. */
final class Frames {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /**
     * @param id null for an event after which nobody may go on
     * @param json of one line, or with line breaks between its tokens, which become spaces
     */
    Frames add(String event, @Nullable String id, byte[] json) {
        out.writeBytes(ascii("event: " + event + (id == null ? "" : "\nid: " + id) + "\ndata: "));
        out.writeBytes(oneLine(json));
        out.write('\n');
        out.write('\n');
        return this;
    }

    private static byte[] oneLine(byte[] json) {
        byte[] line = json;
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '\n' || json[i] == '\r') {
                line = line == json ? json.clone() : line;
                line[i] = ' ';
            }
        }
        return line;
    }

    /** Tells that the connection lives, and nothing to the client's program. */
    Frames comment() {
        out.writeBytes(ascii(":\n\n"));
        return this;
    }

    /** How long a client should wait before it connects again. */
    Frames retry(int ms) {
        out.writeBytes(ascii("retry: " + ms + "\n\n"));
        return this;
    }

    int size() {
        return out.size();
    }

    byte[] take() {
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes;
    }

    static byte[] heartbeat(int version, long epoch) {
        return ascii("{\"version\":" + version + ",\"epoch\":" + epoch + "}");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package io.millrace.processor.stage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds members of a JSON object by their names; they mostly come in the same order, so the next one is tried first. It also
 * knows which of them were seen in the object that is being read. Not thread-safe.
 */
final class MemberNames {
    private final byte[][] names;
    /** Per name the number of the object in which it was last seen. */
    private final long[] seen;

    private long object;
    private int guess;

    /** @param names each once */
    MemberNames(List<String> names) {
        this.names = names.stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.seen = new long[this.names.length];
    }

    int size() {
        return names.length;
    }

    /** A new object begins. */
    void begin() {
        object++;
    }

    /** The number of the name that is the cursor's last string, or -1 where it is none or was there before in this object. */
    int find(JsonCursor cursor) throws UndecodableEvent {
        int name = indexOf(cursor);
        if (name < 0 || seen[name] == object) {
            return -1;
        }
        seen[name] = object;
        return name;
    }

    private int indexOf(JsonCursor cursor) throws UndecodableEvent {
        byte[] bytes = cursor.bytes();
        int from = cursor.from();
        int to = cursor.to();
        if (!cursor.isPlain()) {
            bytes = cursor.text().getBytes(StandardCharsets.UTF_8);
            from = 0;
            to = bytes.length;
        }
        for (int i = 0; i < names.length; i++) {
            int index = guess + i;
            index -= index >= names.length ? names.length : 0;
            byte[] name = names[index];
            if (name.length == to - from && Arrays.equals(name, 0, name.length, bytes, from, to)) {
                guess = index + 1 == names.length ? 0 : index + 1;
                return index;
            }
        }
        return -1;
    }
}

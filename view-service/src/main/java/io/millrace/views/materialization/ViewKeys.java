package io.millrace.views.materialization;

import io.millrace.kernel.Namespace;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The Redis keys of a view version: {@code view:{orders:v1}:rows} and so on, behind the namespace. What stands in braces is
 * the hash tag, so that all of them are in one slot and a script may touch them together.
 *
 * @param lease who writes, text with a time to live
 * @param meta offsets, visible epoch, frontier; a hash
 * @param rows encoded key → JSON of the row; a hash
 * @param index encoded keys in order; a sorted set with score 0
 * @param dead deleted keys that readers may still want → epoch of the deletion; a hash
 * @param undo epochs whose earlier rows are kept, by when they became visible; {@code undo:<epoch>} is a hash of encoded
 *     key → row before that epoch, empty where there was none
 * @param entries entries of all secondary indexes in order; a sorted set with score 0
 * @param stale entries that rows had and readers may still want → epoch of the change; a hash
 */
record ViewKeys(
        byte[] lease, byte[] meta, byte[] rows, byte[] index, byte[] dead, byte[] undo, byte[] entries, byte[] stale) {
    private static final String PREFIX = "view:{";

    static ViewKeys of(Namespace namespace, ViewVersion version) {
        String tag = namespace.of(PREFIX + version.view() + ":v" + version.version() + "}:");
        return new ViewKeys(
                bytes(tag + "lease"),
                bytes(tag + "meta"),
                bytes(tag + "rows"),
                bytes(tag + "index"),
                bytes(tag + "dead"),
                bytes(tag + "undo"),
                bytes(tag + "entries"),
                bytes(tag + "stale"));
    }

    byte[][] forWriting() {
        return new byte[][] {lease, meta, rows, index, dead, undo, entries, stale};
    }

    byte[][] forClaiming() {
        return new byte[][] {lease, meta};
    }

    byte[][] forRow() {
        return new byte[][] {meta, rows, undo};
    }

    byte[][] forCut() {
        return new byte[][] {meta};
    }

    byte[][] forRange(boolean ofEntries) {
        return new byte[][] {meta, rows, ofEntries ? entries : index, undo, stale};
    }

    byte[][] forSizes() {
        return new byte[][] {meta, index, entries};
    }

    byte[][] forLatest() {
        return new byte[][] {rows};
    }

    /** Pattern of every key of every view in the namespace. */
    static byte[] pattern(Namespace namespace) {
        return bytes(namespace.of(PREFIX) + "*");
    }

    /** The version that a key belongs to, or null where it is no key of a view. */
    static @Nullable ViewVersion versionOf(Namespace namespace, byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        String prefix = namespace.of(PREFIX);
        int end = text.indexOf('}');
        int colon = text.lastIndexOf(":v", end);
        if (!text.startsWith(prefix) || colon < prefix.length()) {
            return null;
        }
        try {
            return new ViewVersion(
                    text.substring(prefix.length(), colon), Integer.parseInt(text.substring(colon + 2, end)));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

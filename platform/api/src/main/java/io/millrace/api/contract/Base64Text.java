package io.millrace.api.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as they stand in JSON: Base64 of RFC 4648, section 4, with padding and without line breaks. It is read in the one
 * spelling that an encoder writes: bits behind the last byte are 0. So equal bytes have equal texts, in keys, too.
 *
 * <pre>
 * 01 02 03 04   →   "AQIDBA=="
 * </pre>
 */
public final class Base64Text {
    /** What a text that was refused should look like, for messages. */
    public static final String FORM = "Base64 such as AQIDBA==";

    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < letters.length(); i++) {
            VALUES[letters.charAt(i)] = (byte) i;
        }
    }

    private Base64Text() {}

    /**
     * How many bytes a text stands for.
     *
     * @param text ASCII or UTF-8, of which a range is meant
     * @return -1 where it is not Base64
     */
    public static int length(byte[] text, int from, int to) {
        int padding = padding(text, from, to);
        if ((to - from) % 4 != 0) {
            return -1;
        }
        for (int i = from; i < to - padding; i++) {
            if (text[i] < 0 || VALUES[text[i]] < 0) {
                return -1;
            }
        }
        int unused = padding == 0 ? 0 : VALUES[text[to - padding - 1]] & (padding == 1 ? 0x3 : 0xF);
        return unused != 0 ? -1 : (to - from) / 4 * 3 - padding;
    }

    private static int padding(byte[] text, int from, int to) {
        if (to - from < 4 || text[to - 1] != '=') {
            return 0;
        }
        return text[to - 2] == '=' ? 2 : 1;
    }

    /** The bytes that a range of a text stands for; null where it is not Base64. */
    public static byte @Nullable [] read(byte[] text, int from, int to) {
        return length(text, from, to) < 0 ? null : Base64.getDecoder().decode(Arrays.copyOfRange(text, from, to));
    }

    /** The bytes that a text stands for; null where it is not Base64. */
    public static byte @Nullable [] read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return read(bytes, 0, bytes.length);
    }

    public static String write(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}

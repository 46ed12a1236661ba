package io.millrace.views.serving;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last row of a page: the next page begins behind it, whatever came or went meanwhile. To clients it is opaque text:
 * unpadded base64url of version 1, fingerprint, key length, key, and per order term a length (-1 for null) and UTF-8 text.
 *
 * @param fingerprint of the query that it belongs to
 * @param key encoded
 * @param values of the order's columns, printed; empty in key order
 */
record Cursor(int fingerprint, byte[] key, List<@Nullable String> values) {
    private static final byte VERSION = 1;
    private static final int TEXT_MAX = 16 * 1024;

    String token() {
        List<byte @Nullable []> texts = new ArrayList<>();
        int size = 1 + Integer.BYTES + Integer.BYTES + key.length;
        for (String value : values) {
            byte[] text = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
            texts.add(text);
            size += Integer.BYTES + (text == null ? 0 : text.length);
        }
        ByteBuffer buffer = ByteBuffer.allocate(size).put(VERSION).putInt(fingerprint);
        buffer.putInt(key.length).put(key);
        for (byte[] text : texts) {
            if (text == null) {
                buffer.putInt(-1);
            } else {
                buffer.putInt(text.length).put(text);
            }
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
    }

    /** @throws IllegalArgumentException where the text is no cursor */
    static Cursor parse(String token) {
        if (token.length() > TEXT_MAX) {
            throw new IllegalArgumentException("longer than " + TEXT_MAX + " characters");
        }
        ByteBuffer buffer = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
        try {
            if (buffer.get() != VERSION) {
                throw new IllegalArgumentException("of an unknown version");
            }
            int fingerprint = buffer.getInt();
            byte[] key = bytes(buffer, buffer.getInt());
            List<@Nullable String> values = new ArrayList<>();
            while (buffer.hasRemaining()) {
                int length = buffer.getInt();
                values.add(length < 0 ? null : new String(bytes(buffer, length), StandardCharsets.UTF_8));
            }
            return new Cursor(fingerprint, key, values);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("too short", e);
        }
    }

    private static byte[] bytes(ByteBuffer buffer, int length) {
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}

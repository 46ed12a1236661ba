package io.millrace.processor.step;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are being written: grows, and is cleared and used again. Not thread-safe. */
public final class RowWriter {
    /** Characters up to which a text is copied by a loop rather than by the encoder, which makes an array first. */
    private static final int SHORT_TEXT = 12;

    private byte[] bytes;
    private int size;

    /** @param capacity bytes to begin with, 1 or more */
    public RowWriter(int capacity) {
        bytes = new byte[capacity];
    }

    public RowWriter clear() {
        size = 0;
        return this;
    }

    public int size() {
        return size;
    }

    /** Goes back to a size that was had before, forgetting what was written since. */
    public void truncate(int earlierSize) {
        size = earlierSize;
    }

    /** The buffer itself: its first {@link #size()} bytes are what was written. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    public RowWriter putByte(int value) {
        need(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** Unsigned LEB128: at most 10 bytes, one for 0 to 127. */
    public RowWriter putVarint(long value) {
        need(10);
        byte[] to = bytes;
        int at = size;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            to[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[at++] = (byte) rest;
        size = at;
        return this;
    }

    /**
     * Decimal digits of a number, with zeros in front where it has fewer.
     *
     * @param value 0 or more
     * @param width digits to write, as many as the number has or more, 19 at most
     */
    public RowWriter putDigits(long value, int width) {
        need(width);
        byte[] to = bytes;
        long rest = value;
        for (int at = size + width - 1; at >= size; at--) {
            long tens = rest / 10;
            to[at] = (byte) ('0' + (rest - tens * 10));
            rest = tens;
        }
        size += width;
        return this;
    }

    /** A varint that is short for small negative numbers, too. */
    public RowWriter putZigzag(long value) {
        return putVarint((value << 1) ^ (value >> 63));
    }

    public RowWriter putLong(long value) {
        need(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    public RowWriter putDouble(double value) {
        return putLong(Double.doubleToRawLongBits(value));
    }

    public RowWriter putBytes(byte[] source, int from, int length) {
        need(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    public RowWriter putBytes(byte[] source) {
        return putBytes(source, 0, source.length);
    }

    public RowWriter putAll(RowWriter other) {
        return putBytes(other.bytes, 0, other.size);
    }

    /** Length in bytes as a varint, then UTF-8. */
    public RowWriter putString(String value) {
        int length = value.length();
        if (length > SHORT_TEXT || !putShort(value, length)) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            putVarint(utf8.length).putBytes(utf8);
        }
        return this;
    }

    /** Writes a text of ASCII, letter by letter; false where it is none. */
    private boolean putShort(String value, int length) {
        need(1 + length);
        byte[] to = bytes;
        int at = size;
        to[at++] = (byte) length;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                return false;
            }
            to[at++] = (byte) c;
        }
        size = at;
        return true;
    }

    private void need(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}

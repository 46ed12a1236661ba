package io.millrace.processor.step;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what a {@link RowWriter} wrote. Not thread-safe. Reading beyond the end is an ArrayIndexOutOfBoundsException. */
public final class RowReader {
    private byte[] bytes;
    private int position;
    private int end;

    public RowReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** @param end one past the last byte */
    public RowReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.position = from;
        this.end = end;
    }

    /** Reads other bytes from now on. */
    public RowReader reset(byte[] other) {
        bytes = other;
        position = 0;
        end = other.length;
        return this;
    }

    public boolean hasMore() {
        return position < end;
    }

    public int position() {
        return position;
    }

    public byte[] array() {
        return bytes;
    }

    public int getByte() {
        return bytes[position++] & 0xFF;
    }

    public long getVarint() {
        long value = 0;
        int shift = 0;
        byte b;
        do {
            if (shift > 63) {
                throw new IllegalStateException("varint is longer than 10 bytes at " + position);
            }
            b = bytes[position++];
            value |= (b & 0x7FL) << shift;
            shift += 7;
        } while (b < 0);
        return value;
    }

    public long getZigzag() {
        long value = getVarint();
        return (value >>> 1) ^ -(value & 1);
    }

    public long getLong() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | getByte();
        }
        return value;
    }

    public double getDouble() {
        return Double.longBitsToDouble(getLong());
    }

    public byte[] getBytes(int length) {
        byte[] copy = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return copy;
    }

    public String getString() {
        int length = (int) getVarint();
        String value = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return value;
    }
}

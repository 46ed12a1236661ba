package io.millrace.api.changelog;

import java.nio.ByteBuffer;

/** Unsigned LEB128 of non-negative longs, at most 9 bytes. */
final class Varint {
    static final int BYTES_MAX = 9;

    private Varint() {}

    static void put(ByteBuffer buffer, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
    }

    static long get(ByteBuffer buffer) {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            byte b = buffer.get();
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("varint is longer than 9 bytes");
    }

    static int size(long value) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
    }
}

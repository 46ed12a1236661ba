package io.millrace.processor.step;

/** Hash of bytes that is the same in every process and release: it decides which partition a group lives in. */
public final class StableHash {
    private StableHash() {}

    /** MurmurHash3 (x86, 32 bit, seed 0) of the first {@code length} bytes. */
    public static int of(byte[] bytes, int length) {
        int hash = 0;
        int blocks = length & ~3;
        for (int i = 0; i < blocks; i += 4) {
            int k = bytes[i] & 0xFF | (bytes[i + 1] & 0xFF) << 8 | (bytes[i + 2] & 0xFF) << 16 | bytes[i + 3] << 24;
            hash ^= scramble(k);
            hash = Integer.rotateLeft(hash, 13) * 5 + 0xE6546B64;
        }
        int tail = 0;
        for (int i = length - 1; i >= blocks; i--) {
            tail = tail << 8 | bytes[i] & 0xFF;
        }
        hash ^= scramble(tail);
        hash ^= length;
        hash ^= hash >>> 16;
        hash *= 0x85EBCA6B;
        hash ^= hash >>> 13;
        hash *= 0xC2B2AE35;
        return hash ^ hash >>> 16;
    }

    private static int scramble(int k) {
        return Integer.rotateLeft(k * 0xCC9E2D51, 15) * 0x1B873593;
    }
}

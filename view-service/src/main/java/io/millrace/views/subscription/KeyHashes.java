package io.millrace.views.subscription;

import java.util.concurrent.Semaphore;

/**
 * A set of keys by their hash of 64 bits; two keys of a million share one with a probability below 1 in 10 million. Its size is taken
 * from a budget. Confined to one thread.
 */
final class KeyHashes {
    private static final int SLOTS_MIN = 64;
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private final Semaphore budget;
    private long[] slots = new long[0];
    private int size;

    KeyHashes(Semaphore budget) {
        this.budget = budget;
    }

    /** Returns false where the budget is used up. */
    boolean add(byte[] key) {
        long hash = hash(key);
        if (size * 2 >= slots.length && !grow()) {
            return false;
        }
        int slot = slot(hash);
        if (slots[slot] == 0) {
            slots[slot] = hash;
            size++;
        }
        return true;
    }

    boolean contains(byte[] key) {
        return size > 0 && slots[slot(hash(key))] != 0;
    }

    /** Returns whether it was there. */
    boolean remove(byte[] key) {
        if (!contains(key)) {
            return false;
        }
        int hole = slot(hash(key));
        slots[hole] = 0;
        size--;
        // Those behind it may stand there only because it stood in their way.
        for (int next = hole + 1 & slots.length - 1; slots[next] != 0; next = next + 1 & slots.length - 1) {
            long moved = slots[next];
            slots[next] = 0;
            slots[slot(moved)] = moved;
        }
        return true;
    }

    void clear() {
        budget.release(slots.length / 2);
        slots = new long[0];
        size = 0;
    }

    private boolean grow() {
        int length = Math.max(SLOTS_MIN, slots.length * 2);
        if (!budget.tryAcquire((length - slots.length) / 2)) {
            return false;
        }
        long[] before = slots;
        slots = new long[length];
        for (long hash : before) {
            if (hash != 0) {
                slots[slot(hash)] = hash;
            }
        }
        return true;
    }

    /** Where a hash stands, or would. */
    private int slot(long hash) {
        int slot = (int) hash & slots.length - 1;
        while (slots[slot] != 0 && slots[slot] != hash) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    /** FNV-1a, then the finalizer of MurmurHash3; never 0. */
    private static long hash(byte[] key) {
        long hash = OFFSET;
        for (byte b : key) {
            hash = (hash ^ b & 0xFF) * PRIME;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return hash == 0 ? 1 : hash;
    }
}

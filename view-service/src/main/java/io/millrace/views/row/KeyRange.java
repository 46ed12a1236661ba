package io.millrace.views.row;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of encoded keys.
 *
 * @param from first key in it; null for the first there is
 * @param fromInclusive whether {@code from} itself is in it
 * @param to end of it, never in it; null for past the last there is
 */
public record KeyRange(byte @Nullable [] from, boolean fromInclusive, byte @Nullable [] to) {
    public static final KeyRange ALL = new KeyRange(null, true, null);

    /** Every key that begins with these bytes. */
    public static KeyRange startingWith(byte[] prefix) {
        return prefix.length == 0 ? ALL : new KeyRange(prefix, true, behind(prefix));
    }

    /** The part of this range that lies after a key. */
    public KeyRange after(byte @Nullable [] key) {
        return key == null ? this : new KeyRange(key, false, to);
    }

    /** The part of this range that lies before a key. */
    public KeyRange before(byte[] key) {
        return new KeyRange(from, fromInclusive, key);
    }

    /** The keys that are in this range and in the other one. */
    public KeyRange and(KeyRange other) {
        int order = order(from, other.from);
        boolean inclusive =
                order == 0 ? fromInclusive && other.fromInclusive : (order > 0 ? this : other).fromInclusive;
        return new KeyRange(order >= 0 ? from : other.from, inclusive, lesser(to, other.to));
    }

    public boolean contains(byte[] key) {
        int order = from == null ? 1 : Arrays.compareUnsigned(key, from);
        return (order > 0 || order == 0 && fromInclusive) && (to == null || Arrays.compareUnsigned(key, to) < 0);
    }

    /** Whether no key can be in it. */
    public boolean isEmpty() {
        return from != null && to != null && Arrays.compareUnsigned(from, to) >= 0;
    }

    /** Of beginnings, of which null is the first. */
    private static int order(byte @Nullable [] a, byte @Nullable [] b) {
        if (a == null || b == null) {
            return a == b ? 0 : a == null ? -1 : 1;
        }
        return Arrays.compareUnsigned(a, b);
    }

    private static byte @Nullable [] lesser(byte @Nullable [] a, byte @Nullable [] b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return Arrays.compareUnsigned(a, b) <= 0 ? a : b;
    }

    /** The first byte string that is greater than every one with this prefix, or null where there is none. */
    static byte @Nullable [] behind(byte[] prefix) {
        for (int i = prefix.length - 1; i >= 0; i--) {
            if (prefix[i] != (byte) 0xFF) {
                byte[] next = Arrays.copyOf(prefix, i + 1);
                next[i]++;
                return next;
            }
        }
        return null;
    }
}

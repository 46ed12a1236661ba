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
        return prefix.length == 0 ? ALL : new KeyRange(prefix, true, after(prefix));
    }

    /** The part of this range that lies after a key. */
    public KeyRange after(byte @Nullable [] key, boolean descending) {
        if (key == null) {
            return this;
        }
        return descending ? new KeyRange(from, fromInclusive, key) : new KeyRange(key, false, to);
    }

    /** The first byte string that is greater than every one with this prefix, or null where there is none. */
    static byte @Nullable [] after(byte[] prefix) {
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

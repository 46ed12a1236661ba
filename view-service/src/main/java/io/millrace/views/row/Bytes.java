package io.millrace.views.row;

import io.millrace.api.contract.Base64Text;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The value of a VARBINARY. The order is that of its bytes without sign, then the shorter comes first. */
public final class Bytes implements Comparable<Bytes> {
    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * @param base64 as it stands in rows, or in the alphabet for URLs, which has - and _ for + and /
     * @throws IllegalArgumentException where it is neither
     */
    static Bytes parse(String base64) {
        byte[] bytes = Base64Text.read(base64.replace('-', '+').replace('_', '/'));
        if (bytes == null) {
            throw new IllegalArgumentException("'" + base64 + "' is not " + Base64Text.FORM);
        }
        return new Bytes(bytes);
    }

    byte[] array() {
        return bytes;
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes same && Arrays.equals(bytes, same.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Base64, as in rows. */
    @Override
    public String toString() {
        return Base64Text.write(bytes);
    }
}

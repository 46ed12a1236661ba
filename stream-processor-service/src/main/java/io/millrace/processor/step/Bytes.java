package io.millrace.processor.step;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The value of a VARBINARY, which is never changed. The order is that of its bytes without sign, then the shorter comes first. */
public final class Bytes implements Comparable<Bytes> {
    private final byte[] bytes;
    private int hash;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param bytes are not copied, and not to be changed any more */
    public static Bytes of(byte... bytes) {
        return new Bytes(bytes);
    }

    public int length() {
        return bytes.length;
    }

    /** The bytes themselves, which are not to be changed. */
    public byte[] array() {
        return bytes;
    }

    /**
     * Some of them.
     *
     * @param from the first, from 0
     * @param to one past the last
     */
    public Bytes slice(int from, int to) {
        return from == 0 && to == bytes.length ? this : new Bytes(Arrays.copyOfRange(bytes, from, to));
    }

    /** As they stand in JSON. */
    public String toBase64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    void write(RowWriter out) {
        out.putVarint(bytes.length).putBytes(bytes);
    }

    static Bytes read(RowReader in) {
        return new Bytes(in.getBytes((int) in.getVarint()));
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
        if (hash == 0) {
            hash = Arrays.hashCode(bytes);
        }
        return hash;
    }

    /** As SQL writes it: {@code X'0AFF'}. */
    @Override
    public String toString() {
        return "X'" + HexFormat.of().withUpperCase().formatHex(bytes) + "'";
    }
}

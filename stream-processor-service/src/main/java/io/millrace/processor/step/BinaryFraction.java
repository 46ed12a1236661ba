package io.millrace.processor.step;

import java.math.BigInteger;

/**
 * An exact number, {@code value} · 2<sup>{@code exponent}</sup>: what doubles are, and sums and products of them.
 *
 * <pre>
 * 0.75 = 3 · 2^-2,   1024 = 1 · 2^10
 * </pre>
 */
record BinaryFraction(BigInteger value, int exponent) {
    static final BinaryFraction ZERO = new BinaryFraction(BigInteger.ZERO, 0);
    private static final int FRACTION_BITS = 52;

    /** @param number finite */
    static BinaryFraction of(double number) {
        long bits = Double.doubleToRawLongBits(number);
        long fraction = bits & (1L << FRACTION_BITS) - 1;
        int exponent = Math.max(Math.getExponent(number), Double.MIN_EXPONENT) - FRACTION_BITS;
        long whole = Math.abs(number) < Double.MIN_NORMAL ? fraction : fraction | 1L << FRACTION_BITS;
        return new BinaryFraction(BigInteger.valueOf(bits < 0 ? -whole : whole), exponent);
    }

    BinaryFraction plus(BinaryFraction other) {
        if (exponent > other.exponent) {
            return other.plus(this);
        }
        return new BinaryFraction(value.add(other.value.shiftLeft(other.exponent - exponent)), exponent);
    }

    BinaryFraction minus(BinaryFraction other) {
        return plus(new BinaryFraction(other.value.negate(), other.exponent));
    }

    BinaryFraction times(BinaryFraction other) {
        return new BinaryFraction(value.multiply(other.value), exponent + other.exponent);
    }

    BinaryFraction times(long factor) {
        return new BinaryFraction(value.multiply(BigInteger.valueOf(factor)), exponent);
    }

    /** Times 2<sup>{@code power}</sup>. */
    BinaryFraction scaled(int power) {
        return new BinaryFraction(value, exponent + power);
    }
}

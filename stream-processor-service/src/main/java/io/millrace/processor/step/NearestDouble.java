package io.millrace.processor.step;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The double that is nearest to an exact quotient, or to the root of one: rounded once, half to even. The quotient is cut off
 * far behind the bits of a double, and its last bit says whether anything was cut off.
 *
 * <pre>
 * 1 / 3   →   0x1.5555555555555p-2        √(1 / 4)   →   0.5
 * </pre>
 */
final class NearestDouble {
    /** Bits of a quotient; its root has half of them, and a double 53. */
    private static final int BITS = 136;

    private NearestDouble() {}

    /** Of a number. */
    static double of(BinaryFraction number) {
        return number.value().signum() < 0
                ? -of(new BinaryFraction(number.value().negate(), number.exponent()), BigInteger.ONE, false)
                : of(number, BigInteger.ONE, false);
    }

    /**
     * Of {@code top / bottom}, or of its root.
     *
     * @param top not negative
     * @param bottom more than 0
     */
    static double of(BinaryFraction top, BigInteger bottom, boolean root) {
        int shift = BITS - top.value().bitLength() + bottom.bitLength();
        if ((shift - top.exponent() & 1) != 0) {
            shift++;
        }
        BigInteger[] parts = shift >= 0
                ? top.value().shiftLeft(shift).divideAndRemainder(bottom)
                : top.value().divideAndRemainder(bottom.shiftLeft(-shift));
        boolean exact = parts[1].signum() == 0;
        int exponent = top.exponent() - shift;
        if (root) {
            parts = parts[0].sqrtAndRemainder();
            exact &= parts[1].signum() == 0;
            exponent /= 2;
        }
        return scaled(exact ? parts[0] : parts[0].setBit(0), exponent);
    }

    /** {@code value} · 2<sup>exponent</sup>. */
    private static double scaled(BigInteger value, int exponent) {
        double near = Math.scalb(value.doubleValue(), exponent);
        return near >= Double.MIN_NORMAL || value.signum() == 0
                ? near
                : new BigDecimal(value)
                        .multiply(new BigDecimal(0.5).pow(-exponent))
                        .doubleValue();
    }
}

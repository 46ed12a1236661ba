package io.millrace.processor.step;

import java.util.Arrays;

/**
 * Sum of doubles without rounding error, so that it does not depend on the order of its terms, can be merged and can take
 * terms back. It is rounded once, to the nearest double, when asked for.
 *
 * <p>A finite sum is kept as an expansion: doubles of growing size that do not overlap and whose exact sum it is (J. R.
 * Shewchuk, Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates, 1997). Terms of 2^900 and more
 * have an expansion of their own, scaled by 2^-200, so that no intermediate value overflows. NaN and the infinities are
 * counted apart. An expansion has at most 40 parts; of usual data two or three.
 */
final class ExactSum {
    private static final double LARGE = 0x1p900;
    /** A term of this size could be LARGE when it is multiplied by a weight. */
    private static final double LARGE_REPEATED = 0x1p800;

    private static final double DOWN = 0x1p-200;
    private static final int SCALED_BITS = 200;

    private final Expansion usual = new Expansion();
    private final Expansion large = new Expansion();
    private long nans;
    private long positiveInfinities;
    private long negativeInfinities;

    /** Adds {@code weight} times the value; a negative weight takes terms back. */
    void add(double value, long weight) {
        if (Double.isNaN(value)) {
            nans += weight;
        } else if (value == Double.POSITIVE_INFINITY) {
            positiveInfinities += weight;
        } else if (value == Double.NEGATIVE_INFINITY) {
            negativeInfinities += weight;
        } else if (weight == 1 || weight == -1) {
            addFinite(weight * value);
        } else {
            addRepeated(value, weight);
        }
    }

    /** Multiples of a power of two are exact: one term per bit of the weight. */
    private void addRepeated(double value, long weight) {
        double term = weight < 0 ? -value : value;
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((Math.abs(weight) >>> bit & 1) != 0) {
                if (Math.abs(term) >= LARGE_REPEATED) {
                    large.add(Math.scalb(term * DOWN, bit));
                } else {
                    usual.add(Math.scalb(term, bit));
                }
            }
        }
    }

    private void addFinite(double value) {
        if (Math.abs(value) >= LARGE) {
            large.add(value * DOWN);
        } else {
            usual.add(value);
        }
    }

    void merge(ExactSum other) {
        for (int i = 0; i < other.usual.size; i++) {
            usual.add(other.usual.parts[i]);
        }
        for (int i = 0; i < other.large.size; i++) {
            large.add(other.large.parts[i]);
        }
        nans += other.nans;
        positiveInfinities += other.positiveInfinities;
        negativeInfinities += other.negativeInfinities;
    }

    /** The sum as IEEE 754 has it, rounded once; an infinity where it is beyond the largest double. */
    double value() {
        if (nans > 0 || positiveInfinities > 0 && negativeInfinities > 0) {
            return Double.NaN;
        }
        if (positiveInfinities > 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (negativeInfinities > 0) {
            return Double.NEGATIVE_INFINITY;
        }
        return large.size == 0 ? usual.rounded() : NearestDouble.of(exact());
    }

    /** Whether all terms are finite. */
    boolean isFinite() {
        return nans <= 0 && positiveInfinities <= 0 && negativeInfinities <= 0;
    }

    /** The sum of the finite terms. */
    BinaryFraction exact() {
        return usual.exact().plus(large.exact().scaled(SCALED_BITS));
    }

    /** Flags of what follows, counts of the special values, then the parts. */
    void write(RowWriter out) {
        boolean special = (nans | positiveInfinities | negativeInfinities) != 0;
        out.putVarint((long) usual.size << 2 | (large.size > 0 ? 2 : 0) | (special ? 1 : 0));
        usual.write(out);
        if (large.size > 0) {
            out.putVarint(large.size);
            large.write(out);
        }
        if (special) {
            out.putZigzag(nans).putZigzag(positiveInfinities).putZigzag(negativeInfinities);
        }
    }

    /** Adds what was written. */
    void merge(RowReader in) {
        long head = in.getVarint();
        for (long i = head >>> 2; i > 0; i--) {
            usual.add(in.getDouble());
        }
        if ((head & 2) != 0) {
            for (long i = in.getVarint(); i > 0; i--) {
                large.add(in.getDouble());
            }
        }
        if ((head & 1) != 0) {
            nans += in.getZigzag();
            positiveInfinities += in.getZigzag();
            negativeInfinities += in.getZigzag();
        }
    }

    /** Doubles in growing order of size that do not overlap. */
    private static final class Expansion {
        private double[] parts = new double[2];
        private int size;

        void add(double term) {
            double carry = term;
            int kept = 0;
            for (int i = 0; i < size; i++) {
                double part = parts[i];
                double high = carry + part;
                double low = Math.abs(carry) < Math.abs(part) ? carry - (high - part) : part - (high - carry);
                if (low != 0) {
                    parts[kept++] = low;
                }
                carry = high;
            }
            if (carry != 0) {
                if (kept == parts.length) {
                    parts = Arrays.copyOf(parts, kept * 2);
                }
                parts[kept++] = carry;
            }
            size = kept;
        }

        /** Round half to even over all parts: as math.fsum of Python does it. */
        double rounded() {
            int i = size;
            if (i == 0) {
                return 0.0;
            }
            double high = parts[--i];
            double low = 0;
            while (i > 0) {
                double before = high;
                double next = parts[--i];
                high = before + next;
                low = next - (high - before);
                if (low != 0) {
                    break;
                }
            }
            if (i > 0 && (low < 0 && parts[i - 1] < 0 || low > 0 && parts[i - 1] > 0)) {
                double twice = low * 2;
                double up = high + twice;
                if (twice == up - high) {
                    high = up;
                }
            }
            return high;
        }

        BinaryFraction exact() {
            BinaryFraction sum = BinaryFraction.ZERO;
            for (int i = 0; i < size; i++) {
                sum = sum.plus(BinaryFraction.of(parts[i]));
            }
            return sum;
        }

        void write(RowWriter out) {
            for (int i = 0; i < size; i++) {
                out.putDouble(parts[i]);
            }
        }
    }
}

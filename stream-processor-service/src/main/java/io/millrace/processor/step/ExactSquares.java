package io.millrace.processor.step;

/**
 * Sum of squares of doubles without rounding error. A square is two doubles, the product and what was rounded off it, which
 * a fused multiply-add gives (T. J. Dekker, A Floating-Point Technique for Extending the Available Precision, 1971). Both are
 * exact as long as neither overflows nor underflows, so values of 2^500 and more, and those below 2^-400, have a sum of their
 * own, in which they are scaled by 2^-600 and 2^600. Values that are not finite are left out.
 */
final class ExactSquares {
    private static final double LARGE = 0x1p500;
    private static final double SMALL = 0x1p-400;
    private static final double DOWN = 0x1p-600;
    private static final double UP = 0x1p600;
    private static final int SCALED_BITS = 1200;

    private final ExactSum usual = new ExactSum();
    private final ExactSum large = new ExactSum();
    private final ExactSum small = new ExactSum();

    /** Adds {@code weight} times the value's square. */
    void add(double value, long weight) {
        double size = Math.abs(value);
        if (size >= LARGE) {
            if (size <= Double.MAX_VALUE) {
                addSquare(large, size * DOWN, weight);
            }
        } else if (size >= SMALL) {
            addSquare(usual, size, weight);
        } else if (size > 0) {
            addSquare(small, size * UP, weight);
        }
    }

    private static void addSquare(ExactSum sum, double value, long weight) {
        double square = value * value;
        double rest = Math.fma(value, value, -square);
        sum.add(square, weight);
        if (rest != 0) {
            sum.add(rest, weight);
        }
    }

    BinaryFraction exact() {
        return usual.exact()
                .plus(large.exact().scaled(SCALED_BITS))
                .plus(small.exact().scaled(-SCALED_BITS));
    }

    void write(RowWriter out) {
        usual.write(out);
        large.write(out);
        small.write(out);
    }

    /** Adds what was written. */
    void merge(RowReader in) {
        usual.merge(in);
        large.merge(in);
        small.merge(in);
    }
}

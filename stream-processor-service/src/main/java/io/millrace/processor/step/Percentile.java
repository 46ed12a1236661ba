package io.millrace.processor.step;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * APPROX_PERCENTILE over a histogram beside the group: the values, of which only the leading {@value #BITS} binary digits are kept, with how
 * often they came. So it takes values back, does not depend on their order, and holds at most {@code 2^(BITS - 1)} numbers for each
 * power of two between the least and the greatest. Integers up to 1,024 are exact, others at most 0.2 percent nearer to zero.
 *
 * <pre>
 * APPROX_PERCENTILE(v, 0.5):   +12 +7 +1000003 -7 +9   →   9 once, 12 once, 999424 once   →   12
 * </pre>
 *
 * A DECIMAL counts as the DOUBLE nearest to it.
 */
record Percentile(BigDecimal fraction, int index, Bags bags) implements Listed {
    private static final int BITS = 10;
    private static final long KEPT = -1L << (53 - BITS);

    @Override
    public boolean once() {
        return false;
    }

    @Override
    public void add(Group group, Object value, long weight) {
        bags.add(group.key, index, kept(((Number) value).doubleValue()), weight);
    }

    private static Object kept(double value) {
        return Double.isFinite(value) ? Double.longBitsToDouble(Double.doubleToLongBits(value) & KEPT) : value;
    }

    @Override
    public @Nullable Object result(Group group) {
        long[] count = new long[1];
        bags.forEach(group.key, index, (value, weight) -> count[0] += weight);
        if (count[0] <= 0) {
            return null;
        }
        Find find = new Find(rank(count[0]));
        bags.forEach(group.key, index, find::pass);
        return find.found;
    }

    /** The nearest rank, from 1. */
    private long rank(long count) {
        return Math.max(
                1,
                fraction.multiply(BigDecimal.valueOf(count))
                        .setScale(0, RoundingMode.CEILING)
                        .longValueExact());
    }

    private static final class Find {
        private long left;
        private @Nullable Object found;

        Find(long rank) {
            this.left = rank;
        }

        void pass(Object value, long weight) {
            if (left > 0) {
                found = value;
            }
            left -= weight;
        }
    }
}

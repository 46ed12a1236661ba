package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NearestDoubleProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    @Test
    void quotientsAndRootsAreRoundedOnce() {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 30_000; trial++) {
            boolean root = random.nextBoolean();
            BigInteger bottom = new BigInteger(1 + random.nextInt(120), random).add(BigInteger.ONE);
            BinaryFraction top = top(random, bottom, root);
            double found = NearestDouble.of(top, bottom, root);
            assertThat(isNearest(found, exact(top), new BigDecimal(bottom), root))
                    .as("seed %d, trial %d: %s / %s, root %s, is %s", SEED, trial, top, bottom, root, found)
                    .isTrue();
        }
    }

    /** Any, or one whose result lies in the middle of two doubles, also of two small ones. */
    private static BinaryFraction top(Random random, BigInteger bottom, boolean root) {
        if (random.nextInt(3) == 0) {
            int range = random.nextInt(3) == 0 ? 2000 : 60;
            BigInteger value = new BigInteger(random.nextInt(300), random);
            return new BinaryFraction(value, random.nextInt(range) - range / 2);
        }
        double value = Math.scalb(1 + random.nextDouble(), -random.nextInt(random.nextInt(4) == 0 ? 1074 : 50));
        BinaryFraction middle = BinaryFraction.of(value)
                .plus(BinaryFraction.of(Math.nextUp(value)))
                .scaled(-1);
        BinaryFraction wanted = root ? middle.times(middle) : middle;
        BinaryFraction exact = new BinaryFraction(wanted.value().multiply(bottom), wanted.exponent());
        return random.nextBoolean() ? exact : exact.plus(new BinaryFraction(BigInteger.ONE, exact.exponent() - 9));
    }

    /** Whether the exact value lies between the middles to the next doubles, and on one only where the double is even. */
    private static boolean isNearest(double found, BigDecimal top, BigDecimal bottom, boolean root) {
        int above = Double.isInfinite(found) ? -1 : compareToMiddle(found, Math.nextUp(found), top, bottom, root);
        int below = found == 0 ? 1 : compareToMiddle(found, Math.nextDown(found), top, bottom, root);
        boolean even = (Double.doubleToRawLongBits(found) & 1) == 0;
        return above < 0 && below > 0 || even && above <= 0 && below >= 0;
    }

    private static int compareToMiddle(double found, double next, BigDecimal top, BigDecimal bottom, boolean root) {
        BigDecimal middle = exact(found).add(exact(next)).divide(TWO);
        return top.compareTo((root ? middle.pow(2) : middle).multiply(bottom));
    }

    /** Infinity stands where the next double would be. */
    private static BigDecimal exact(double number) {
        return Double.isInfinite(number) ? TWO.pow(1024) : new BigDecimal(number);
    }

    private static BigDecimal exact(BinaryFraction fraction) {
        BigDecimal power = fraction.exponent() < 0 ? new BigDecimal(0.5) : TWO;
        return new BigDecimal(fraction.value()).multiply(power.pow(Math.abs(fraction.exponent())));
    }

    @Test
    void whatIsBeyondTheRangeOfDoublesIsInfiniteOrZero() {
        BinaryFraction huge = new BinaryFraction(BigInteger.ONE, 3000);
        BinaryFraction tiny = new BinaryFraction(BigInteger.ONE, -3000);
        assertThat(NearestDouble.of(huge, BigInteger.TEN, false)).isInfinite();
        assertThat(NearestDouble.of(huge, BigInteger.TEN, true)).isInfinite();
        assertThat(NearestDouble.of(tiny, BigInteger.TEN, false)).isZero();
        assertThat(NearestDouble.of(tiny, BigInteger.TEN, true)).isZero();
        assertThat(NearestDouble.of(BinaryFraction.ZERO, BigInteger.TEN, true)).isZero();
        assertThat(NearestDouble.of(new BinaryFraction(BigInteger.ONE, 2000), BigInteger.ONE, true))
                .isEqualTo(0x1p1000);
    }

    @Test
    void fractionsAreTheDoublesThatTheyAreOf() {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 10_000; trial++) {
            double left = number(random);
            double right = number(random);
            BinaryFraction a = BinaryFraction.of(left);
            BinaryFraction b = BinaryFraction.of(right);
            assertThat(NearestDouble.of(a)).isEqualTo(left + 0.0);
            assertThat(exact(a.minus(b))).isEqualByComparingTo(new BigDecimal(left).subtract(new BigDecimal(right)));
            assertThat(exact(a.times(b).times(-3)))
                    .isEqualByComparingTo(
                            new BigDecimal(left).multiply(new BigDecimal(right)).multiply(BigDecimal.valueOf(-3)));
        }
    }

    private static double number(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> 0.0;
            case 1 -> -0.0;
            case 2 -> Double.MAX_VALUE;
            case 3 -> -Double.MIN_VALUE * random.nextInt(1000);
            default -> Math.scalb(random.nextGaussian(), random.nextInt(1900) - 1000);
        };
    }
}

package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactSumProperties {
    private static final long SEED = Long.getLong("seed", 42);

    @Test
    void isTheExactSumRoundedOnceInAnyOrderAndGrouping() {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 2000; trial++) {
            List<Double> terms = terms(random);
            BigDecimal exact = BigDecimal.ZERO;
            for (double term : terms) {
                exact = exact.add(new BigDecimal(term));
            }
            Collections.shuffle(terms, random);
            ExactSum left = new ExactSum();
            ExactSum right = new ExactSum();
            terms.forEach(term -> (random.nextBoolean() ? left : right).add(term, 1));
            ExactSum merged = new ExactSum();
            merged.merge(left);
            merged.merge(copied(right));
            assertThat(merged.value()).as("seed %d, trial %d", SEED, trial).isEqualTo(exact.doubleValue() + 0.0);
        }
    }

    @Test
    void takesTermsBackWithoutATrace() {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 500; trial++) {
            ExactSum sum = new ExactSum();
            List<Double> kept = terms(random);
            List<Double> gone = terms(random);
            kept.forEach(term -> sum.add(term, 1));
            double wanted = sum.value();
            gone.forEach(term -> sum.add(term, 3));
            gone.forEach(term -> sum.add(term, -2));
            gone.forEach(term -> sum.add(term, -1));
            assertThat(sum.value()).as("seed %d, trial %d", SEED, trial).isEqualTo(wanted);
        }
    }

    @Test
    void sumsBeyondTheLargestDoubleComeBack() {
        ExactSum sum = new ExactSum();
        sum.add(Double.MAX_VALUE, 1);
        sum.add(Double.MAX_VALUE, 1);
        assertThat(sum.value()).isInfinite();
        sum.add(-Double.MAX_VALUE, 1);
        sum.add(1.5, 1);
        sum.add(Double.MAX_VALUE, -1);
        assertThat(sum.value()).isEqualTo(1.5);
    }

    @Test
    void specialValuesAreCountedApart() {
        ExactSum sum = new ExactSum();
        sum.add(1.0, 1);
        sum.add(Double.POSITIVE_INFINITY, 1);
        assertThat(sum.value()).isEqualTo(Double.POSITIVE_INFINITY);
        sum.add(Double.NEGATIVE_INFINITY, 1);
        assertThat(copied(sum).value()).isNaN();
        sum.add(Double.POSITIVE_INFINITY, -1);
        sum.add(Double.NEGATIVE_INFINITY, -1);
        sum.add(Double.NaN, 1);
        assertThat(sum.value()).isNaN();
        sum.add(Double.NaN, -1);
        assertThat(sum.value()).isEqualTo(1.0);
    }

    @Test
    void squaresAreExactOverTheWholeRangeOfDoubles() {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 500; trial++) {
            List<Double> kept = terms(random);
            kept.add(Double.MIN_VALUE * random.nextInt(100));
            kept.add(Double.MAX_VALUE * random.nextDouble());
            List<Double> gone = terms(random);
            ExactSquares left = new ExactSquares();
            ExactSquares right = new ExactSquares();
            gone.forEach(term -> left.add(term, 5));
            kept.forEach(term -> (random.nextBoolean() ? left : right).add(term, 2));
            gone.forEach(term -> left.add(-term, -5));
            RowWriter out = new RowWriter(16);
            right.write(out);
            left.merge(new RowReader(out.toByteArray()));
            BinaryFraction wanted = BinaryFraction.ZERO;
            for (double term : kept) {
                BinaryFraction factor = BinaryFraction.of(term);
                wanted = wanted.plus(factor.times(factor).times(2));
            }
            assertThat(left.exact().minus(wanted).value())
                    .as("seed %d, trial %d", SEED, trial)
                    .isEqualTo(BigInteger.ZERO);
        }
    }

    private static ExactSum copied(ExactSum sum) {
        RowWriter out = new RowWriter(16);
        sum.write(out);
        ExactSum copy = new ExactSum();
        copy.merge(new RowReader(out.toByteArray()));
        return copy;
    }

    private static List<Double> terms(Random random) {
        List<Double> terms = new ArrayList<>();
        int range = 1 + random.nextInt(2000);
        for (int i = random.nextInt(40); i >= 0; i--) {
            double term = Math.scalb(random.nextDouble() - 0.5, random.nextInt(range) - range / 2);
            terms.add(term);
            if (random.nextInt(4) == 0) {
                terms.add(-term * (1 + Math.ulp(1.0)));
            }
        }
        return terms;
    }
}

package io.millrace.processor.step;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * VAR_POP, VAR_SAMP, STDDEV_POP and STDDEV_SAMP from a count n, an exact sum and an exact sum of squares, so that values can
 * be taken back and nothing is lost where the mean is large against the variance:
 *
 * <pre>
 * variance = (n Σx² − (Σx)²) / (n · n for POP, n · (n − 1) for SAMP)
 * </pre>
 *
 * A DOUBLE is rounded once. Of integers the result type is an integer, as it is in Flink: the exact result without its
 * fraction.
 */
final class Variances {
    /** More than a DECIMAL has. */
    private static final MathContext DIGITS = new MathContext(50, RoundingMode.HALF_EVEN);

    private Variances() {}

    static Accumulator of(AggregateCall call, Slots slots) {
        return switch (call.argumentType().kind()) {
            case INTEGER, BIGINT, DECIMAL -> new Exact(call, slots.longs(1), slots.objects(2));
            case DOUBLE -> new Doubles(call, slots.longs(1), slots.objects(2));
            default ->
                throw new IllegalArgumentException(
                        call.function() + " of " + call.argumentType().kind());
        };
    }

    private static boolean isDefined(AggregateCall call, long count) {
        return count > (isOfSample(call) ? 1 : 0);
    }

    private static boolean isOfSample(AggregateCall call) {
        return call.function() == AggregateCall.Function.VAR_SAMP
                || call.function() == AggregateCall.Function.STDDEV_SAMP;
    }

    private static boolean isRoot(AggregateCall call) {
        return call.function() == AggregateCall.Function.STDDEV_POP
                || call.function() == AggregateCall.Function.STDDEV_SAMP;
    }

    /** What the sum of squares that is n times too large is divided by. */
    private static BigInteger divisor(AggregateCall call, long count) {
        return BigInteger.valueOf(count).multiply(BigInteger.valueOf(isOfSample(call) ? count - 1 : count));
    }

    /** Of integers and decimals. */
    record Exact(AggregateCall call, int slot, int object) implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {
            BigDecimal number =
                    value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(((Number) value).longValue());
            BigDecimal times = BigDecimal.valueOf(weight);
            group.longs[slot] += weight;
            plus(group, object, number.multiply(times));
            plus(group, object + 1, number.multiply(number).multiply(times));
        }

        private static void plus(Group group, int at, BigDecimal term) {
            group.objects[at] = sum(group, at).add(term);
        }

        private static BigDecimal sum(Group group, int at) {
            return group.objects[at] instanceof BigDecimal sum ? sum : BigDecimal.ZERO;
        }

        @Override
        public void write(Group group, RowWriter out) {
            out.putZigzag(group.longs[slot]);
            RowCodec.writeDecimal(sum(group, object), out);
            RowCodec.writeDecimal(sum(group, object + 1), out);
        }

        @Override
        public void merge(Group group, RowReader in) {
            group.longs[slot] += in.getZigzag();
            plus(group, object, RowCodec.readDecimal(in));
            plus(group, object + 1, RowCodec.readDecimal(in));
        }

        @Override
        public @Nullable Object result(Group group) {
            long count = group.longs[slot];
            if (!isDefined(call, count)) {
                return null;
            }
            BigDecimal sum = sum(group, object);
            BigDecimal top =
                    sum(group, object + 1).multiply(BigDecimal.valueOf(count)).subtract(sum.multiply(sum));
            return result(call, top, divisor(call, count));
        }

        private static Object result(AggregateCall call, BigDecimal top, BigInteger bottom) {
            BigDecimal divisor = new BigDecimal(bottom);
            boolean root = isRoot(call);
            return switch (call.resultType().kind()) {
                case DOUBLE -> {
                    int scale = Math.max(0, top.scale());
                    BigInteger dividend = top.setScale(scale).unscaledValue();
                    BigInteger scaled = bottom.multiply(BigInteger.TEN.pow(scale));
                    yield NearestDouble.of(new BinaryFraction(dividend, 0), scaled, root);
                }
                case INTEGER, BIGINT -> {
                    BigDecimal whole = top.divide(divisor, 0, RoundingMode.DOWN);
                    yield Results.of(
                            call, root ? new BigDecimal(whole.toBigInteger().sqrt()) : whole);
                }
                default -> {
                    BigDecimal quotient = top.divide(divisor, DIGITS);
                    yield Results.of(call, root ? quotient.sqrt(DIGITS) : quotient);
                }
            };
        }
    }

    /** Of doubles: NaN where one of them is not finite. */
    record Doubles(AggregateCall call, int slot, int object) implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {
            group.longs[slot] += weight;
            sum(group).add((Double) value, weight);
            squares(group).add((Double) value, weight);
        }

        private ExactSum sum(Group group) {
            if (group.objects[object] instanceof ExactSum sum) {
                return sum;
            }
            ExactSum sum = new ExactSum();
            group.objects[object] = sum;
            return sum;
        }

        private ExactSquares squares(Group group) {
            if (group.objects[object + 1] instanceof ExactSquares squares) {
                return squares;
            }
            ExactSquares squares = new ExactSquares();
            group.objects[object + 1] = squares;
            return squares;
        }

        @Override
        public void write(Group group, RowWriter out) {
            out.putZigzag(group.longs[slot]);
            sum(group).write(out);
            squares(group).write(out);
        }

        @Override
        public void merge(Group group, RowReader in) {
            group.longs[slot] += in.getZigzag();
            sum(group).merge(in);
            squares(group).merge(in);
        }

        @Override
        public @Nullable Object result(Group group) {
            long count = group.longs[slot];
            if (!isDefined(call, count)) {
                return null;
            }
            if (!sum(group).isFinite()) {
                return Double.NaN;
            }
            BinaryFraction sum = sum(group).exact();
            BinaryFraction top = squares(group).exact().times(count).minus(sum.times(sum));
            return NearestDouble.of(top, divisor(call, count), isRoot(call));
        }
    }
}

package io.millrace.processor.step;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Results of functions over numbers in their declared types. */
final class Results {
    static final String NUMERIC_OVERFLOW = "NUMERIC_OVERFLOW";

    private Results() {}

    static Object of(AggregateCall call, long sum, long count) {
        return of(call, BigInteger.valueOf(sum), count);
    }

    /** A sum of integers as SUM or AVG; AVG to an integer type is rounded towards zero. */
    static Object of(AggregateCall call, BigInteger sum, long count) {
        boolean average = call.function() == AggregateCall.Function.AVG;
        BigInteger divisor = BigInteger.valueOf(average ? count : 1);
        return switch (call.resultType().kind()) {
            case BIGINT -> inRange(call, sum.divide(divisor), Long.SIZE).longValue();
            case INTEGER -> inRange(call, sum.divide(divisor), Integer.SIZE).intValue();
            case DOUBLE -> sum.doubleValue() / divisor.doubleValue();
            case DECIMAL ->
                decimal(
                        call,
                        new BigDecimal(sum)
                                .divide(
                                        new BigDecimal(divisor),
                                        call.resultType().scale(),
                                        RoundingMode.HALF_UP));
            default -> throw notANumber(call);
        };
    }

    private static BigInteger inRange(AggregateCall call, BigInteger value, int bits) {
        if (value.bitLength() >= bits) {
            throw overflow(call, value.toString());
        }
        return value;
    }

    static BigDecimal decimal(AggregateCall call, BigDecimal value) {
        BigDecimal scaled = value.setScale(call.resultType().scale(), RoundingMode.HALF_UP);
        if (scaled.precision() > call.resultType().precision()) {
            throw overflow(call, scaled.toPlainString());
        }
        return scaled;
    }

    /** A number that is known to more digits than its type has; in an integer type it is rounded towards zero. */
    static Object of(AggregateCall call, BigDecimal value) {
        return switch (call.resultType().kind()) {
            case BIGINT -> inRange(call, value.toBigInteger(), Long.SIZE).longValue();
            case INTEGER -> inRange(call, value.toBigInteger(), Integer.SIZE).intValue();
            case DOUBLE -> value.doubleValue();
            case DECIMAL -> decimal(call, value);
            default -> throw notANumber(call);
        };
    }

    private static IllegalArgumentException notANumber(AggregateCall call) {
        return new IllegalArgumentException(
                call.function() + " cannot be a " + call.resultType().kind());
    }

    private static EvaluationException overflow(AggregateCall call, String value) {
        return new EvaluationException(
                NUMERIC_OVERFLOW,
                call.function() + " is " + value + ", which "
                        + call.resultType().kind() + " cannot hold; cast the argument to a wider type",
                new ArithmeticException("overflow"));
    }
}

package io.millrace.processor.function;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Arithmetic that is exact or fails: nothing wraps around, becomes infinite or not a number. Functions over DOUBLE use
 * {@link StrictMath}, so that every machine computes the same view.
 */
public final class Numbers {
    private static final int DIGITS_MAX = 38;

    private Numbers() {}

    public static long divide(long a, long b) {
        if (b == 0) {
            throw EvaluationFailure.divisionByZero();
        }
        return Math.divideExact(a, b);
    }

    public static int divide(int a, int b) {
        if (b == 0) {
            throw EvaluationFailure.divisionByZero();
        }
        return Math.divideExact(a, b);
    }

    public static double divide(double a, double b) {
        if (b == 0) {
            throw EvaluationFailure.divisionByZero();
        }
        return finite(a / b);
    }

    /** Rounded half up to the scale of the result's type. */
    public static BigDecimal divide(BigDecimal a, BigDecimal b, int precision, int scale) {
        if (b.signum() == 0) {
            throw EvaluationFailure.divisionByZero();
        }
        return fit(a.divide(b, scale, RoundingMode.HALF_UP), precision, scale);
    }

    public static long mod(long a, long b) {
        if (b == 0) {
            throw EvaluationFailure.divisionByZero();
        }
        return a % b;
    }

    public static BigDecimal mod(BigDecimal a, BigDecimal b, int precision, int scale) {
        if (b.signum() == 0) {
            throw EvaluationFailure.divisionByZero();
        }
        return fit(a.remainder(b), precision, scale);
    }

    /** The value itself, with the one zero; fails where it is infinite or not a number. */
    public static double finite(double value) {
        if (Double.isInfinite(value) || Double.isNaN(value)) {
            throw EvaluationFailure.overflow("out of the range of DOUBLE");
        }
        return value + 0.0d;
    }

    /** Rounds half up to the scale and fails where the digits are too many. */
    public static BigDecimal fit(BigDecimal value, int precision, int scale) {
        long integerDigits = (long) value.precision() - value.scale();
        if (value.signum() != 0 && integerDigits > precision - scale) {
            throw EvaluationFailure.overflow("out of the range of DECIMAL(" + precision + ", " + scale + ")");
        }
        if (value.signum() == 0 || integerDigits < -DIGITS_MAX - 1) {
            return BigDecimal.ZERO.setScale(scale);
        }
        BigDecimal rounded = value.setScale(scale, RoundingMode.HALF_UP);
        if (rounded.precision() > precision) {
            throw EvaluationFailure.overflow("out of the range of DECIMAL(" + precision + ", " + scale + ")");
        }
        return rounded;
    }

    public static int sign(long value) {
        return Long.signum(value);
    }

    public static double sign(double value) {
        return Math.signum(value) + 0.0d;
    }

    public static double power(double base, double exponent) {
        if (base < 0 && exponent != Math.rint(exponent)) {
            throw EvaluationFailure.argument("a negative number has no real power of a fraction");
        }
        if (base == 0 && exponent < 0) {
            throw EvaluationFailure.divisionByZero();
        }
        return finite(StrictMath.pow(base, exponent));
    }

    public static double sqrt(double value) {
        if (value < 0) {
            throw EvaluationFailure.argument("a negative number has no square root");
        }
        return StrictMath.sqrt(value);
    }

    public static double exp(double value) {
        return finite(StrictMath.exp(value));
    }

    public static double ln(double value) {
        return finite(StrictMath.log(positive(value)));
    }

    public static double log10(double value) {
        return finite(StrictMath.log10(positive(value)));
    }

    public static double log2(double value) {
        return finite(ln(value) / StrictMath.log(2));
    }

    public static double log(double value) {
        return ln(value);
    }

    /** The logarithm to a base, which is greater than 1. */
    public static double log(double base, double value) {
        if (base <= 1) {
            throw EvaluationFailure.argument("a logarithm's base must be greater than 1");
        }
        return finite(ln(value) / StrictMath.log(base));
    }

    private static double positive(double value) {
        if (value <= 0) {
            throw EvaluationFailure.argument("only positive numbers have a logarithm");
        }
        return value;
    }

    /** Half up, away from zero, at a number of digits after the point; before it where negative. */
    public static double round(double value, int digits) {
        return finite(
                scaled(BigDecimal.valueOf(value), digits, RoundingMode.HALF_UP).doubleValue());
    }

    public static long round(long value, int digits) {
        return digits >= 0
                ? value
                : scaled(BigDecimal.valueOf(value), digits, RoundingMode.HALF_UP)
                        .longValueExact();
    }

    public static BigDecimal round(BigDecimal value, int digits) {
        return scaled(value, digits, RoundingMode.HALF_UP);
    }

    public static double truncate(double value, int digits) {
        return finite(
                scaled(BigDecimal.valueOf(value), digits, RoundingMode.DOWN).doubleValue());
    }

    public static long truncate(long value, int digits) {
        return digits >= 0
                ? value
                : scaled(BigDecimal.valueOf(value), digits, RoundingMode.DOWN).longValueExact();
    }

    public static BigDecimal truncate(BigDecimal value, int digits) {
        return scaled(value, digits, RoundingMode.DOWN);
    }

    private static BigDecimal scaled(BigDecimal value, int digits, RoundingMode mode) {
        if (digits >= value.scale()) {
            return value;
        }
        return value.setScale(Math.max(digits, -DIGITS_MAX), mode);
    }

    public static BigDecimal floor(BigDecimal value) {
        return value.setScale(0, RoundingMode.FLOOR);
    }

    public static BigDecimal ceil(BigDecimal value) {
        return value.setScale(0, RoundingMode.CEILING);
    }
}

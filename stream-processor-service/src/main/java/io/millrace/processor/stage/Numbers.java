package io.millrace.processor.stage;

import io.millrace.processor.step.ValueType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** JSON numbers, already known to be grammatical, in ASCII bytes. */
final class Numbers {
    /** Digits of a number that are read at most. */
    static final int LENGTH_MAX = 1000;

    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private Numbers() {}

    /** The integer, also where it is written as 1.0 or 1e3; null where it is none or has more than 64 bits. */
    static @Nullable Long integer(byte[] b, int from, int to) {
        boolean negative = b[from] == '-';
        int first = negative ? from + 1 : from;
        if (to - first > 18) {
            return exact(b, from, to);
        }
        long value = 0;
        for (int i = first; i < to; i++) {
            int digit = b[i] - '0';
            if (digit < 0 || digit > 9) {
                return exact(b, from, to);
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    private static @Nullable Long exact(byte[] b, int from, int to) {
        try {
            BigDecimal value = decimal(b, from, to);
            return value == null ? null : (Long) value.longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable BigDecimal decimal(byte[] b, int from, int to) {
        if (to - from > LENGTH_MAX) {
            return null;
        }
        try {
            return new BigDecimal(text(b, from, to));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The number in a DECIMAL's scale, rounded half up; null where it has too many digits. */
    static @Nullable BigDecimal decimal(byte[] b, int from, int to, ValueType type) {
        BigDecimal value = decimal(b, from, to);
        if (value == null) {
            return null;
        }
        if (value.signum() == 0) {
            return BigDecimal.ZERO.setScale(type.scale());
        }
        long digitsBeforePoint = (long) value.precision() - value.scale();
        if (digitsBeforePoint > type.precision() - type.scale()) {
            return null;
        }
        if (digitsBeforePoint < -type.scale() - 1L) {
            return BigDecimal.ZERO.setScale(type.scale());
        }
        BigDecimal scaled = value.setScale(type.scale(), RoundingMode.HALF_UP);
        return scaled.precision() > type.precision() ? null : scaled;
    }

    /**
     * The nearest double. Up to 2^53 and 10^22, one multiplication or division is exact (W. D. Clinger, How to Read Floating
     * Point Numbers Accurately, 1990); the JDK reads the others.
     */
    static double real(byte[] b, int from, int to) {
        boolean negative = b[from] == '-';
        long mantissa = 0;
        int digits = 0;
        int scale = 0;
        boolean fraction = false;
        for (int i = negative ? from + 1 : from; i < to; i++) {
            int digit = b[i] - '0';
            if (b[i] == '.') {
                fraction = true;
            } else if (digit < 0 || digit > 9 || ++digits > 18) {
                return Double.parseDouble(text(b, from, to));
            } else {
                mantissa = mantissa * 10 + digit;
                scale += fraction ? 1 : 0;
            }
        }
        if (mantissa > 1L << 53 || scale >= POWERS_OF_TEN.length) {
            return Double.parseDouble(text(b, from, to));
        }
        double value = mantissa / POWERS_OF_TEN[scale];
        return negative ? -value : value;
    }

    private static String text(byte[] b, int from, int to) {
        return new String(b, from, to - from, StandardCharsets.ISO_8859_1);
    }
}

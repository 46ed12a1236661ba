package io.millrace.ingestion.admission;

import io.millrace.api.contract.ColumnSchema.Constraints;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A DOUBLE (precision 0), which must be finite, or a DECIMAL(p,s), which must be exact. Bounds are compared exactly. */
final class NumberCheck extends ValueCheck {
    private final int precision;
    private final int scale;
    private final Constraints constraints;
    private final boolean bounded;

    NumberCheck(int precision, int scale, Constraints constraints) {
        this.precision = precision;
        this.scale = scale;
        this.constraints = constraints;
        this.bounded = constraints.minimum() != null
                || constraints.maximum() != null
                || constraints.exclusiveMinimum() != null
                || constraints.exclusiveMaximum() != null
                || constraints.multipleOf() != null;
    }

    @Override
    void check(Inspection event, int first) {
        if (first != '-' && (first < '0' || first > '9')) {
            event.mismatch("number");
            return;
        }
        JsonBytes json = event.json;
        json.number();
        if (json.tokenEnd - json.tokenStart > JsonBytes.NUMBER_LENGTH_MAX) {
            event.refuse(
                    RefusalCode.OUT_OF_RANGE,
                    event.place() + " is written with more than " + JsonBytes.NUMBER_LENGTH_MAX + " characters.");
            return;
        }
        boolean fits = precision == 0 ? finite(event) : exact(event);
        if (fits && bounded) {
            checkBounds(event, value(json));
        }
    }

    private boolean finite(Inspection event) {
        JsonBytes json = event.json;
        if (!json.hasExponent && json.integerDigits < 300) {
            return true;
        }
        if (Double.isFinite(Double.parseDouble(json.tokenText()))) {
            return true;
        }
        event.refuse(
                RefusalCode.OUT_OF_RANGE,
                event.place() + " is " + event.token() + ", which is greater than any 64-bit floating-point number.");
        return false;
    }

    private boolean exact(Inspection event) {
        JsonBytes json = event.json;
        if (!json.hasExponent && json.integerDigits <= precision - scale && json.fractionDigits <= scale) {
            return true;
        }
        if (fitsPrecision(json.tokenText())) {
            return true;
        }
        event.refuse(
                RefusalCode.PRECISION_EXCEEDED,
                event.place() + " is " + event.token() + "; DECIMAL(" + precision + "," + scale + ") holds "
                        + (precision - scale) + " digits before and " + scale + " after the point.");
        return false;
    }

    private boolean fitsPrecision(String text) {
        try {
            BigDecimal value = new BigDecimal(text).stripTrailingZeros();
            return value.signum() == 0
                    || (value.scale() <= scale && (long) value.precision() - value.scale() <= precision - scale);
        } catch (NumberFormatException | ArithmeticException e) {
            // The exponent is outside 32 bits, which no DECIMAL holds.
            return false;
        }
    }

    private static BigDecimal value(JsonBytes json) {
        if (!json.hasExponent && json.integerDigits + json.fractionDigits <= 18) {
            return BigDecimal.valueOf(json.negative ? -json.digits : json.digits, json.fractionDigits);
        }
        try {
            return new BigDecimal(json.tokenText());
        } catch (NumberFormatException e) {
            // A finite double whose exponent is outside 32 bits is indistinguishable from zero.
            return BigDecimal.ZERO;
        }
    }

    private void checkBounds(Inspection event, BigDecimal value) {
        BigDecimal min = constraints.minimum();
        BigDecimal max = constraints.maximum();
        BigDecimal above = constraints.exclusiveMinimum();
        BigDecimal below = constraints.exclusiveMaximum();
        boolean inside = (min == null || value.compareTo(min) >= 0)
                && (max == null || value.compareTo(max) <= 0)
                && (above == null || value.compareTo(above) > 0)
                && (below == null || value.compareTo(below) < 0);
        if (!inside) {
            event.refuse(
                    RefusalCode.OUT_OF_RANGE,
                    event.place() + " is " + event.token() + "; the contract allows " + describe(constraints) + ".");
        }
        BigDecimal multipleOf = constraints.multipleOf();
        if (multipleOf != null && !isMultiple(value, multipleOf)) {
            event.refuse(
                    RefusalCode.NOT_A_MULTIPLE,
                    event.place() + " is " + event.token() + ", not a multiple of " + multipleOf.toPlainString() + ".");
        }
    }

    private static boolean isMultiple(BigDecimal value, BigDecimal of) {
        // The remainder of a number far below the least double would have a billion digits.
        boolean tiny = (long) value.scale() - value.precision() > 400;
        return tiny ? value.signum() == 0 : value.remainder(of).signum() == 0;
    }

    static String describe(Constraints constraints) {
        List<String> parts = new ArrayList<>();
        add(parts, "at least ", constraints.minimum());
        add(parts, "more than ", constraints.exclusiveMinimum());
        add(parts, "at most ", constraints.maximum());
        add(parts, "less than ", constraints.exclusiveMaximum());
        return String.join(" and ", parts);
    }

    private static void add(List<String> parts, String word, @Nullable BigDecimal bound) {
        if (bound != null) {
            parts.add(word + bound.toPlainString());
        }
    }
}

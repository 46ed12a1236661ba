package io.millrace.ingestion.admission;

import io.millrace.api.contract.ColumnSchema.Constraints;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * An integer of 64 bits, written without fraction and exponent: 5.0 is refused, because readers disagree on whether it is
 * an integer. Bounds are brought to whole numbers at compile time.
 */
final class LongCheck extends ValueCheck {
    private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private final long min;
    private final long max;
    private final boolean none;
    private final @Nullable BigDecimal multipleOf;
    private final String bounds;

    LongCheck(Constraints constraints) {
        BigDecimal least = LONG_MIN;
        BigDecimal greatest = LONG_MAX;
        if (constraints.minimum() != null) {
            least = least.max(constraints.minimum().setScale(0, RoundingMode.CEILING));
        }
        if (constraints.exclusiveMinimum() != null) {
            least = least.max(constraints
                    .exclusiveMinimum()
                    .setScale(0, RoundingMode.FLOOR)
                    .add(BigDecimal.ONE));
        }
        if (constraints.maximum() != null) {
            greatest = greatest.min(constraints.maximum().setScale(0, RoundingMode.FLOOR));
        }
        if (constraints.exclusiveMaximum() != null) {
            greatest = greatest.min(constraints
                    .exclusiveMaximum()
                    .setScale(0, RoundingMode.CEILING)
                    .subtract(BigDecimal.ONE));
        }
        none = least.compareTo(greatest) > 0;
        min = none ? 0 : least.longValueExact();
        max = none ? 0 : greatest.longValueExact();
        bounds = NumberCheck.describe(constraints);
        multipleOf = constraints.multipleOf();
    }

    @Override
    void check(Inspection event, int first) {
        if (first != '-' && (first < '0' || first > '9')) {
            event.mismatch("integer");
            return;
        }
        JsonBytes json = event.json;
        json.number();
        if (!json.integral) {
            event.refuse(
                    RefusalCode.TYPE_MISMATCH,
                    event.place() + " is " + event.token()
                            + "; the contract says integer, which has neither fraction nor exponent.");
        } else if (json.integerDigits > 18 && !fits(json)) {
            event.refuse(
                    RefusalCode.OUT_OF_RANGE,
                    event.place() + " is " + event.token() + ", which is outside the 64 bits of an integer.");
        } else {
            checkValue(event, json.negative ? -json.digits : json.digits);
        }
    }

    private void checkValue(Inspection event, long value) {
        if (none || value < min || value > max) {
            event.refuse(
                    RefusalCode.OUT_OF_RANGE, event.place() + " is " + value + "; the contract allows " + bounds + ".");
        }
        if (multipleOf != null
                && BigDecimal.valueOf(value).remainder(multipleOf).signum() != 0) {
            event.refuse(
                    RefusalCode.NOT_A_MULTIPLE,
                    event.place() + " is " + value + ", not a multiple of " + multipleOf.toPlainString() + ".");
        }
    }

    /** 19 digits may fit; {@link JsonBytes#digits} then wrapped at most into the sign, which is right for the least long. */
    private static boolean fits(JsonBytes json) {
        return json.integerDigits == 19 && new BigInteger(json.tokenText()).bitLength() < Long.SIZE;
    }
}

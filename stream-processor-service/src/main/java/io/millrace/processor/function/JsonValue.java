package io.millrace.processor.function;

import io.millrace.processor.step.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON_VALUE: the scalar at a path, as a type of SQL. What is not of the type is ON ERROR; an object or an array in a lax path is empty. */
public final class JsonValue {
    private static final int NUMBER_LENGTH_MAX = 1_000;
    private static final BigDecimal LONG_BOUND = new BigDecimal("1e19");

    private final JsonPath path;
    private final ValueType type;
    private final JsonFallback onEmpty;
    private final JsonFallback onError;

    /**
     * A call of JSON_VALUE.
     *
     * @param onEmpty with a value of the type, as {@code onError}
     */
    public JsonValue(JsonPath path, ValueType type, JsonFallback onEmpty, JsonFallback onError) {
        this.path = path;
        this.type = type;
        this.onEmpty = onEmpty;
        this.onError = onError;
    }

    /** In the class of the type. */
    public @Nullable Object of(String json) {
        JsonPath.Match match = path.find(json);
        if (match.outcome() == JsonPath.Outcome.EMPTY || (match.isContainer() && !path.isStrict())) {
            return onEmpty.orThrow(path.empty("JSON_VALUE"));
        }
        Object value = match.outcome() == JsonPath.Outcome.ERROR || match.isContainer()
                ? null
                : converted(Objects.requireNonNull(match.value()), type);
        return value == null ? onError.orThrow(path.error("JSON_VALUE")) : value;
    }

    /** A scalar as a type; null where it has no value of the type. A fraction is cut off on the way to an integer. */
    public static @Nullable Object converted(Object scalar, ValueType type) {
        return switch (type.kind()) {
            case VARCHAR -> scalar.toString();
            case BOOLEAN -> toBoolean(scalar);
            default -> {
                BigDecimal number = toNumber(scalar, type);
                yield number == null ? null : number(number, type);
            }
        };
    }

    private static @Nullable Boolean toBoolean(Object scalar) {
        if (scalar instanceof String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "true", "t", "yes", "1" -> true;
                case "false", "f", "no", "0" -> false;
                default -> null;
            };
        }
        return scalar instanceof Boolean value ? value : null;
    }

    private static @Nullable BigDecimal toNumber(Object scalar, ValueType type) {
        return switch (scalar) {
            case BigDecimal number -> number;
            case BigInteger number -> new BigDecimal(number);
            case String text -> parsed(text);
            default -> {
                if (type.kind() == ValueType.Kind.DECIMAL) {
                    throw EvaluationFailure.cast(scalar.toString(), "DECIMAL");
                }
                yield null;
            }
        };
    }

    private static @Nullable BigDecimal parsed(String text) {
        if (text.length() > NUMBER_LENGTH_MAX) {
            throw EvaluationFailure.argument("a text of more than " + NUMBER_LENGTH_MAX + " is not read as a number");
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Object number(BigDecimal number, ValueType type) {
        try {
            return switch (type.kind()) {
                case DOUBLE -> Numbers.finite(number.doubleValue());
                case DECIMAL -> Numbers.fit(number, type.precision(), type.scale());
                case INTEGER -> Math.toIntExact(whole(number));
                default -> whole(number);
            };
        } catch (EvaluationFailure | ArithmeticException e) {
            return null;
        }
    }

    /** Huge exponents are told from the digits, and never written out. */
    private static long whole(BigDecimal number) {
        if (number.abs().compareTo(LONG_BOUND) > 0) {
            throw EvaluationFailure.overflow("out of the range of BIGINT");
        }
        return number.abs().compareTo(BigDecimal.ONE) < 0 ? 0 : Casts.toLong(number);
    }
}

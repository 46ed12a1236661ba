package io.millrace.processor.plan;

import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.util.Optional;

/** Writes conversions: those that are implied between numbers, and those that CAST asks for. */
final class WriteCast {
    private static final String CASTS = "io.millrace.processor.function.Casts.";
    private static final String NUMBERS = "io.millrace.processor.function.Numbers.";
    private static final String BINARIES = "io.millrace.processor.function.Binaries.";

    private WriteCast() {}

    /** The value as another type, where both are numbers or timestamps, or the kinds are equal. */
    static Value convert(JavaCode code, Value value, ValueType type) {
        if (value.type().equals(type) || (value.type().kind() == type.kind() && type.kind() != Kind.DECIMAL)) {
            return value;
        }
        if (value.isNull().equals("true")) {
            String none = SqlTypes.javaDefault(type);
            return new Value(none.equals("null") ? "((" + SqlTypes.javaName(type) + ") null)" : none, "true", type);
        }
        String java = cast(value.type(), type, value.code(), 3, 3)
                .orElseThrow(() -> new IllegalStateException("no conversion from " + value.type() + " to " + type));
        return code.define(type, value.isNull(), java);
    }

    /**
     * Java of CAST; empty where it is not supported.
     *
     * @param fromPrecision digits of the fraction of a second of the source type
     * @param toPrecision the same of the target type
     */
    static Optional<String> cast(ValueType from, ValueType to, String value, int fromPrecision, int toPrecision) {
        return switch (to.kind()) {
            case INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH, ROW, ARRAY, MAP ->
                SqlTypes.areAlike(from, to) ? Optional.of(value) : Optional.empty();
            case BOOLEAN -> from.kind() == Kind.VARCHAR ? call("parseBoolean", value) : same(from, to, value);
            case INTEGER -> toLong(from, value).map(java -> CASTS + "toInt(" + java + ")");
            case BIGINT -> toLong(from, value);
            case DOUBLE -> toDouble(from, value);
            case DECIMAL -> toDecimal(from, to, value);
            case VARCHAR -> toText(from, value, fromPrecision);
            case VARBINARY ->
                from.kind() == Kind.VARCHAR ? Optional.of(BINARIES + "ofText(" + value + ")") : same(from, to, value);
            case DATE ->
                switch (from.kind()) {
                    case VARCHAR -> call("parseDate", value);
                    case TIMESTAMP -> call("timestampToDate", value);
                    case TIMESTAMP_MICROS -> call("timestampToDate", millis(value));
                    default -> same(from, to, value);
                };
            case TIME ->
                switch (from.kind()) {
                    case VARCHAR -> call("parseTime", value);
                    case TIMESTAMP -> call("timestampToTime", value);
                    case TIMESTAMP_MICROS -> call("timestampToTime", millis(value));
                    default -> same(from, to, value);
                };
            case TIMESTAMP ->
                switch (from.kind()) {
                    case VARCHAR -> call("parseTimestamp", value + ", " + toPrecision);
                    case DATE -> call("dateToTimestamp", value);
                    case TIMESTAMP ->
                        Optional.of(toPrecision < fromPrecision ? truncated("truncate", value, toPrecision) : value);
                    case TIMESTAMP_MICROS -> Optional.of(truncated("truncate", millis(value), toPrecision));
                    default -> Optional.empty();
                };
            case TIMESTAMP_MICROS ->
                switch (from.kind()) {
                    case VARCHAR -> call("parseMicros", value + ", " + toPrecision);
                    case DATE -> Optional.of("(86400000000L * " + value + ")");
                    case TIMESTAMP -> Optional.of("(1000L * " + value + ")");
                    case TIMESTAMP_MICROS -> Optional.of(truncated("truncateMicros", value, toPrecision));
                    default -> Optional.empty();
                };
        };
    }

    /** The milliseconds of microseconds. */
    static String millis(String micros) {
        return "Math.floorDiv(" + micros + ", 1000L)";
    }

    private static String truncated(String method, String value, int precision) {
        return "io.millrace.processor.function.Times." + method + "(" + value + ", " + precision + ")";
    }

    private static Optional<String> toLong(ValueType from, String value) {
        return switch (from.kind()) {
            case INTEGER -> Optional.of("((long) " + value + ")");
            case BIGINT -> Optional.of(value);
            case DOUBLE, DECIMAL -> call("toLong", value);
            case VARCHAR -> call("parseLong", value);
            default -> Optional.empty();
        };
    }

    private static Optional<String> toDouble(ValueType from, String value) {
        return switch (from.kind()) {
            case INTEGER, BIGINT -> Optional.of("((double) " + value + ")");
            case DOUBLE -> Optional.of(value);
            case DECIMAL -> Optional.of("(" + value + ").doubleValue()");
            case VARCHAR -> call("parseDouble", value);
            default -> Optional.empty();
        };
    }

    private static Optional<String> toDecimal(ValueType from, ValueType to, String value) {
        String digits = ", " + to.precision() + ", " + to.scale();
        return switch (from.kind()) {
            case INTEGER, BIGINT -> call("toDecimal", "(long) " + value + digits);
            case DOUBLE -> call("toDecimal", value + digits);
            case DECIMAL -> Optional.of(from.equals(to) ? value : NUMBERS + "fit(" + value + digits + ")");
            case VARCHAR -> call("parseDecimal", value + digits);
            default -> Optional.empty();
        };
    }

    private static Optional<String> toText(ValueType from, String value, int precision) {
        return switch (from.kind()) {
            case BOOLEAN, DECIMAL -> call("toText", value);
            case INTEGER -> Optional.of("Integer.toString(" + value + ")");
            case BIGINT -> Optional.of("Long.toString(" + value + ")");
            case DOUBLE -> Optional.of("Double.toString(" + value + ")");
            case VARCHAR -> Optional.of(value);
            case VARBINARY -> Optional.of(BINARIES + "toText(" + value + ")");
            case DATE -> call("dateToText", value);
            case TIME -> call("timeToText", value + ", " + precision);
            case TIMESTAMP -> call("timestampToText", value + ", " + precision);
            case TIMESTAMP_MICROS -> call("microsToText", value + ", " + precision);
            case INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH, ROW, ARRAY, MAP -> Optional.empty();
        };
    }

    private static Optional<String> same(ValueType from, ValueType to, String value) {
        return from.kind() == to.kind() ? Optional.of(value) : Optional.empty();
    }

    private static Optional<String> call(String function, String arguments) {
        return Optional.of(CASTS + function + "(" + arguments + ")");
    }
}

package io.millrace.processor.function;

import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.Optional;

/** The Java types that a function of a jar may take and give, and the SQL types that they are. */
final class ForeignTypes {
    /** Digits after the point of a DECIMAL that a function gives: Java's type does not tell them. */
    static final int DECIMAL_SCALE = 18;

    static final int DECIMAL_DIGITS = 38;

    static final String LIST =
            "boolean, long, double, their boxes, BigDecimal, String, LocalDate, LocalTime and Instant";

    private static final Map<Class<?>, ValueType> TYPES = Map.ofEntries(
            Map.entry(boolean.class, ValueType.of(Kind.BOOLEAN)),
            Map.entry(Boolean.class, ValueType.of(Kind.BOOLEAN)),
            Map.entry(long.class, ValueType.of(Kind.BIGINT)),
            Map.entry(Long.class, ValueType.of(Kind.BIGINT)),
            Map.entry(double.class, ValueType.of(Kind.DOUBLE)),
            Map.entry(Double.class, ValueType.of(Kind.DOUBLE)),
            Map.entry(BigDecimal.class, new ValueType(Kind.DECIMAL, DECIMAL_DIGITS, DECIMAL_SCALE)),
            Map.entry(String.class, ValueType.of(Kind.VARCHAR)),
            Map.entry(LocalDate.class, ValueType.of(Kind.DATE)),
            Map.entry(LocalTime.class, ValueType.of(Kind.TIME)),
            Map.entry(Instant.class, ValueType.of(Kind.TIMESTAMP)));

    private static final Map<String, String> MENDS = Map.of(
            "int", "long",
            "java.lang.Integer", "Long",
            "short", "long",
            "java.lang.Short", "Long",
            "float", "double",
            "java.lang.Float", "Double",
            "java.math.BigInteger", "BigDecimal",
            "java.lang.CharSequence", "String",
            "java.time.LocalDateTime", "Instant, for timestamps are UTC",
            "java.sql.Timestamp", "Instant, for timestamps are UTC");

    private ForeignTypes() {}

    /** Empty where there is no SQL type for it. */
    static Optional<ValueType> sqlType(Class<?> type) {
        return Optional.ofNullable(TYPES.get(type));
    }

    static String refusal(Class<?> type) {
        String mend = MENDS.get(type.getName());
        return type.getTypeName() + " is no type of SQL here: "
                + (mend == null ? "types are " + LIST : "write " + mend);
    }
}

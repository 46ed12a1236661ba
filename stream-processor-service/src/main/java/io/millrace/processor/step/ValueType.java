package io.millrace.processor.step;

import java.util.List;
import java.util.stream.Collectors;

/**
 * SQL type of a column and its Java representation inside rows, which is Calcite's internal one for what is neither {@link Bytes} nor
 * {@link Nested}, so that generated expressions run on rows without conversion.
 *
 * @param precision digits of a DECIMAL; 0 for other kinds
 * @param scale digits after the point of a DECIMAL; 0 for other kinds
 * @param fields members of a ROW in order; the one element, without a name, of an ARRAY; key and value of a MAP; empty for other
 *     kinds
 */
public record ValueType(Kind kind, int precision, int scale, List<Field> fields) {
    /** The kinds, with the Java class of their values. */
    public enum Kind {
        BOOLEAN(Boolean.class),
        INTEGER(Integer.class),
        BIGINT(Long.class),
        DOUBLE(Double.class),
        DECIMAL(java.math.BigDecimal.class),
        VARCHAR(String.class),
        VARBINARY(Bytes.class),
        /** Days since 1970-01-01. */
        DATE(Integer.class),
        /** Milliseconds of the day. */
        TIME(Integer.class),
        /** Milliseconds since 1970-01-01T00:00:00Z. */
        TIMESTAMP(Long.class),
        /** Microseconds since 1970-01-01T00:00:00Z: a TIMESTAMP(6). */
        TIMESTAMP_MICROS(Long.class),
        /** Milliseconds; of columns alone, for expressions have them as a BIGINT. */
        INTERVAL_DAY_SECOND(Long.class),
        /** Months; of columns alone, for expressions have them as a BIGINT. */
        INTERVAL_YEAR_MONTH(Long.class),
        /** A value per member. */
        ROW(Nested.class),
        /** Any number of values of one type. */
        ARRAY(Nested.class),
        /** Texts, each once, and to each a value of one type or null. */
        MAP(Nested.class);

        private final Class<?> javaType;

        Kind(Class<?> javaType) {
            this.javaType = javaType;
        }

        public Class<?> javaType() {
            return javaType;
        }

        /** As messages name it. */
        @Override
        public String toString() {
            return switch (this) {
                case TIMESTAMP_MICROS -> "TIMESTAMP(6)";
                case INTERVAL_DAY_SECOND -> "INTERVAL DAY TO SECOND";
                case INTERVAL_YEAR_MONTH -> "INTERVAL YEAR TO MONTH";
                default -> name();
            };
        }
    }

    /** A member of a ROW, the element of an ARRAY, or the key or value of a MAP. */
    public record Field(String name, ValueType type) {}

    /** A type that is neither a ROW, an ARRAY nor a MAP. */
    public ValueType(Kind kind, int precision, int scale) {
        this(kind, precision, scale, List.of());
    }

    public static ValueType of(Kind kind) {
        return new ValueType(kind, 0, 0);
    }

    public static ValueType row(List<Field> fields) {
        return new ValueType(Kind.ROW, 0, 0, List.copyOf(fields));
    }

    public static ValueType array(ValueType element) {
        return new ValueType(Kind.ARRAY, 0, 0, List.of(new Field("", element)));
    }

    /** A MAP, whose keys are a VARCHAR. */
    public static ValueType map(ValueType value) {
        return new ValueType(Kind.MAP, 0, 0, List.of(new Field("key", of(Kind.VARCHAR)), new Field("value", value)));
    }

    /** Of the values of a MAP. */
    public ValueType mapped() {
        return fields.getLast().type();
    }

    /** Of an ARRAY. */
    public ValueType element() {
        return fields.getFirst().type();
    }

    public boolean isInterval() {
        return kind == Kind.INTERVAL_DAY_SECOND || kind == Kind.INTERVAL_YEAR_MONTH;
    }

    public boolean isNested() {
        return kind == Kind.ROW || kind == Kind.ARRAY || kind == Kind.MAP;
    }

    /** The SQL name, as columns of streams and views are told with. An INTEGER is none of theirs. */
    public String sqlName() {
        return switch (kind) {
            case INTEGER, BIGINT -> "BIGINT";
            case DECIMAL -> "DECIMAL(" + precision + "," + scale + ")";
            case TIMESTAMP -> "TIMESTAMP(3)";
            case TIMESTAMP_MICROS -> "TIMESTAMP(6)";
            case INTERVAL_DAY_SECOND -> "INTERVAL DAY TO SECOND(3)";
            case INTERVAL_YEAR_MONTH -> "INTERVAL YEAR TO MONTH";
            case ROW ->
                fields.stream()
                        .map(field ->
                                memberName(field.name()) + " " + field.type().sqlName())
                        .collect(Collectors.joining(", ", "ROW<", ">"));
            case ARRAY -> "ARRAY<" + element().sqlName() + ">";
            case MAP -> "MAP<VARCHAR, " + mapped().sqlName() + ">";
            case BOOLEAN, DOUBLE, VARCHAR, VARBINARY, DATE, TIME -> kind.name();
        };
    }

    private static String memberName(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : "`" + name.replace("`", "``") + "`";
    }
}

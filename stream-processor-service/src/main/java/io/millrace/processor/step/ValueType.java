package io.millrace.processor.step;

/**
 * SQL type of a column and its Java representation inside rows, which is Calcite's internal one, so that generated
 * expressions run on rows without conversion.
 *
 * @param precision digits of a DECIMAL; 0 for other kinds
 * @param scale digits after the point of a DECIMAL; 0 for other kinds
 */
public record ValueType(Kind kind, int precision, int scale) {
    /** The kinds, with the Java class of their values. */
    public enum Kind {
        BOOLEAN(Boolean.class),
        INTEGER(Integer.class),
        BIGINT(Long.class),
        DOUBLE(Double.class),
        DECIMAL(java.math.BigDecimal.class),
        VARCHAR(String.class),
        /** Days since 1970-01-01. */
        DATE(Integer.class),
        /** Milliseconds of the day. */
        TIME(Integer.class),
        /** Milliseconds since 1970-01-01T00:00:00Z. */
        TIMESTAMP(Long.class);

        private final Class<?> javaType;

        Kind(Class<?> javaType) {
            this.javaType = javaType;
        }

        public Class<?> javaType() {
            return javaType;
        }
    }

    public static ValueType of(Kind kind) {
        return new ValueType(kind, 0, 0);
    }
}

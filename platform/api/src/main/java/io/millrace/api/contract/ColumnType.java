package io.millrace.api.contract;

/** The type of a column of a stream, as ODCS's logicalType (and physicalType) says it. */
public enum ColumnType {
    /** ODCS string; SQL VARCHAR. */
    STRING,
    /** ODCS string with physicalType VARBINARY; in JSON {@link Base64Text}. */
    BINARY,
    /** ODCS integer; SQL BIGINT. A value outside 64 bits goes to quarantine. */
    LONG,
    /** ODCS number without a decimal physicalType; SQL DOUBLE. */
    DOUBLE,
    /** ODCS number with physicalType DECIMAL(p,s); exact. */
    DECIMAL,
    BOOLEAN,
    /** ODCS date, {@code 2001-01-31}. */
    DATE,
    /** ODCS time, {@code 13:45:00.123}. */
    TIME,
    /** ODCS timestamp; SQL TIMESTAMP(3) in UTC, or TIMESTAMP(6) where physicalType says so. */
    TIMESTAMP,
    /** ODCS object; SQL ROW, where it has properties. */
    OBJECT,
    /** ODCS array; SQL ARRAY, where it has items. */
    ARRAY,
    /** ODCS object with physicalType MAP&lt;VARCHAR, T&gt;: any names, each with a value of the one scalar type T; SQL MAP. */
    MAP
}

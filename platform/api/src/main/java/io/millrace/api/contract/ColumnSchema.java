package io.millrace.api.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One column of a stream with everything that is checked at the door.
 *
 * @param name the JSON member's name
 * @param required neither absent nor null
 * @param primaryKeyPosition 1-based position in the Kafka key, 0 where the column is not part of it
 * @param precision digits of a DECIMAL, 1 to 38; 6 for a TIMESTAMP of microseconds; 0 for others
 * @param scale digits after the point of a DECIMAL, 0 to precision
 * @param constraints bounds of the value
 * @param classification ODCS classification, lower case; null where there is none
 * @param properties members of an OBJECT; empty for other types
 * @param items element of an ARRAY; value of a MAP, a scalar without constraints; null for other types
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ColumnSchema(
        String name,
        ColumnType type,
        boolean required,
        int primaryKeyPosition,
        int precision,
        int scale,
        Constraints constraints,
        @Nullable String classification,
        List<ColumnSchema> properties,
        @Nullable ColumnSchema items) {

    /**
     * ODCS logicalTypeOptions. Absent bounds are null. Bounds of dates, times and timestamps stay text in the column's form.
     *
     * @param minLength of a STRING in characters, of a BINARY in bytes; so is maxLength
     * @param pattern RE2 syntax, matched anywhere in the value as JSON Schema does
     * @param format for strings: uuid, email, ipv4, ipv6, uri, hostname, binary…; for temporal types a
     *     {@link TimePattern}
     * @param timezone for timestamps: whether the text must carry an offset
     * @param defaultTimezone IANA zone of a timestamp without offset, UTC where absent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Constraints(
            @Nullable Integer minLength,
            @Nullable Integer maxLength,
            @Nullable String pattern,
            @Nullable String format,
            @Nullable BigDecimal minimum,
            @Nullable BigDecimal maximum,
            @Nullable BigDecimal exclusiveMinimum,
            @Nullable BigDecimal exclusiveMaximum,
            @Nullable BigDecimal multipleOf,
            @Nullable String minimumText,
            @Nullable String maximumText,
            @Nullable Boolean timezone,
            @Nullable String defaultTimezone,
            @Nullable Integer minItems,
            @Nullable Integer maxItems,
            @Nullable Boolean uniqueItems,
            @Nullable List<String> enumValues) {
        public static final Constraints NONE = new Constraints(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** Whether it is a TIMESTAMP of microseconds; others are of milliseconds. */
    @JsonIgnore
    public boolean isMicros() {
        return type == ColumnType.TIMESTAMP && precision > 3;
    }

    /** A MAP of any names to values of one type, each of which may be null. */
    public static ColumnSchema mapOf(String name, boolean required, ColumnSchema value) {
        return new ColumnSchema(name, ColumnType.MAP, required, 0, 0, 0, Constraints.NONE, null, List.of(), value);
    }

    /** A column without constraints; handy in tests and for derived columns. */
    public static ColumnSchema of(String name, ColumnType type, boolean required, int primaryKeyPosition) {
        return new ColumnSchema(
                name, type, required, primaryKeyPosition, 0, 0, Constraints.NONE, null, List.of(), null);
    }
}

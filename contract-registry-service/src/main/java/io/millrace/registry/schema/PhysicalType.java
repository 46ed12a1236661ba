package io.millrace.registry.schema;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnSchema.Constraints;
import io.millrace.api.contract.ColumnType;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a column's physicalType says beyond its logicalType. Any other text there is somebody's note, and means nothing here.
 *
 * <pre>
 * number     DECIMAL(18,2)           →   18 digits, 2 of them behind the point
 * timestamp  TIMESTAMP(6)            →   6 digits
 * object     MAP&lt;VARCHAR, BIGINT&gt;    →   a map to BIGINT
 * </pre>
 *
 * @param precision digits of a DECIMAL, at least 1; 6 for a timestamp of microseconds; else 0
 * @param scale digits of a DECIMAL behind its point; else 0
 * @param value of a MAP; else null
 */
record PhysicalType(int precision, int scale, @Nullable ColumnSchema value) {
    private static final int PRECISION_MAX = 38;
    private static final int MILLIS_DIGITS = 3;
    private static final int MICROS_DIGITS = 6;
    private static final PhysicalType NONE = new PhysicalType(0, 0, null);

    private static final Pattern DECIMAL =
            pattern("(?:decimal|numeric|dec)(?:\\s*\\(\\s*(\\d{1,4})\\s*(?:,\\s*(\\d{1,4})\\s*)?\\))?");
    private static final Pattern TIMESTAMP = pattern(
            "(?:timestamp|timestamptz|timestamp_ltz|timestamp_ntz|timestamp_tz)\\s*\\(\\s*(\\d{1,4})\\s*\\)(?:\\s.*)?");
    private static final Pattern ANY_MAP = pattern("map\\b.*");
    private static final Pattern MAP = pattern("map\\s*<\\s*(?:varchar|string)\\s*,\\s*(.*?)\\s*>");

    private static final String MAP_VALUES =
            "BOOLEAN, BIGINT, DOUBLE, DECIMAL(p,s), VARCHAR, VARBINARY, DATE, TIME, TIMESTAMP(3) or TIMESTAMP(6)";

    static PhysicalType of(Element column, @Nullable String logicalType, Findings findings) {
        String text = column.text("physicalType");
        if (text == null || logicalType == null) {
            return NONE;
        }
        Element place = column.get("physicalType");
        return switch (logicalType) {
            case "number" -> decimal(place, text.strip(), findings);
            case "timestamp" -> timestamp(place, text.strip(), findings);
            case "object" -> map(column, text.strip(), findings);
            default -> NONE;
        };
    }

    private static PhysicalType decimal(Element place, String text, Findings findings) {
        Matcher matcher = DECIMAL.matcher(text);
        if (!matcher.matches()) {
            return NONE;
        }
        String precision = matcher.group(1);
        if (precision == null) {
            findings.add(
                    place,
                    "TYPE",
                    "'" + text + "' says no digits. Write DECIMAL(precision,scale), for example DECIMAL(18,2).");
            return new PhysicalType(PRECISION_MAX, 0, null);
        }
        int digits = Integer.parseInt(precision);
        int scale = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        if (digits < 1 || digits > PRECISION_MAX || scale > digits) {
            findings.add(
                    place,
                    "TYPE",
                    "'" + text + "' is out of range. The precision is 1 to " + PRECISION_MAX
                            + ", the scale 0 to the precision.");
            return new PhysicalType(PRECISION_MAX, 0, null);
        }
        return new PhysicalType(digits, scale, null);
    }

    private static PhysicalType timestamp(Element place, String text, Findings findings) {
        Matcher matcher = TIMESTAMP.matcher(text);
        if (!matcher.matches()) {
            return NONE;
        }
        int digits = Integer.parseInt(matcher.group(1));
        if (digits > MICROS_DIGITS) {
            findings.add(
                    place,
                    "TYPE",
                    "'" + text + "' has more digits than the " + MICROS_DIGITS
                            + " that are kept. Write TIMESTAMP(6), which cuts off what is finer than a microsecond.");
        }
        return digits > MILLIS_DIGITS ? new PhysicalType(MICROS_DIGITS, 0, null) : NONE;
    }

    private static PhysicalType map(Element column, String text, Findings findings) {
        if (!ANY_MAP.matcher(text).matches()) {
            return NONE;
        }
        for (String option : List.of("properties", "logicalTypeOptions")) {
            if (!column.items(option).isEmpty() || column.get(option).node().isObject()) {
                findings.add(
                        column.get(option),
                        "TYPE",
                        "A " + text + " takes any names, so that " + option
                                + " say nothing here. Remove them, or the physicalType.");
            }
        }
        Element place = column.get("physicalType");
        Matcher matcher = MAP.matcher(text);
        ColumnSchema value = matcher.matches() ? value(place, matcher.group(1), findings) : null;
        if (value != null) {
            return new PhysicalType(0, 0, value);
        }
        findings.add(
                place,
                "TYPE",
                "'" + text + "' is no map that can be checked. Write MAP<VARCHAR, T>, where T is " + MAP_VALUES
                        + "; or describe the object's members in properties.");
        return NONE;
    }

    private static @Nullable ColumnSchema value(Element place, String text, Findings findings) {
        PhysicalType none = NONE;
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "VARCHAR", "STRING" -> value(ColumnType.STRING, none);
            case "VARBINARY" -> value(ColumnType.BINARY, none);
            case "BIGINT" -> value(ColumnType.LONG, none);
            case "DOUBLE" -> value(ColumnType.DOUBLE, none);
            case "BOOLEAN" -> value(ColumnType.BOOLEAN, none);
            case "DATE" -> value(ColumnType.DATE, none);
            case "TIME" -> value(ColumnType.TIME, none);
            case "TIMESTAMP" -> value(ColumnType.TIMESTAMP, none);
            default -> {
                PhysicalType decimal = decimal(place, text, findings);
                if (decimal.precision > 0) {
                    yield value(ColumnType.DECIMAL, decimal);
                }
                yield TIMESTAMP.matcher(text).matches()
                        ? value(ColumnType.TIMESTAMP, timestamp(place, text, findings))
                        : null;
            }
        };
    }

    private static ColumnSchema value(ColumnType type, PhysicalType digits) {
        return new ColumnSchema(
                "value", type, false, 0, digits.precision, digits.scale, Constraints.NONE, null, List.of(), null);
    }

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}

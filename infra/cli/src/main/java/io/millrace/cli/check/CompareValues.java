package io.millrace.cli.check;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import tools.jackson.databind.JsonNode;

/**
 * Whether a value of a row is the expected one, by the type of its column: numbers by size whatever their digits, times by the
 * instant whatever their form, DOUBLEs to 9 significant digits, everything else as it is written.
 */
final class CompareValues {
    private static final double RELATIVE_ERROR_MAX = 1e-9;

    private CompareValues() {}

    /** @param type of SQL, as {@link io.millrace.api.view.ViewColumn} names it */
    static boolean areEqual(String type, JsonNode expected, JsonNode actual) {
        if (expected.isNull() || actual.isNull() || actual.isMissingNode()) {
            return expected.isNull() && (actual.isNull() || actual.isMissingNode());
        }
        String name = type.replaceFirst("\\(.*", "");
        return switch (name) {
            case "BIGINT", "DECIMAL" ->
                expected.isNumber() && actual.isNumber() && number(expected).compareTo(number(actual)) == 0;
            case "DOUBLE" -> expected.isNumber() && actual.isNumber() && near(number(expected), number(actual));
            case "BOOLEAN" -> expected.equals(actual);
            case "DATE", "TIME", "TIMESTAMP" ->
                expected.isString() && sameTime(name, expected.asString(""), actual.asString(""));
            default -> expected.isString() && expected.asString("").equals(actual.asString(""));
        };
    }

    private static BigDecimal number(JsonNode value) {
        return value.decimalValue();
    }

    private static boolean near(BigDecimal expected, BigDecimal actual) {
        double difference = expected.subtract(actual).abs().doubleValue();
        return difference <= expected.abs().doubleValue() * RELATIVE_ERROR_MAX;
    }

    private static boolean sameTime(String type, String expected, String actual) {
        if (expected.equals(actual)) {
            return true;
        }
        try {
            return switch (type) {
                case "DATE" -> LocalDate.parse(expected).equals(LocalDate.parse(actual));
                case "TIME" -> LocalTime.parse(expected).equals(LocalTime.parse(actual));
                default -> instant(expected).equals(instant(actual));
            };
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** RFC 3339, or SQL's form in UTC. */
    private static Instant instant(String text) {
        String iso = text.replace(' ', 'T');
        try {
            return OffsetDateTime.parse(iso).toInstant();
        } catch (DateTimeException e) {
            return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        }
    }
}

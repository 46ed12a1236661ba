package io.millrace.cli.check;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * Whether a value of a row is the expected one, by the type of its column: numbers by size whatever their digits, times by the
 * instant whatever their form, DOUBLEs to 9 significant digits, everything else as it is written. Objects, arrays and maps are
 * compared value by value; a member of an object that is not named is null.
 */
final class CompareValues {
    private static final double RELATIVE_ERROR_MAX = 1e-9;

    private CompareValues() {}

    /** @param type of SQL, as {@link io.millrace.api.view.ViewColumn} names it */
    static boolean areEqual(String type, JsonNode expected, JsonNode actual) {
        if (expected.isNull() || actual.isNull() || actual.isMissingNode()) {
            return expected.isNull() && (actual.isNull() || actual.isMissingNode());
        }
        SqlType parsed = SqlType.of(type);
        return switch (parsed.name()) {
            case "BIGINT", "DECIMAL" ->
                expected.isNumber() && actual.isNumber() && number(expected).compareTo(number(actual)) == 0;
            case "DOUBLE" -> expected.isNumber() && actual.isNumber() && near(number(expected), number(actual));
            case "BOOLEAN" -> expected.equals(actual);
            case "DATE", "TIME", "TIMESTAMP" ->
                expected.isString() && sameTime(parsed.name(), expected.asString(""), actual.asString(""));
            case "ROW" -> expected.isObject() && actual.isObject() && sameMembers(parsed.parts(), expected, actual);
            case "ARRAY" -> expected.isArray() && actual.isArray() && sameElements(parsed.value(), expected, actual);
            case "MAP" -> expected.isObject() && actual.isObject() && sameEntries(parsed.value(), expected, actual);
            default -> expected.isString() && expected.asString("").equals(actual.asString(""));
        };
    }

    private static boolean sameMembers(List<SqlType.Part> members, JsonNode expected, JsonNode actual) {
        List<String> names = members.stream().map(SqlType.Part::name).toList();
        return names.containsAll(expected.propertyNames())
                && members.stream()
                        .allMatch(member -> areEqual(
                                member.type(), orNull(expected, member.name()), orNull(actual, member.name())));
    }

    private static JsonNode orNull(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value == null ? NullNode.getInstance() : value;
    }

    private static boolean sameElements(String type, JsonNode expected, JsonNode actual) {
        return expected.size() == actual.size()
                && IntStream.range(0, expected.size()).allMatch(i -> areEqual(type, expected.get(i), actual.get(i)));
    }

    private static boolean sameEntries(String type, JsonNode expected, JsonNode actual) {
        return expected.size() == actual.size()
                && expected.propertyStream()
                        .allMatch(entry -> actual.has(entry.getKey())
                                && areEqual(type, entry.getValue(), orNull(actual, entry.getKey())));
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

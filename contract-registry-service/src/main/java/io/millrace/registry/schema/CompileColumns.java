package io.millrace.registry.schema;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compiles the columns of a stream, and the members of its object columns. */
final class CompileColumns {
    private static final int NAME_LENGTH_MAX = 255;
    private static final int PRECISION_MAX = 38;
    private static final Pattern DECIMAL = Pattern.compile(
            "(?:decimal|numeric|dec)(?:\\s*\\(\\s*(\\d{1,4})\\s*(?:,\\s*(\\d{1,4})\\s*)?\\))?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern TIMESTAMP = Pattern.compile(
            "(?:timestamp|timestamptz|timestamp_ltz|timestamp_ntz|timestamp_tz)\\s*\\(\\s*(\\d{1,4})\\s*\\)(?:\\s.*)?",
            Pattern.CASE_INSENSITIVE);
    private static final int MILLIS_DIGITS = 3;
    private static final int MICROS_DIGITS = 6;

    private final Findings findings;

    private record Decimal(int precision, int scale) {}

    private CompileColumns(Findings findings) {
        this.findings = findings;
    }

    /** Columns of a stream, its key included. */
    static List<ColumnSchema> compile(List<Element> elements, Findings findings) {
        return new CompileColumns(findings).members(elements, KeyPositions.of(elements, findings), Set.of());
    }

    private List<ColumnSchema> members(List<Element> elements, KeyPositions key, Set<String> required) {
        Set<String> names = new HashSet<>();
        List<ColumnSchema> columns = new ArrayList<>();
        for (Element element : elements) {
            String name = element.text("name");
            if (name == null) {
                continue;
            }
            if (!names.add(name)) {
                findings.add(element.get("name"), "COLUMN_DUPLICATE", "There are two columns named '" + name + "'.");
                continue;
            }
            checkName(element, name);
            columns.add(column(element, name, key.of(name), required.contains(name)));
        }
        return columns;
    }

    private void checkName(Element element, String name) {
        if (name.isBlank()
                || name.length() > NAME_LENGTH_MAX
                || name.startsWith("$")
                || name.chars().anyMatch(Character::isISOControl)) {
            findings.add(
                    element.get("name"),
                    "COLUMN_NAME",
                    "A column's name has 1 to " + NAME_LENGTH_MAX
                            + " characters, no control characters, and does not begin with $. Rename it.");
        }
        StreamProperties.refuseAll(element, findings);
    }

    private ColumnSchema column(Element element, String name, int keyPosition, boolean requiredByParent) {
        String logicalType = element.text("logicalType");
        Decimal decimal = "number".equals(logicalType) ? decimal(element) : null;
        ColumnType type = type(element, name, logicalType, decimal != null);
        boolean required = element.is("required") || requiredByParent;
        if (keyPosition > 0) {
            checkKey(element, name, type, required);
        }
        Element items = element.get("items");
        return new ColumnSchema(
                name,
                type,
                required,
                keyPosition,
                decimal == null ? fraction(element, type) : decimal.precision(),
                decimal == null ? 0 : decimal.scale(),
                CompileConstraints.compile(element, type, findings),
                classification(element),
                type == ColumnType.OBJECT
                        ? members(element.items("properties"), KeyPositions.NONE, requiredMembers(element))
                        : List.of(),
                type == ColumnType.ARRAY && items.node().isObject() ? column(items, name, 0, false) : null);
    }

    private static @Nullable String classification(Element element) {
        String classification = element.text("classification");
        return classification == null ? null : classification.toLowerCase(Locale.ROOT);
    }

    private ColumnType type(Element element, String name, @Nullable String logicalType, boolean decimal) {
        if (logicalType == null) {
            if (!element.has("logicalType")) {
                findings.add(
                        element,
                        "TYPE",
                        "The column '" + name
                                + "' has no logicalType, so that nothing could be checked. Add one: string,"
                                + " integer, number, boolean, date, time, timestamp, object or array.");
            }
            return ColumnType.STRING;
        }
        return switch (logicalType) {
            case "string" -> BinaryType.is(element) ? ColumnType.BINARY : ColumnType.STRING;
            case "integer" -> ColumnType.LONG;
            case "number" -> decimal ? ColumnType.DECIMAL : ColumnType.DOUBLE;
            case "boolean" -> ColumnType.BOOLEAN;
            case "date" -> ColumnType.DATE;
            case "time" -> ColumnType.TIME;
            case "timestamp" -> ColumnType.TIMESTAMP;
            case "object" -> ColumnType.OBJECT;
            case "array" -> ColumnType.ARRAY;
            // Any other name was refused by the standard's schema.
            default -> ColumnType.STRING;
        };
    }

    private @Nullable Decimal decimal(Element element) {
        String physicalType = element.text("physicalType");
        Matcher matcher = DECIMAL.matcher(physicalType == null ? "" : physicalType.strip());
        if (!matcher.matches()) {
            return null;
        }
        String precision = matcher.group(1);
        if (precision == null) {
            findings.add(
                    element.get("physicalType"),
                    "TYPE",
                    "'" + physicalType
                            + "' says no digits. Write DECIMAL(precision,scale), for example DECIMAL(18,2).");
            return new Decimal(PRECISION_MAX, 0);
        }
        int digits = Integer.parseInt(precision);
        int scale = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        if (digits < 1 || digits > PRECISION_MAX || scale > digits) {
            findings.add(
                    element.get("physicalType"),
                    "TYPE",
                    "'" + physicalType + "' is out of range. The precision is 1 to " + PRECISION_MAX
                            + ", the scale 0 to the precision.");
        }
        return new Decimal(digits, scale);
    }

    /** 6 for a timestamp of microseconds, else 0. */
    private int fraction(Element element, ColumnType type) {
        String physicalType = element.text("physicalType");
        Matcher matcher = TIMESTAMP.matcher(physicalType == null ? "" : physicalType.strip());
        if (type != ColumnType.TIMESTAMP || !matcher.matches()) {
            return 0;
        }
        int digits = Integer.parseInt(matcher.group(1));
        if (digits > MICROS_DIGITS) {
            findings.add(
                    element.get("physicalType"),
                    "TYPE",
                    "'" + physicalType + "' has more digits than the " + MICROS_DIGITS
                            + " that are kept. Write TIMESTAMP(6), which cuts off what is finer than a microsecond.");
        }
        return digits > MILLIS_DIGITS ? MICROS_DIGITS : 0;
    }

    private void checkKey(Element element, String name, ColumnType type, boolean required) {
        if (!required) {
            findings.add(
                    element,
                    "KEY_NOT_REQUIRED",
                    "The key column '" + name
                            + "' may be absent, and an event without key has no place. Add required: true.");
        }
        switch (type) {
            case OBJECT, ARRAY, DOUBLE ->
                findings.add(
                        element.get("logicalType"),
                        "KEY_TYPE",
                        "The key column '" + name
                                + "' cannot be compared exactly. Use a string, an integer, or a number"
                                + " with physicalType DECIMAL(p,s).");
            case STRING, BINARY, LONG, DECIMAL, BOOLEAN, DATE, TIME, TIMESTAMP -> {}
        }
    }

    private Set<String> requiredMembers(Element element) {
        Element options = element.get("logicalTypeOptions");
        Set<String> known = new HashSet<>();
        element.items("properties").forEach(member -> known.add(String.valueOf(member.text("name"))));
        Set<String> required = new HashSet<>();
        for (Element item : options.items("required")) {
            String name = item.node().asString("");
            if (!known.contains(name)) {
                findings.add(
                        item,
                        "REQUIRED_MEMBER",
                        "'" + name + "' is required but not among the object's properties. Describe it there.",
                        NearestName.of(name, known)
                                .map(nearest -> "Did you mean '" + nearest + "'?")
                                .orElse(null));
            }
            required.add(name);
        }
        return required;
    }
}

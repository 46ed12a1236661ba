package io.millrace.registry.schema;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles the columns of a stream, and the members of its object columns. */
final class CompileColumns {
    private static final int NAME_LENGTH_MAX = 255;

    private final Findings findings;

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
        PhysicalType physical = PhysicalType.of(element, logicalType, findings);
        ColumnType type = type(element, name, logicalType, physical);
        boolean required = element.is("required") || requiredByParent;
        if (keyPosition > 0) {
            checkKey(element, name, type, required);
        }
        return new ColumnSchema(
                name,
                type,
                required,
                keyPosition,
                physical.precision(),
                physical.scale(),
                CompileConstraints.compile(element, type, findings),
                classification(element),
                type == ColumnType.OBJECT
                        ? members(element.items("properties"), KeyPositions.NONE, requiredMembers(element))
                        : List.of(),
                items(element, name, type, physical));
    }

    private @Nullable ColumnSchema items(Element element, String name, ColumnType type, PhysicalType physical) {
        if (type == ColumnType.MAP) {
            return physical.value();
        }
        Element items = element.get("items");
        return type == ColumnType.ARRAY && items.node().isObject() ? column(items, name, 0, false) : null;
    }

    private static @Nullable String classification(Element element) {
        String classification = element.text("classification");
        return classification == null ? null : classification.toLowerCase(Locale.ROOT);
    }

    private ColumnType type(Element element, String name, @Nullable String logicalType, PhysicalType physical) {
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
            case "number" -> physical.precision() > 0 ? ColumnType.DECIMAL : ColumnType.DOUBLE;
            case "boolean" -> ColumnType.BOOLEAN;
            case "date" -> ColumnType.DATE;
            case "time" -> ColumnType.TIME;
            case "timestamp" -> ColumnType.TIMESTAMP;
            case "object" -> physical.value() == null ? ColumnType.OBJECT : ColumnType.MAP;
            case "array" -> ColumnType.ARRAY;
            // Any other name was refused by the standard's schema.
            default -> ColumnType.STRING;
        };
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
            case OBJECT, MAP, ARRAY, DOUBLE ->
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

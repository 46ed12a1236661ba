package io.millrace.registry.compatibility;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnSchema.Constraints;
import io.millrace.api.contract.ColumnType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lists the differences between two versions of one column, its members and items apart. */
final class CompareColumns {
    /** Digits of the greatest 64-bit integer. */
    private static final int LONG_DIGITS = 19;

    private final List<Change> changes = new ArrayList<>();
    private final String name;
    private final String pointer;

    private CompareColumns(String name, String pointer) {
        this.name = name;
        this.pointer = pointer;
    }

    static List<Change> compare(ColumnSchema before, ColumnSchema after, String pointer) {
        CompareColumns comparison = new CompareColumns(after.name(), pointer);
        if (before.required() != after.required()) {
            comparison.bounds("required", before.required(), after.required(), after.required(), before.required());
        }
        if (comparison.sameType(before, after)) {
            comparison.constraints(before.constraints(), after.constraints());
        }
        return comparison.changes;
    }

    /** The type as a contract writes it. */
    static String type(ColumnSchema column) {
        return switch (column.type()) {
            case BINARY -> "VARBINARY";
            case LONG -> "integer";
            case DOUBLE -> "number";
            case DECIMAL -> "DECIMAL(" + column.precision() + "," + column.scale() + ")";
            case TIMESTAMP -> column.isMicros() ? "TIMESTAMP(6)" : "timestamp";
            case MAP -> "MAP<VARCHAR," + value(column) + ">";
            case STRING, BOOLEAN, DATE, TIME, OBJECT, ARRAY ->
                column.type().name().toLowerCase(Locale.ROOT);
        };
    }

    private static String value(ColumnSchema map) {
        ColumnSchema value = map.items();
        return value == null
                ? "?"
                : switch (value.type()) {
                    case STRING -> "VARCHAR";
                    case LONG -> "BIGINT";
                    case DOUBLE -> "DOUBLE";
                    case BINARY, DECIMAL, BOOLEAN, DATE, TIME, TIMESTAMP, OBJECT, MAP, ARRAY ->
                        type(value).toUpperCase(Locale.ROOT);
                };
    }

    private boolean sameType(ColumnSchema before, ColumnSchema after) {
        if (type(before).equals(type(after))) {
            return true;
        }
        boolean widened = widens(before, after);
        String detail = "~ " + name + ": " + type(before) + " → " + type(after);
        changes.add(new Change(
                widened ? Change.Kind.LOOSENED : Change.Kind.COLUMN_RETYPED,
                pointer + "/logicalType",
                detail,
                !widened,
                !widens(after, before)));
        return widened;
    }

    private static boolean widens(ColumnSchema before, ColumnSchema after) {
        if (before.type() == ColumnType.LONG) {
            return after.type() == ColumnType.DOUBLE
                    || after.type() == ColumnType.DECIMAL && after.precision() - after.scale() >= LONG_DIGITS;
        }
        if (before.type() == ColumnType.TIMESTAMP) {
            return after.isMicros();
        }
        return before.type() == ColumnType.DECIMAL
                && after.type() == ColumnType.DECIMAL
                && after.scale() >= before.scale()
                && after.precision() - after.scale() >= before.precision() - before.scale();
    }

    private void constraints(Constraints before, Constraints after) {
        lower("minLength", decimal(before.minLength()), decimal(after.minLength()));
        upper("maxLength", decimal(before.maxLength()), decimal(after.maxLength()));
        lower("minItems", decimal(before.minItems()), decimal(after.minItems()));
        upper("maxItems", decimal(before.maxItems()), decimal(after.maxItems()));
        range(Bound.least(before), Bound.least(after), true);
        range(Bound.greatest(before), Bound.greatest(after), false);
        multiples(before.multipleOf(), after.multipleOf());
        given("pattern", before.pattern(), after.pattern());
        given("format", before.format(), after.format());
        // Texts in one format do not sort like what they mean, so any other bound counts as a tighter one.
        given("minimum", before.minimumText(), after.minimumText());
        given("maximum", before.maximumText(), after.maximumText());
        unique(Boolean.TRUE.equals(before.uniqueItems()), Boolean.TRUE.equals(after.uniqueItems()));
        offsets(before, after);
        values(before.enumValues(), after.enumValues());
    }

    private void lower(String option, @Nullable BigDecimal before, @Nullable BigDecimal after) {
        int order = compare(before, after, -1);
        if (order != 0) {
            bounds(option, before, after, order < 0, order > 0);
        }
    }

    private void upper(String option, @Nullable BigDecimal before, @Nullable BigDecimal after) {
        int order = compare(before, after, 1);
        if (order != 0) {
            bounds(option, before, after, order > 0, order < 0);
        }
    }

    private void range(@Nullable Bound before, @Nullable Bound after, boolean least) {
        int order = before == null || after == null
                ? compare(before == null ? null : before.value(), after == null ? null : after.value(), least ? -1 : 1)
                : before.compareTo(after);
        if (order != 0) {
            boolean tightens = least == (order < 0);
            bounds(least ? "minimum" : "maximum", before, after, tightens, !tightens);
        }
    }

    /** @param absent how an absent bound stands to a present one */
    private static int compare(@Nullable BigDecimal before, @Nullable BigDecimal after, int absent) {
        if (before == null || after == null) {
            return before == after ? 0 : before == null ? absent : -absent;
        }
        return before.compareTo(after);
    }

    private void multiples(@Nullable BigDecimal before, @Nullable BigDecimal after) {
        if (compare(before, after, 1) != 0) {
            bounds("multipleOf", before, after, !divides(after, before), !divides(before, after));
        }
    }

    /** Whether every multiple of the whole is one of the part; no rule at all divides everything. */
    private static boolean divides(@Nullable BigDecimal part, @Nullable BigDecimal whole) {
        return part == null || whole != null && whole.remainder(part).signum() == 0;
    }

    /** A rule that cannot be compared: none is loosest, any other one counts as tighter both ways. */
    private void given(String option, @Nullable String before, @Nullable String after) {
        if (!Objects.equals(before, after)) {
            bounds(option, before, after, after != null, before != null);
        }
    }

    private void unique(boolean before, boolean after) {
        if (before != after) {
            bounds("uniqueItems", before, after, after, before);
        }
    }

    private void offsets(Constraints before, Constraints after) {
        boolean was = !Boolean.FALSE.equals(before.timezone());
        boolean is = !Boolean.FALSE.equals(after.timezone());
        if (was != is) {
            bounds("timezone", was, is, true, true);
        } else if (!Objects.equals(before.defaultTimezone(), after.defaultTimezone())) {
            bounds("defaultTimezone", before.defaultTimezone(), after.defaultTimezone(), true, true);
        }
    }

    private void values(@Nullable List<String> before, @Nullable List<String> after) {
        if (!Objects.equals(
                before == null ? null : new HashSet<>(before), after == null ? null : new HashSet<>(after))) {
            boolean tightens = after != null && (before == null || !new HashSet<>(after).containsAll(before));
            boolean loosens = before != null && (after == null || !new HashSet<>(before).containsAll(after));
            bounds("valid values", before, after, tightens, loosens);
        }
    }

    private static @Nullable BigDecimal decimal(@Nullable Integer value) {
        return value == null ? null : BigDecimal.valueOf(value);
    }

    private void bounds(
            String option, @Nullable Object before, @Nullable Object after, boolean tightens, boolean loosens) {
        String was = before == null ? "(none)" : before.toString();
        String is = after == null ? "(none)" : after.toString();
        String place = option.equals("required") ? "/required" : "/logicalTypeOptions";
        changes.add(new Change(
                tightens ? Change.Kind.TIGHTENED : Change.Kind.LOOSENED,
                pointer + place,
                "~ " + name + " " + option + ": " + was + " → " + is,
                tightens,
                loosens));
    }
}

package io.millrace.processor.sql;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlRowTypeNameSpec;
import org.apache.calcite.sql.SqlUnknownLiteral;

/** The types of the dialect. Digits of a second that would be cut off in silence are refused. */
final class CheckTypes {
    private static final String LOCAL = "TIMESTAMP_WITH_LOCAL_TIME_ZONE";
    private static final Set<String> TYPES = Set.of(
            "VARCHAR",
            "VARBINARY",
            "BIGINT",
            "INTEGER",
            "DOUBLE",
            "DECIMAL",
            "BOOLEAN",
            "DATE",
            "TIME",
            "TIMESTAMP",
            LOCAL);
    private static final Pattern FRACTION = Pattern.compile("\\.(\\d*[1-9])0*(?!\\d)");
    private static final int MILLIS_DIGITS = 3;

    private final CheckExpressions.Refusals refusals;

    CheckTypes(CheckExpressions.Refusals refusals) {
        this.refusals = refusals;
    }

    void check(SqlDataTypeSpec type) {
        String name = type.getTypeName().getSimple().toUpperCase(Locale.ROOT);
        if (type.getTypeNameSpec() instanceof SqlRowTypeNameSpec row) {
            row.getFieldTypes().forEach(this::check);
        } else if (type.getCollectionsTypeName() != null || !TYPES.contains(name)) {
            String hint = switch (name) {
                case "FLOAT", "REAL" -> "Write DOUBLE.";
                case "TINYINT", "SMALLINT" -> "Write INTEGER or BIGINT.";
                case "CHAR", "CHARACTER", "TEXT", "STRING" -> "Write VARCHAR.";
                case "TIMESTAMP_TZ", "TIMESTAMP WITH TIME ZONE" -> "Write TIMESTAMP; timestamps are UTC.";
                case "BINARY", "BYTES", "BLOB", "BYTEA" -> "Write VARBINARY.";
                case "MAP" -> "Cast what is in it: CAST(x['a'] AS BIGINT).";
                case "MULTISET" -> "Read an object's members, or keep it as JSON in a VARCHAR.";
                case "ARRAY" -> "Cast what is in it: CAST(x[1] AS BIGINT).";
                default ->
                    "Types are BOOLEAN, INTEGER, BIGINT, DOUBLE, DECIMAL(p, s), VARCHAR, VARBINARY, DATE, TIME, TIMESTAMP and ROW<…>.";
            };
            refusals.refuse(type, "The type " + name.replace('_', ' ') + " is not supported.", hint);
        } else if (type.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic) {
            checkDigits(type, name, basic.getPrecision());
        }
    }

    void check(SqlLiteral literal) {
        if (literal instanceof SqlIntervalLiteral) {
            checkDigits(literal, "INTERVAL", digits(String.valueOf(literal.getValue())));
        } else if (literal instanceof SqlUnknownLiteral time) {
            checkTag(literal, time.tag.toUpperCase(Locale.ROOT));
            checkDigits(literal, time.tag.toUpperCase(Locale.ROOT), digits(time.getValue()));
        }
    }

    private void checkTag(SqlLiteral literal, String type) {
        if (type.contains("ZONE")) {
            refusals.refuse(
                    literal,
                    "The literal " + type + " is not supported.",
                    "Write TIMESTAMP '2001-01-01 00:00:00', in UTC.");
        }
    }

    private static int digits(String text) {
        Matcher matcher = FRACTION.matcher(text);
        return matcher.find() ? matcher.group(1).length() : 0;
    }

    private void checkDigits(SqlNode node, String type, int digits) {
        int most = switch (type) {
            case "TIMESTAMP", LOCAL -> Dialect.TIMESTAMP_DIGITS_MAX;
            case "TIME", "INTERVAL" -> MILLIS_DIGITS;
            default -> Integer.MAX_VALUE;
        };
        if (digits > most) {
            refusals.refuse(
                    node,
                    "A second of " + (type.equals("INTERVAL") ? "an " : "a ") + type.replace('_', ' ') + " has at most "
                            + most + " digits behind its point.",
                    type.startsWith("TIMESTAMP")
                            ? "Write TIMESTAMP(6)."
                            : "Leave out what is finer than a millisecond.");
        }
    }
}

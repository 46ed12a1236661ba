package io.millrace.registry.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code physicalType: VARBINARY} or {@code VARBINARY(n)} of a string: bytes, at most n, which stand in JSON as Base64. */
final class BinaryType {
    private static final Pattern VARBINARY =
            Pattern.compile("varbinary(?:\\s*\\(\\s*(\\d{1,10})\\s*\\))?", Pattern.CASE_INSENSITIVE);

    private BinaryType() {}

    static boolean is(Element column) {
        return matcher(column).matches();
    }

    /** How many bytes at most; null where it is not said. */
    static @Nullable Integer length(Element column, Findings findings) {
        Matcher matcher = matcher(column);
        String digits = matcher.matches() ? matcher.group(1) : null;
        if (digits == null) {
            return null;
        }
        long length = Long.parseLong(digits);
        if (length < 1 || length > Integer.MAX_VALUE) {
            findings.add(
                    column.get("physicalType"),
                    "TYPE",
                    "'" + column.text("physicalType") + "' is out of range. The length is 1 to " + Integer.MAX_VALUE
                            + " bytes; without one any length is taken.");
            return null;
        }
        return (int) length;
    }

    /** The lesser of two bounds, either of which may not be there. */
    static @Nullable Integer least(@Nullable Integer a, @Nullable Integer b) {
        return a == null || b == null ? (a == null ? b : a) : (Integer) Math.min(a, b);
    }

    private static Matcher matcher(Element column) {
        String physicalType = column.text("physicalType");
        return VARBINARY.matcher(physicalType == null ? "" : physicalType.strip());
    }
}

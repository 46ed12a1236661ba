package io.millrace.processor.stage;

import io.millrace.processor.step.Nested;
import io.millrace.processor.step.RowWriter;
import io.millrace.processor.step.ValueType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as they are served: BIGINT and INTEGER as integers, DOUBLE in its shortest form and NaN and the infinities as null,
 * DECIMAL with all digits of its scale, TIMESTAMP as {@code 2001-01-31T23:59:58Z} with {@code .123} before the Z where the
 * milliseconds are not 0 and {@code .123456} where a TIMESTAMP(6) has microseconds, DATE as {@code 2001-01-31}, TIME as {@code 23:59:58} with {@code .123} likewise,
 * ROW as an object and ARRAY as an array. Not thread-safe.
 */
final class RowJson {
    private static final int DAY_MS = 86_400_000;
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private final ValueType[] types;
    private final byte[][] members;
    private final RowWriter out = new RowWriter(256);

    RowJson(List<ViewPlan.Column> columns) {
        types = columns.stream().map(ViewPlan.Column::type).toArray(ValueType[]::new);
        members = new byte[types.length][];
        for (int i = 0; i < members.length; i++) {
            RowWriter member = new RowWriter(32);
            member.putByte(i == 0 ? '{' : ',');
            string(columns.get(i).name(), member);
            members[i] = member.putByte(':').toByteArray();
        }
    }

    /** The first {@code width} columns as an object; valid until the next call. */
    RowWriter object(@Nullable Object[] row, int width) {
        out.clear();
        for (int i = 0; i < width; i++) {
            out.putBytes(members[i]);
            value(types[i], row[i]);
        }
        return (width == 0 ? out.putByte('{') : out).putByte('}');
    }

    /** Some columns as an array; valid until the next call. */
    RowWriter array(@Nullable Object[] row, int[] columns) {
        out.clear().putByte('[');
        for (int i = 0; i < columns.length; i++) {
            if (i > 0) {
                out.putByte(',');
            }
            value(types[columns[i]], row[columns[i]]);
        }
        return out.putByte(']');
    }

    private void value(ValueType type, @Nullable Object value) {
        if (value == null) {
            out.putBytes(NULL);
            return;
        }
        switch (type.kind()) {
            case BOOLEAN -> ascii(value.toString());
            case INTEGER -> integer((Integer) value);
            case BIGINT -> integer((Long) value);
            case DOUBLE -> ascii(Double.isFinite((Double) value) ? value.toString() : "null");
            case DECIMAL -> ascii(((BigDecimal) value).toPlainString());
            case VARCHAR -> string((String) value, out);
            case DATE -> quoted(() -> date((Integer) value));
            case TIME -> quoted(() -> time((Integer) value, 0));
            case TIMESTAMP -> quoted(() -> timestamp((Long) value, 0));
            case TIMESTAMP_MICROS -> quoted(() -> micros((Long) value));
            case ROW -> row(type, (Nested) value);
            case ARRAY -> array(type.element(), (Nested) value);
        }
    }

    private void row(ValueType type, Nested row) {
        out.putByte('{');
        for (int i = 0; i < row.size(); i++) {
            ValueType.Field field = type.fields().get(i);
            if (i > 0) {
                out.putByte(',');
            }
            string(field.name(), out);
            out.putByte(':');
            value(field.type(), row.get(i));
        }
        out.putByte('}');
    }

    private void array(ValueType element, Nested array) {
        out.putByte('[');
        for (int i = 0; i < array.size(); i++) {
            if (i > 0) {
                out.putByte(',');
            }
            value(element, array.get(i));
        }
        out.putByte(']');
    }

    private void quoted(Runnable content) {
        out.putByte('"');
        content.run();
        out.putByte('"');
    }

    private void integer(long value) {
        if (value == Long.MIN_VALUE) {
            ascii("-9223372036854775808");
            return;
        }
        long rest = value;
        if (value < 0) {
            out.putByte('-');
            rest = -value;
        }
        digits(rest, Math.max(1, width(rest)));
    }

    private static int width(long value) {
        int width = 0;
        for (long rest = value; rest > 0; rest /= 10) {
            width++;
        }
        return width;
    }

    private void digits(long value, int width) {
        int start = out.size();
        for (int i = 0; i < width; i++) {
            out.putByte('0');
        }
        byte[] bytes = out.array();
        long rest = value;
        for (int i = start + width - 1; i >= start; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private void micros(long value) {
        timestamp(Math.floorDiv(value, 1000L), (int) Math.floorMod(value, 1000L));
    }

    private void timestamp(long millis, int microsOfMs) {
        date(Math.floorDiv(millis, (long) DAY_MS));
        out.putByte('T');
        time((int) Math.floorMod(millis, (long) DAY_MS), microsOfMs);
        out.putByte('Z');
    }

    private void date(long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        if (date.getYear() < 0 || date.getYear() > 9999) {
            ascii(date.toString());
            return;
        }
        digits(date.getYear(), 4);
        out.putByte('-');
        digits(date.getMonthValue(), 2);
        out.putByte('-');
        digits(date.getDayOfMonth(), 2);
    }

    private void time(int millisOfDay, int microsOfMs) {
        digits(millisOfDay / 3_600_000, 2);
        out.putByte(':');
        digits(millisOfDay / 60_000 % 60, 2);
        out.putByte(':');
        digits(millisOfDay / 1000 % 60, 2);
        if (millisOfDay % 1000 != 0 || microsOfMs != 0) {
            out.putByte('.');
            digits(millisOfDay % 1000, 3);
        }
        if (microsOfMs != 0) {
            digits(microsOfMs, 3);
        }
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            out.putByte(text.charAt(i));
        }
    }

    /** A JSON string; half of a surrogate pair becomes a question mark. */
    private static void string(String text, RowWriter out) {
        out.putByte('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                int codePoint = text.codePointAt(i);
                utf8(codePoint, out);
                i += Character.charCount(codePoint) - 1;
            } else if (c == '"' || c == '\\') {
                out.putByte('\\').putByte(c);
            } else if (c < 0x20) {
                control(c, out);
            } else {
                out.putByte(c);
            }
        }
        out.putByte('"');
    }

    private static void utf8(int codePoint, RowWriter out) {
        if (codePoint < 0x800) {
            out.putByte(0xC0 | codePoint >> 6);
        } else if (codePoint < 0x10000) {
            if (Character.isSurrogate((char) codePoint)) {
                out.putByte('?');
                return;
            }
            out.putByte(0xE0 | codePoint >> 12).putByte(0x80 | codePoint >> 6 & 0x3F);
        } else {
            out.putByte(0xF0 | codePoint >> 18)
                    .putByte(0x80 | codePoint >> 12 & 0x3F)
                    .putByte(0x80 | codePoint >> 6 & 0x3F);
        }
        out.putByte(0x80 | codePoint & 0x3F);
    }

    private static void control(char c, RowWriter out) {
        switch (c) {
            case '\n' -> out.putByte('\\').putByte('n');
            case '\r' -> out.putByte('\\').putByte('r');
            case '\t' -> out.putByte('\\').putByte('t');
            default ->
                out.putByte('\\')
                        .putByte('u')
                        .putByte('0')
                        .putByte('0')
                        .putByte(HEX[c >> 4])
                        .putByte(HEX[c & 15]);
        }
    }
}

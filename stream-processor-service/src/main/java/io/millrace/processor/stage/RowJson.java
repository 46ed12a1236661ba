package io.millrace.processor.stage;

import io.millrace.processor.step.Bytes;
import io.millrace.processor.step.Nested;
import io.millrace.processor.step.RowWriter;
import io.millrace.processor.step.ValueType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows as they are served: BIGINT and INTEGER as integers, DOUBLE in its shortest form and NaN and the infinities as null,
 * DECIMAL with all digits of its scale, VARBINARY as Base64, TIMESTAMP as {@code 2001-01-31T23:59:58Z} with {@code .123} before the Z where the
 * milliseconds are not 0 and {@code .123456} where a TIMESTAMP(6) has microseconds, DATE as {@code 2001-01-31}, TIME as {@code 23:59:58} with {@code .123} likewise,
 * INTERVAL as the duration {@code PT49H30M} or the period {@code P1Y2M} of ISO 8601, ROW as an object, ARRAY as an array and
 * MAP as an object with its keys in the order of their code points. Not thread-safe.
 */
final class RowJson {
    private static final int DAY_MS = 86_400_000;
    /** Decimal digits of the greatest BIGINT. */
    private static final int LONG_DIGITS = 19;

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private final ValueType[] types;
    private final byte[][] members;
    private final RowWriter out = new RowWriter(256);
    /** The date that was written last, which is that of most rows. */
    private byte[] dateBefore = {'1', '9', '7', '0', '-', '0', '1', '-', '0', '1'};

    private long dayBefore;

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
            case VARBINARY -> quoted(() -> ascii(((Bytes) value).toBase64()));
            case DATE -> quoted(() -> date((Integer) value));
            case TIME -> quoted(() -> time((Integer) value, 0));
            case TIMESTAMP -> quoted(() -> timestamp((Long) value, 0));
            case TIMESTAMP_MICROS -> quoted(() -> micros((Long) value));
            case INTERVAL_DAY_SECOND ->
                quoted(() -> ascii(Duration.ofMillis((Long) value).toString()));
            case INTERVAL_YEAR_MONTH -> quoted(() -> ascii(months((Long) value)));
            case ROW -> row(type, (Nested) value);
            case ARRAY -> array(type.element(), (Nested) value);
            case MAP -> map(type.mapped(), (Nested) value);
        }
    }

    private void map(ValueType type, Nested map) {
        out.putByte('{');
        for (int i = 0; i < map.size(); i += 2) {
            if (i > 0) {
                out.putByte(',');
            }
            string((String) Objects.requireNonNull(map.get(i)), out);
            out.putByte(':');
            value(type, map.get(i + 1));
        }
        out.putByte('}');
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

    private static String months(long value) {
        String years = value / 12 == 0 ? "" : value / 12 + "Y";
        return "P" + years + (value % 12 == 0 && !years.isEmpty() ? "" : value % 12 + "M");
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
        out.putDigits(rest, width(rest));
    }

    private static int width(long value) {
        int width = 1;
        for (long bound = 10; width < LONG_DIGITS && value >= bound; bound *= 10) {
            width++;
        }
        return width;
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
        if (epochDay != dayBefore) {
            LocalDate date = LocalDate.ofEpochDay(epochDay);
            dateBefore = date.toString().getBytes(StandardCharsets.ISO_8859_1);
            dayBefore = epochDay;
        }
        out.putBytes(dateBefore);
    }

    private void time(int millisOfDay, int microsOfMs) {
        out.putDigits(millisOfDay / 3_600_000, 2);
        out.putByte(':');
        out.putDigits(millisOfDay / 60_000 % 60, 2);
        out.putByte(':');
        out.putDigits(millisOfDay / 1000 % 60, 2);
        if (millisOfDay % 1000 != 0 || microsOfMs != 0) {
            out.putByte('.');
            out.putDigits(millisOfDay % 1000, 3);
        }
        if (microsOfMs != 0) {
            out.putDigits(microsOfMs, 3);
        }
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            out.putByte(text.charAt(i));
        }
    }

    /** A JSON string; half of a surrogate pair becomes a question mark. */
    private static void string(String text, RowWriter out) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.putByte('"');
        int plain = 0;
        for (int i = 0; i < utf8.length; i++) {
            byte c = utf8[i];
            if (c == '"' || c == '\\' || c >= 0 && c < 0x20) {
                out.putBytes(utf8, plain, i - plain);
                escape(c, out);
                plain = i + 1;
            }
        }
        out.putBytes(utf8, plain, utf8.length - plain).putByte('"');
    }

    private static void escape(byte c, RowWriter out) {
        switch (c) {
            case '"', '\\' -> out.putByte('\\').putByte(c);
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

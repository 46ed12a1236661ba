package io.millrace.views.row;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewColumn;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Keys as bytes whose unsigned order is the order of the key's values, column after column, nulls first; so that Redis
 * keeps rows in key order and a leading part of the key is a range. Equal values have equal bytes, however the changelog
 * spells them.
 *
 * <pre>
 * null         00
 * VARCHAR      01, UTF-8 with 00 as 00 FF, then 00 01
 * VARBINARY    01, its bytes with 00 as 00 FF, then 00 01
 * BIGINT       01, 8 bytes, sign flipped
 * DOUBLE       01, 8 bytes of IEEE 754, made ordered
 * DECIMAL      01, unscaled value at the column's scale, 17 bytes, sign flipped
 * BOOLEAN      01, 00 or 01
 * DATE, TIME   01, 8 bytes: day of the epoch, nanosecond of the day
 * ROW, ARRAY,  01, their JSON as a VARCHAR
 * MAP
 * TIMESTAMP    01, 8 bytes second of the epoch, 4 bytes nanosecond
 * INTERVAL     01, 8 bytes second and 4 bytes nanosecond, or 8 bytes months, sign flipped
 * hidden key   01, 8 bytes partition, 8 bytes offset
 * </pre>
 *
 * <p>The values of an index have nulls last, as 02: read forward and backward that is the order of nulls that {@code order=} has where it
 * says none.
 */
public final class KeyCodec {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int DECIMAL_BYTES = 17;
    private static final byte NULL_FIRST = 0;
    private static final byte VALUE = 1;
    private static final byte NULL_LAST = 2;
    private static final int TEXT_END_BYTES = 2;

    /** The position of a key column that is no column of the rows. */
    private static final int HIDDEN = -1;

    private final List<Part> parts;
    private final boolean hidden;
    /** What every encoding begins with. */
    private final byte[] lead;

    private final byte nullMark;

    private record Part(String name, int position, ValueType type, int scale) {
        static Part of(int position, ViewColumn column) {
            return new Part(column.name(), position, ValueType.of(column.type()), KeyCodec.scale(column.type()));
        }
    }

    private KeyCodec(List<Part> parts, boolean hidden, byte[] lead, byte nullMark) {
        this.parts = List.copyOf(parts);
        this.hidden = hidden;
        this.lead = lead;
        this.nullMark = nullMark;
    }

    private static KeyCodec ofKey(List<Part> parts, boolean hidden) {
        return new KeyCodec(parts, hidden, new byte[0], NULL_FIRST);
    }

    /**
     * The values of an index.
     *
     * @param lead what every encoding begins with
     * @param columns names of columns of the rows
     * @throws IllegalArgumentException where the view does not have one of them
     */
    static KeyCodec ofIndex(PublishedView view, byte[] lead, List<String> columns) {
        Map<String, Part> known = selected(view);
        return new KeyCodec(
                columns.stream().map(name -> known(view, known, name)).toList(), false, lead, NULL_LAST);
    }

    /** @throws IllegalArgumentException where the key names a column that the view does not have */
    public static KeyCodec of(PublishedView view) {
        if (view.hasHiddenKey()) {
            return ofKey(List.of(new Part(PublishedView.HIDDEN_KEY, HIDDEN, ValueType.TEXT, 0)), true);
        }
        Map<String, Part> known = selected(view);
        for (ViewColumn column : view.hiddenColumns()) {
            known.putIfAbsent(column.name(), Part.of(HIDDEN, column));
        }
        return ofKey(view.key().stream().map(name -> known(view, known, name)).toList(), false);
    }

    private static Map<String, Part> selected(PublishedView view) {
        Map<String, Part> parts = new HashMap<>();
        for (int i = 0; i < view.columns().size(); i++) {
            parts.put(view.columns().get(i).name(), Part.of(i, view.columns().get(i)));
        }
        return parts;
    }

    private static Part known(PublishedView view, Map<String, Part> known, String name) {
        Part part = known.get(name);
        if (part == null) {
            throw new IllegalArgumentException("view " + view.name() + " has no column " + name);
        }
        return part;
    }

    /**
     * Positions of the key's leading columns among the row's, in key order, up to the first one that is no member of the
     * rows: what filters can make a part of the index of.
     */
    public List<Integer> positions() {
        return parts.stream()
                .map(Part::position)
                .takeWhile(position -> position != HIDDEN)
                .toList();
    }

    /** How many values the key has; 0 for the one row of a global aggregate. */
    public int size() {
        return parts.size();
    }

    /** The column's name; of one that is no member of the rows, without the mark. */
    public String name(int index) {
        Part part = parts.get(index);
        return part.position == HIDDEN ? part.name.substring(PublishedView.HIDDEN.length()) : part.name;
    }

    public ValueType type(int index) {
        return parts.get(index).type;
    }

    /** Whether the key is the row's place in the stream, {@code partition-offset}. */
    public boolean isHidden() {
        return hidden;
    }

    /**
     * @param json the key's values as a JSON array, as the changelog has it
     * @throws IllegalArgumentException where it is not an array of such values
     */
    public byte[] fromJson(byte[] json) {
        List<@Nullable Object> values = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IllegalArgumentException("a key is not a JSON array");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (values.size() == parts.size()) {
                    throw new IllegalArgumentException("a key has more values than the view's, " + parts.size());
                }
                ValueType type = type(values.size());
                values.add(parser.currentToken() == JsonToken.VALUE_NULL ? null : type.parse(text(type, parser, json)));
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("a key is not a JSON array", e);
        }
        if (values.size() != parts.size()) {
            throw new IllegalArgumentException(
                    "a key has " + values.size() + " values; the view's key has " + parts.size());
        }
        byte[] encoded = encode(values);
        if (encoded == null) {
            throw new IllegalArgumentException("a key holds a decimal outside its column's precision");
        }
        return encoded;
    }

    private static String text(ValueType type, JsonParser parser, byte[] json) {
        if (type != ValueType.NESTED) {
            return parser.getString();
        }
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int to = (int) parser.currentLocation().getByteOffset();
        return new String(json, from, to - from, StandardCharsets.UTF_8);
    }

    /**
     * Encodes the whole key or its leading values.
     *
     * @return null where a value cannot be in such a key, because it has more digits than the column
     */
    public byte @Nullable [] encode(List<? extends @Nullable Object> values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(32);
        out.writeBytes(lead);
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value == null) {
                out.write(nullMark);
            } else {
                out.write(VALUE);
                if (!put(out, i, value)) {
                    return null;
                }
            }
        }
        return out.toByteArray();
    }

    /**
     * The bytes that the keys begin with which have these leading values and then a text with this start.
     *
     * @param values values of the columns in front of one of type TEXT
     */
    public byte[] encodeStart(List<? extends @Nullable Object> values, String start) {
        byte[] whole = encode(Stream.concat(values.stream(), Stream.of(start)).toList());
        if (whole == null) {
            throw new IllegalArgumentException("no key has such values: " + values);
        }
        return Arrays.copyOf(whole, whole.length - TEXT_END_BYTES);
    }

    /** The bytes that the keys begin with which have these leading values and then one that is not null. */
    public byte @Nullable [] encodeNotNull(List<? extends @Nullable Object> values) {
        byte[] start = encode(values);
        if (start == null) {
            return null;
        }
        byte[] marked = Arrays.copyOf(start, start.length + 1);
        marked[start.length] = VALUE;
        return marked;
    }

    private boolean put(ByteArrayOutputStream out, int index, Object value) {
        switch (type(index)) {
            case TEXT, NESTED -> putText(out, (String) value);
            case BYTES -> putBytes(out, ((Bytes) value).array());
            case LONG, MONTHS -> putLong(out, (Long) value);
            case DOUBLE -> putOrdered(out, Double.doubleToLongBits((Double) value));
            case DECIMAL -> {
                return putDecimal(out, (BigDecimal) value, parts.get(index).scale);
            }
            case BOOLEAN -> out.write((Boolean) value ? 1 : 0);
            case DATE -> putLong(out, ((LocalDate) value).toEpochDay());
            case TIME -> putLong(out, ((LocalTime) value).toNanoOfDay());
            case DURATION -> {
                putLong(out, ((Duration) value).getSeconds());
                out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                        .putInt(((Duration) value).getNano())
                        .array());
            }
            case TIMESTAMP -> {
                putLong(out, ((Instant) value).getEpochSecond());
                out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                        .putInt(((Instant) value).getNano())
                        .array());
            }
        }
        return true;
    }

    private void putText(ByteArrayOutputStream out, String value) {
        if (hidden) {
            int dash = value.indexOf('-');
            putLong(out, Long.parseLong(value, 0, Math.max(dash, 0), 10));
            putLong(out, Long.parseLong(value, dash + 1, value.length(), 10));
            return;
        }
        putBytes(out, value.getBytes(StandardCharsets.UTF_8));
    }

    private static void putBytes(ByteArrayOutputStream out, byte[] bytes) {
        for (byte b : bytes) {
            out.write(b);
            if (b == 0) {
                out.write(0xFF);
            }
        }
        out.write(0);
        out.write(1);
    }

    private static void putLong(ByteArrayOutputStream out, long value) {
        out.writeBytes(
                ByteBuffer.allocate(Long.BYTES).putLong(value ^ Long.MIN_VALUE).array());
    }

    private static void putOrdered(ByteArrayOutputStream out, long bits) {
        putLong(out, bits < 0 ? ~bits ^ Long.MIN_VALUE : bits);
    }

    private static boolean putDecimal(ByteArrayOutputStream out, BigDecimal value, int scale) {
        BigInteger unscaled;
        try {
            unscaled = value.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue();
        } catch (ArithmeticException e) {
            return false;
        }
        byte[] digits = unscaled.toByteArray();
        if (digits.length > DECIMAL_BYTES) {
            return false;
        }
        byte[] padded = new byte[DECIMAL_BYTES];
        Arrays.fill(padded, 0, DECIMAL_BYTES - digits.length, (byte) (unscaled.signum() < 0 ? 0xFF : 0));
        System.arraycopy(digits, 0, padded, DECIMAL_BYTES - digits.length, digits.length);
        padded[0] ^= (byte) 0x80;
        out.writeBytes(padded);
        return true;
    }

    private static int scale(String sqlType) {
        int comma = sqlType.indexOf(',');
        return comma < 0 || ValueType.of(sqlType) != ValueType.DECIMAL
                ? 0
                : Integer.parseInt(
                        sqlType.substring(comma + 1, sqlType.indexOf(')')).strip());
    }
}

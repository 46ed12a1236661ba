package io.millrace.views.row;

import io.millrace.api.view.PublishedView;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
 * BIGINT       01, 8 bytes, sign flipped
 * DOUBLE       01, 8 bytes of IEEE 754, made ordered
 * DECIMAL      01, unscaled value at the column's scale, 17 bytes, sign flipped
 * BOOLEAN      01, 00 or 01
 * DATE, TIME   01, 8 bytes: day of the epoch, nanosecond of the day
 * TIMESTAMP    01, 8 bytes second of the epoch, 4 bytes nanosecond
 * hidden key   01, 8 bytes partition, 8 bytes offset
 * </pre>
 */
public final class KeyCodec {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int DECIMAL_BYTES = 17;
    private static final byte NULL = 0;
    private static final byte VALUE = 1;

    private final List<Integer> positions;
    private final List<ValueType> types;
    private final List<Integer> scales;
    private final boolean hidden;

    private KeyCodec(List<Integer> positions, List<ValueType> types, List<Integer> scales, boolean hidden) {
        this.positions = List.copyOf(positions);
        this.types = List.copyOf(types);
        this.scales = List.copyOf(scales);
        this.hidden = hidden;
    }

    /** @throws IllegalArgumentException where the key names a column that the view does not have */
    public static KeyCodec of(PublishedView view) {
        if (view.hasHiddenKey()) {
            return new KeyCodec(List.of(), List.of(ValueType.TEXT), List.of(0), true);
        }
        RowColumns columns = RowColumns.of(view);
        List<Integer> positions = new ArrayList<>();
        List<ValueType> types = new ArrayList<>();
        List<Integer> scales = new ArrayList<>();
        for (String name : view.key()) {
            Integer position = columns.position(name);
            if (position == null) {
                throw new IllegalArgumentException("view " + view.name() + " has no key column " + name);
            }
            positions.add(position);
            types.add(columns.type(position));
            scales.add(scale(view.columns().get(position).type()));
        }
        return new KeyCodec(positions, types, scales, false);
    }

    /** Positions of the key's columns among the row's, in key order; empty for a hidden key. */
    public List<Integer> positions() {
        return positions;
    }

    /** How many values the key has. */
    public int size() {
        return types.size();
    }

    public ValueType type(int index) {
        return types.get(index);
    }

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
                ValueType type = types.get(Math.min(values.size(), types.size() - 1));
                values.add(parser.currentToken() == JsonToken.VALUE_NULL ? null : type.parse(parser.getString()));
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("a key is not a JSON array", e);
        }
        if (values.size() != types.size()) {
            throw new IllegalArgumentException(
                    "a key has " + values.size() + " values; the view's key has " + types.size());
        }
        byte[] encoded = encode(values);
        if (encoded == null) {
            throw new IllegalArgumentException("a key holds a decimal outside its column's precision");
        }
        return encoded;
    }

    /**
     * Encodes the whole key or its leading values.
     *
     * @return null where a value cannot be in such a key, because it has more digits than the column
     */
    public byte @Nullable [] encode(List<? extends @Nullable Object> values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(32);
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value == null) {
                out.write(NULL);
            } else {
                out.write(VALUE);
                if (!put(out, i, value)) {
                    return null;
                }
            }
        }
        return out.toByteArray();
    }

    private boolean put(ByteArrayOutputStream out, int index, Object value) {
        switch (types.get(index)) {
            case TEXT -> putText(out, (String) value);
            case LONG -> putLong(out, (Long) value);
            case DOUBLE -> putOrdered(out, Double.doubleToLongBits((Double) value));
            case DECIMAL -> {
                return putDecimal(out, (BigDecimal) value, scales.get(index));
            }
            case BOOLEAN -> out.write((Boolean) value ? 1 : 0);
            case DATE -> putLong(out, ((LocalDate) value).toEpochDay());
            case TIME -> putLong(out, ((LocalTime) value).toNanoOfDay());
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
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
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
        return comma < 0
                ? 0
                : Integer.parseInt(
                        sqlType.substring(comma + 1, sqlType.indexOf(')')).strip());
    }
}

package io.millrace.processor.step;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of rows of known types: a bit per column that says null, then the values that are not.
 *
 * <pre>
 * (7, null, "ab")   →   00000010 | zigzag 7 | 2 'a' 'b'
 * </pre>
 */
public final class RowCodec {
    private final ValueType.Kind[] kinds;
    private final int bitmapBytes;

    public RowCodec(List<ValueType> types) {
        kinds = types.stream().map(ValueType::kind).toArray(ValueType.Kind[]::new);
        bitmapBytes = (kinds.length + 7) / 8;
    }

    public int width() {
        return kinds.length;
    }

    /** @param row at least as wide as the codec; what stands behind is not written */
    public void write(@Nullable Object[] row, RowWriter out) {
        for (int i = 0; i < bitmapBytes; i++) {
            int bits = 0;
            for (int column = i * 8; column < Math.min(kinds.length, i * 8 + 8); column++) {
                bits |= row[column] == null ? 1 << (column & 7) : 0;
            }
            out.putByte(bits);
        }
        for (int column = 0; column < kinds.length; column++) {
            Object value = row[column];
            if (value != null) {
                writeValue(kinds[column], value, out);
            }
        }
    }

    public @Nullable Object[] read(RowReader in) {
        @Nullable Object[] row = new @Nullable Object[kinds.length];
        read(in, row);
        return row;
    }

    /** Fills the leading columns of {@code row}. */
    public void read(RowReader in, @Nullable Object[] row) {
        long bits = 0;
        int known = Math.min(bitmapBytes, 8);
        int bitmapAt = in.position();
        for (int i = 0; i < bitmapBytes; i++) {
            long b = in.getByte();
            if (i < known) {
                bits |= b << (8 * i);
            }
        }
        byte[] array = in.array();
        for (int column = 0; column < kinds.length; column++) {
            boolean isNull = column < 64
                    ? (bits >>> column & 1) != 0
                    : (array[bitmapAt + (column >>> 3)] >>> (column & 7) & 1) != 0;
            row[column] = isNull ? null : readValue(kinds[column], in);
        }
    }

    static void writeValue(ValueType.Kind kind, Object value, RowWriter out) {
        switch (kind) {
            case BOOLEAN -> out.putByte((Boolean) value ? 1 : 0);
            case INTEGER, DATE, TIME -> out.putZigzag((Integer) value);
            case BIGINT, TIMESTAMP, TIMESTAMP_MICROS, INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH ->
                out.putZigzag((Long) value);
            case DOUBLE -> out.putDouble((Double) value);
            case DECIMAL -> writeDecimal((BigDecimal) value, out);
            case VARCHAR -> out.putString((String) value);
            case VARBINARY -> ((Bytes) value).write(out);
            case ROW, ARRAY, MAP -> NestedCodec.write((Nested) value, out);
        }
    }

    static Object readValue(ValueType.Kind kind, RowReader in) {
        return switch (kind) {
            case BOOLEAN -> in.getByte() != 0;
            case INTEGER, DATE, TIME -> (int) in.getZigzag();
            case BIGINT, TIMESTAMP, TIMESTAMP_MICROS, INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH -> in.getZigzag();
            case DOUBLE -> in.getDouble();
            case DECIMAL -> readDecimal(in);
            case VARCHAR -> in.getString();
            case VARBINARY -> Bytes.read(in);
            case ROW, ARRAY, MAP -> NestedCodec.read(in);
        };
    }

    static void writeDecimal(BigDecimal value, RowWriter out) {
        byte[] unscaled = value.unscaledValue().toByteArray();
        out.putZigzag(value.scale()).putVarint(unscaled.length).putBytes(unscaled);
    }

    static BigDecimal readDecimal(RowReader in) {
        int scale = (int) in.getZigzag();
        return new BigDecimal(new BigInteger(in.getBytes((int) in.getVarint())), scale);
    }
}

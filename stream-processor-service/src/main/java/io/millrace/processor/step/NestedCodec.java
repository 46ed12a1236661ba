package io.millrace.processor.step;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of ROWs, ARRAYs and MAPs, which tell their types themselves: how many values, then each with a byte in front that says its
 * Java class.
 *
 * <pre>
 * (7, null, "ab")   →   3 | 3 zigzag 7 | 0 | 6 2 'a' 'b'
 * </pre>
 */
final class NestedCodec {
    private static final int NULL = 0;
    private static final int BOOLEAN = 1;
    private static final int INTEGER = 2;
    private static final int LONG = 3;
    private static final int DOUBLE = 4;
    private static final int DECIMAL = 5;
    private static final int STRING = 6;
    private static final int NESTED = 7;
    private static final int BYTES = 8;

    private NestedCodec() {}

    static void write(Nested nested, RowWriter out) {
        out.putVarint(nested.size());
        for (int i = 0; i < nested.size(); i++) {
            writeValue(nested.get(i), out);
        }
    }

    private static void writeValue(@Nullable Object value, RowWriter out) {
        switch (value) {
            case null -> out.putByte(NULL);
            case Boolean bool -> out.putByte(BOOLEAN).putByte(bool ? 1 : 0);
            case Integer number -> out.putByte(INTEGER).putZigzag(number);
            case Long number -> out.putByte(LONG).putZigzag(number);
            case Double number -> out.putByte(DOUBLE).putDouble(number);
            case BigDecimal number -> RowCodec.writeDecimal(number, out.putByte(DECIMAL));
            case String text -> out.putByte(STRING).putString(text);
            case Nested inner -> write(inner, out.putByte(NESTED));
            case Bytes bytes -> bytes.write(out.putByte(BYTES));
            default -> throw new IllegalArgumentException("no bytes for " + value.getClass());
        }
    }

    static Nested read(RowReader in) {
        @Nullable Object[] values = new @Nullable Object[(int) in.getVarint()];
        for (int i = 0; i < values.length; i++) {
            values[i] = readValue(in);
        }
        return Nested.of(values);
    }

    private static @Nullable Object readValue(RowReader in) {
        int kind = in.getByte();
        return switch (kind) {
            case NULL -> null;
            case BOOLEAN -> in.getByte() != 0;
            case INTEGER -> (Object) (int) in.getZigzag();
            case LONG -> (Object) in.getZigzag();
            case DOUBLE -> (Object) in.getDouble();
            case DECIMAL -> RowCodec.readDecimal(in);
            case STRING -> in.getString();
            case NESTED -> read(in);
            case BYTES -> Bytes.read(in);
            default -> throw new IllegalStateException("no value of kind " + kind);
        };
    }
}

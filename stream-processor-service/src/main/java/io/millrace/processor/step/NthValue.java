package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/**
 * The value of the row at a place, of rows that are added one by one in their order.
 *
 * @param kind of the value
 * @param place 1-based
 */
record NthValue(ValueType.Kind kind, long place, int object) implements Accumulator {
    /** The group counts the row before its values are added. */
    @Override
    public void add(Group group, Object value, long weight) {
        if (group.rows == place) {
            group.objects[object] = value;
        }
    }

    @Override
    public void write(Group group, RowWriter out) {
        Object value = group.objects[object];
        out.putByte(value == null ? 0 : 1);
        if (value != null) {
            RowCodec.writeValue(kind, value, out);
        }
    }

    /** Into an empty group only. */
    @Override
    public void merge(Group group, RowReader in) {
        if (in.getByte() != 0) {
            group.objects[object] = RowCodec.readValue(kind, in);
        }
    }

    @Override
    public @Nullable Object result(Group group) {
        return group.objects[object];
    }
}

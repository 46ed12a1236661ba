package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/** MIN and MAX. */
final class Extremes {
    private Extremes() {}

    /** @param bags null where rows are never taken back */
    static Accumulator of(AggregateCall call, int index, Slots slots, @Nullable Bags bags) {
        return bags == null ? new Extreme(call, slots.object()) : new RetractableExtreme(call, index, bags);
    }

    /** MIN and MAX over rows that are never taken back: the extreme alone. */
    record Extreme(AggregateCall call, int object) implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {
            if (weight < 0) {
                throw new IllegalStateException("a row was taken back from an append-only " + call.function());
            }
            Object known = group.objects[object];
            boolean better = known == null
                    || (call.function() == AggregateCall.Function.MIN
                            ? Values.compare(value, known) < 0
                            : Values.compare(value, known) > 0);
            if (better) {
                group.objects[object] = Values.normal(value, call.argumentType());
            }
        }

        @Override
        public void write(Group group, RowWriter out) {
            Object value = group.objects[object];
            out.putByte(value == null ? 0 : 1);
            if (value != null) {
                RowCodec.writeValue(call.argumentType().kind(), value, out);
            }
        }

        @Override
        public void merge(Group group, RowReader in) {
            if (in.getByte() != 0) {
                add(group, RowCodec.readValue(call.argumentType().kind(), in), 1);
            }
        }

        @Override
        public @Nullable Object result(Group group) {
            return group.objects[object];
        }
    }

    /** MIN and MAX over rows that may be taken back: a bag of the values beside the group. */
    record RetractableExtreme(AggregateCall call, int index, Bags bags) implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {
            bags.add(group.key, index, value, weight);
        }

        @Override
        public void write(Group group, RowWriter out) {}

        @Override
        public void merge(Group group, RowReader in) {}

        @Override
        public @Nullable Object result(Group group) {
            return call.function() == AggregateCall.Function.MIN
                    ? bags.first(group.key, index)
                    : bags.last(group.key, index);
        }
    }
}

package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/** MIN and MAX; ANY_VALUE is MIN, and so is SINGLE_VALUE where there is one row. */
final class Extremes {
    private Extremes() {}

    /** @param bags null where rows are never taken back */
    static Accumulator of(AggregateCall call, int index, Slots slots, @Nullable Bags bags) {
        return bags == null
                ? new Extreme(call, isLeast(call), slots.objects(1))
                : new RetractableExtreme(call, index, bags);
    }

    private static boolean isLeast(AggregateCall call) {
        return call.function() != AggregateCall.Function.MAX;
    }

    /** The value of the only row of a group; more rows than one are refused. */
    record Single(Accumulator value) implements Accumulator {
        static final String MORE_THAN_ONE_ROW = "MORE_THAN_ONE_ROW";

        @Override
        public void add(Group group, Object value, long weight) {
            this.value.add(group, value, weight);
        }

        @Override
        public void write(Group group, RowWriter out) {
            value.write(group, out);
        }

        @Override
        public void merge(Group group, RowReader in) {
            value.merge(group, in);
        }

        @Override
        public @Nullable Object result(Group group) {
            if (group.rows > 1) {
                throw new EvaluationException(
                        MORE_THAN_ONE_ROW,
                        "a subquery that stands for one value has " + group.rows
                                + " rows; aggregate them, for example with MAX",
                        new IllegalStateException("more than one row"));
            }
            return value.result(group);
        }
    }

    /** MIN and MAX over rows that are never taken back: the extreme alone. */
    record Extreme(AggregateCall call, boolean least, int object) implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {
            if (weight < 0) {
                throw takenBack();
            }
            Object known = group.objects[object];
            if (known == null || isBetter(Values.compare(value, known))) {
                set(group, value);
            }
        }

        private boolean isBetter(int order) {
            return least ? order < 0 : order > 0;
        }

        private void set(Group group, Object value) {
            group.objects[object] = Values.normal(value, call.argumentType());
        }

        private IllegalStateException takenBack() {
            return new IllegalStateException("a row was taken back from an append-only " + call.function());
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
            return isLeast(call) ? bags.first(group.key, index) : bags.last(group.key, index);
        }
    }
}

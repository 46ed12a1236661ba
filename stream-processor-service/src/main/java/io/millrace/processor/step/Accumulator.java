package io.millrace.processor.step;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate function over slots of a {@link Group}. Adding is exact and commutative for every function, so neither the
 * order of rows nor how they were pre-aggregated shows in a result.
 */
sealed interface Accumulator {
    /** @param value not null */
    void add(Group group, Object value, long weight);

    void write(Group group, RowWriter out);

    /** Adds what was written for another part of the same group; into an empty group it is the same as reading it. */
    void merge(Group group, RowReader in);

    /** @throws EvaluationException where the result is not a value of its type */
    @Nullable
    Object result(Group group);

    /** COUNT(*): the group's own count of rows. */
    record Rows() implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {}

        @Override
        public void write(Group group, RowWriter out) {}

        @Override
        public void merge(Group group, RowReader in) {}

        @Override
        public Object result(Group group) {
            return group.rows;
        }
    }

    /** COUNT(column): rows whose value is not null. */
    record Count(int slot) implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {
            group.longs[slot] += weight;
        }

        @Override
        public void write(Group group, RowWriter out) {
            out.putZigzag(group.longs[slot]);
        }

        @Override
        public void merge(Group group, RowReader in) {
            group.longs[slot] += in.getZigzag();
        }

        @Override
        public Object result(Group group) {
            return group.longs[slot];
        }
    }

    /**
     * SUM and AVG of integers in 128 bits: three slots, count, low and high word. Only the result is checked against its
     * type, so a sum that leaves the type and comes back is right.
     */
    record IntegerSum(AggregateCall call, int slot) implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {
            long number = value instanceof Long l ? l : (Integer) value;
            addWords(group, number * weight, Math.multiplyHigh(number, weight));
            group.longs[slot] += weight;
        }

        private void addWords(Group group, long low, long high) {
            long sum = group.longs[slot + 1] + low;
            long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
            group.longs[slot + 1] = sum;
            group.longs[slot + 2] += high + carry;
        }

        @Override
        public void write(Group group, RowWriter out) {
            long low = group.longs[slot + 1];
            long high = group.longs[slot + 2];
            boolean fits = high == low >> 63;
            long count = group.longs[slot];
            out.putVarint(((count << 1) ^ (count >> 63)) << 1 | (fits ? 0 : 1));
            out.putZigzag(low);
            if (!fits) {
                out.putZigzag(high);
            }
        }

        @Override
        public void merge(Group group, RowReader in) {
            long head = in.getVarint();
            long low = in.getZigzag();
            long high = (head & 1) == 0 ? low >> 63 : in.getZigzag();
            long count = head >>> 1;
            group.longs[slot] += (count >>> 1) ^ -(count & 1);
            addWords(group, low, high);
        }

        @Override
        public @Nullable Object result(Group group) {
            long count = group.longs[slot];
            if (count == 0) {
                return null;
            }
            long low = group.longs[slot + 1];
            long high = group.longs[slot + 2];
            if (high == low >> 63) {
                long value = call.function() == AggregateCall.Function.AVG ? low / count : low;
                return call.resultType().kind() == ValueType.Kind.BIGINT
                        ? (Object) value
                        : Results.of(call, low, count);
            }
            BigInteger sum = BigInteger.valueOf(high)
                    .shiftLeft(Long.SIZE)
                    .add(BigInteger.valueOf(low >>> 1).shiftLeft(1))
                    .add(BigInteger.valueOf(low & 1));
            return Results.of(call, sum, count);
        }
    }

    /** SUM and AVG of DECIMAL: a count and an exact sum. */
    record DecimalSum(AggregateCall call, int slot, int object) implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {
            BigDecimal number = (BigDecimal) value;
            plus(group, weight == 1 ? number : number.multiply(BigDecimal.valueOf(weight)));
            group.longs[slot] += weight;
        }

        private void plus(Group group, BigDecimal term) {
            BigDecimal sum = (BigDecimal) group.objects[object];
            group.objects[object] = sum == null ? term : sum.add(term);
        }

        @Override
        public void write(Group group, RowWriter out) {
            out.putZigzag(group.longs[slot]);
            BigDecimal sum = (BigDecimal) group.objects[object];
            RowCodec.writeDecimal(sum == null ? BigDecimal.ZERO : sum, out);
        }

        @Override
        public void merge(Group group, RowReader in) {
            group.longs[slot] += in.getZigzag();
            plus(group, RowCodec.readDecimal(in));
        }

        @Override
        public @Nullable Object result(Group group) {
            BigDecimal sum = (BigDecimal) group.objects[object];
            long count = group.longs[slot];
            if (count == 0 || sum == null) {
                return null;
            }
            if (call.function() == AggregateCall.Function.AVG) {
                sum = sum.divide(BigDecimal.valueOf(count), call.resultType().scale(), RoundingMode.HALF_UP);
            }
            return Results.decimal(call, sum);
        }
    }

    /** SUM and AVG of DOUBLE: a count and an {@link ExactSum}. AVG is the rounded sum divided by the count. */
    record DoubleSum(AggregateCall call, int slot, int object) implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {
            sum(group).add((Double) value, weight);
            group.longs[slot] += weight;
        }

        private ExactSum sum(Group group) {
            ExactSum sum = (ExactSum) group.objects[object];
            if (sum == null) {
                sum = new ExactSum();
                group.objects[object] = sum;
            }
            return sum;
        }

        @Override
        public void write(Group group, RowWriter out) {
            out.putZigzag(group.longs[slot]);
            sum(group).write(out);
        }

        @Override
        public void merge(Group group, RowReader in) {
            group.longs[slot] += in.getZigzag();
            sum(group).merge(in);
        }

        @Override
        public @Nullable Object result(Group group) {
            long count = group.longs[slot];
            if (count == 0) {
                return null;
            }
            double sum = sum(group).value();
            return call.function() == AggregateCall.Function.AVG ? sum / count + 0.0 : sum;
        }
    }

    /** The last time that was set: what rows of a projection are kept for. */
    record LastTime(int slot) implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {
            group.longs[slot] = (Long) value;
        }

        @Override
        public void write(Group group, RowWriter out) {
            out.putZigzag(group.longs[slot]);
        }

        @Override
        public void merge(Group group, RowReader in) {
            group.longs[slot] = in.getZigzag();
        }

        @Override
        public Object result(Group group) {
            return group.longs[slot];
        }
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
                group.objects[object] = Values.normal(value);
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
    record RetractableExtreme(AggregateCall call, long index, Bags bags) implements Accumulator {
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

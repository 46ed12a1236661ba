package io.millrace.processor.step;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** SUM and AVG. Sums are exact, so that terms can be taken back; only a result is rounded and held against its type. */
final class Sums {
    private Sums() {}

    static Accumulator of(AggregateCall call, Slots slots) {
        return switch (call.argumentType().kind()) {
            case INTEGER, BIGINT -> new IntegerSum(call, slots.longs(3));
            case DECIMAL -> new DecimalSum(call, slots.longs(1), slots.objects(1));
            case DOUBLE -> new DoubleSum(call, slots.longs(1), slots.objects(1));
            default ->
                throw new IllegalArgumentException(
                        call.function() + " of " + call.argumentType().kind());
        };
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
}

package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/**
 * BIT_AND, BIT_OR and BIT_XOR of integers: how many values have each bit, and how many values there are, so that values can
 * be taken back.
 *
 * <pre>
 * 6, 3:   bit 0: 1, bit 1: 2, bit 2: 1 of 2   →   AND 2, OR 7, XOR 5
 * </pre>
 */
record Bits(AggregateCall call, int object) implements Accumulator {
    /** Index of the count of values, behind those of the bits. */
    private static final int VALUES = Long.SIZE;

    private long[] counts(Group group) {
        if (group.objects[object] instanceof long[] counts) {
            return counts;
        }
        long[] counts = new long[VALUES + 1];
        group.objects[object] = counts;
        return counts;
    }

    @Override
    public void add(Group group, Object value, long weight) {
        long[] counts = counts(group);
        counts[VALUES] += weight;
        for (long rest = ((Number) value).longValue(); rest != 0; rest &= rest - 1) {
            counts[Long.numberOfTrailingZeros(rest)] += weight;
        }
    }

    /** Count of values, the bits that have a count, and these counts. */
    @Override
    public void write(Group group, RowWriter out) {
        long[] counts = counts(group);
        long counted = bits(counts, count -> count != 0);
        out.putZigzag(counts[VALUES]).putLong(counted);
        for (long rest = counted; rest != 0; rest &= rest - 1) {
            out.putZigzag(counts[Long.numberOfTrailingZeros(rest)]);
        }
    }

    @Override
    public void merge(Group group, RowReader in) {
        long[] counts = counts(group);
        counts[VALUES] += in.getZigzag();
        for (long rest = in.getLong(); rest != 0; rest &= rest - 1) {
            counts[Long.numberOfTrailingZeros(rest)] += in.getZigzag();
        }
    }

    @Override
    public @Nullable Object result(Group group) {
        long[] counts = counts(group);
        long values = counts[VALUES];
        if (values == 0) {
            return null;
        }
        long result = switch (call.function()) {
            case BIT_AND -> bits(counts, count -> count == values);
            case BIT_OR -> bits(counts, count -> count > 0);
            default -> bits(counts, count -> (count & 1) != 0);
        };
        return call.resultType().kind() == ValueType.Kind.INTEGER ? (Object) (int) result : (Object) result;
    }

    private static long bits(long[] counts, java.util.function.LongPredicate has) {
        long bits = 0;
        for (int bit = 0; bit < VALUES; bit++) {
            bits |= has.test(counts[bit]) ? 1L << bit : 0;
        }
        return bits;
    }
}

package io.millrace.processor.step;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The aggregate functions of one GROUP BY and the slots that their groups need. */
public final class Accumulators {

    private final Accumulator[] accumulators;
    private final int[] arguments;
    private final Slots slots = new Slots();

    /**
     * @param calls over columns of the input row
     * @param appendOnly whether rows are never taken back
     * @param bags where values are kept beside their groups; null where {@link #needBags} says no
     */
    public Accumulators(List<AggregateCall> calls, boolean appendOnly, @Nullable Bags bags) {
        if (bags == null && needBags(calls, appendOnly)) {
            throw new IllegalArgumentException("bags are needed by " + calls);
        }
        accumulators = new Accumulator[calls.size()];
        for (int i = 0; i < accumulators.length; i++) {
            accumulators[i] = make(calls.get(i), i, appendOnly, bags);
        }
        arguments = calls.stream().mapToInt(AggregateCall::argument).toArray();
    }

    private Accumulators(int timeColumn) {
        accumulators = new Accumulator[] {new Accumulator.LastTime(slots.longs(1))};
        arguments = new int[] {timeColumn};
    }

    /** What is made of slots of its own and fed with a column; -1 for what is fed from elsewhere. */
    record Other(int argument, Function<Slots, Accumulator> maker) {}

    /** Over rows that are never taken back, with others behind those of the calls. */
    Accumulators(List<AggregateCall> calls, List<Other> others) {
        accumulators = new Accumulator[calls.size() + others.size()];
        arguments = new int[accumulators.length];
        for (int i = 0; i < calls.size(); i++) {
            accumulators[i] = make(calls.get(i), i, slots, null);
            arguments[i] = calls.get(i).argument();
        }
        for (int i = calls.size(); i < accumulators.length; i++) {
            Other other = others.get(i - calls.size());
            accumulators[i] = other.maker.apply(slots);
            arguments[i] = other.argument;
        }
    }

    /** Keeps the last value of a TIMESTAMP column. */
    public static Accumulators lastTime(int column) {
        return new Accumulators(column);
    }

    /** Whether values must be kept beside the groups: for DISTINCT, percentiles and lists, and for MIN where rows are taken back. */
    public static boolean needBags(List<AggregateCall> calls, boolean appendOnly) {
        return calls.stream().anyMatch(call -> needsBag(call, appendOnly));
    }

    static boolean needsBag(AggregateCall call, boolean appendOnly) {
        return switch (call.function()) {
            case COUNT_STAR, BOOL_AND, BOOL_OR, BIT_AND, BIT_OR -> false;
            case COUNT, SUM, AVG, VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP, BIT_XOR -> call.distinct();
            case MIN, MAX, ANY_VALUE, SINGLE_VALUE -> !appendOnly;
            case APPROX_COUNT_DISTINCT, APPROX_PERCENTILE, LISTAGG, ARRAY_AGG -> true;
        };
    }

    /**
     * Whether a {@link Combine} may stand in front of the aggregate: where parts of a group can be put together. Then the
     * accumulators on both sides need no bags. Sums and counts may have negative parts.
     */
    public static boolean isCombinable(List<AggregateCall> calls, boolean appendOnly) {
        return !needBags(calls, appendOnly);
    }

    private Accumulator make(AggregateCall call, int index, boolean appendOnly, @Nullable Bags bags) {
        if (bags == null || !needsBag(call, true)) {
            return make(call, index, slots, appendOnly ? null : bags);
        }
        if (call.function() == AggregateCall.Function.LISTAGG) {
            return new TextList(call, index, bags, appendOnly && call.distinct());
        }
        if (call.function() == AggregateCall.Function.ARRAY_AGG) {
            return new ElementList(call, index, bags, appendOnly && call.distinct());
        }
        if (call.function() == AggregateCall.Function.APPROX_PERCENTILE) {
            return new Percentile(new BigDecimal(call.parameter()), index, bags);
        }
        Accumulator accumulator = make(call, index, slots, null);
        return appendOnly ? new Distinct.AppendOnly(accumulator, index, bags) : new Distinct(accumulator, index, bags);
    }

    /** Over rows that are never taken back, the distinct values of each group once. */
    static Accumulator distinct(AggregateCall call, int index, Slots slots, Bags bags) {
        return new Distinct.AppendOnly(make(call, index, slots, null), index, bags);
    }

    private static Accumulator make(AggregateCall call, int index, Slots slots, @Nullable Bags bags) {
        return switch (call.function()) {
            case COUNT_STAR -> new Accumulator.Rows();
            case COUNT, APPROX_COUNT_DISTINCT -> new Accumulator.Count(slots.longs(1));
            case SUM, AVG -> Sums.of(call, slots);
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> Variances.of(call, slots);
            case MIN, MAX, ANY_VALUE -> Extremes.of(call, index, slots, bags);
            case SINGLE_VALUE -> new Extremes.Single(Extremes.of(call, index, slots, bags));
            case BOOL_AND, BOOL_OR -> new Truths(call, slots.longs(2));
            case BIT_AND, BIT_OR, BIT_XOR -> new Bits(call, slots.objects(1));
            case APPROX_PERCENTILE, LISTAGG, ARRAY_AGG ->
                throw new IllegalArgumentException(call.function() + " without bags");
        };
    }

    Group newGroup(@Nullable Object[] key, int hash) {
        return slots.newGroup(key, hash);
    }

    void add(Group group, @Nullable Object[] row, long weight) {
        group.rows += weight;
        for (int i = 0; i < accumulators.length; i++) {
            Object value = arguments[i] < 0 ? null : row[arguments[i]];
            if (value != null) {
                accumulators[i].add(group, value, weight);
            }
        }
    }

    /** Count of rows, then each function's part. */
    void write(Group group, RowWriter out) {
        out.putZigzag(group.rows);
        for (Accumulator accumulator : accumulators) {
            accumulator.write(group, out);
        }
    }

    void merge(Group group, RowReader in) {
        group.rows += in.getZigzag();
        for (Accumulator accumulator : accumulators) {
            accumulator.merge(group, in);
        }
    }

    Accumulator at(int index) {
        return accumulators[index];
    }

    /**
     * The result of one function, whether the group has rows or not.
     *
     * @throws EvaluationException where it is not a value of its type
     */
    @Nullable
    Object result(Group group, int index) {
        return accumulators[index].result(group);
    }

    /**
     * The group's row: key columns, then results; null where the group has no rows.
     *
     * @throws EvaluationException where a result is not a value of its type
     */
    @Nullable
    Object @Nullable [] result(Group group) {
        if (group.rows <= 0) {
            return null;
        }
        int width = group.key.length;
        @Nullable Object[] row = new @Nullable Object[width + accumulators.length];
        System.arraycopy(group.key, 0, row, 0, width);
        for (int i = 0; i < accumulators.length; i++) {
            row[width + i] = accumulators[i].result(group);
        }
        return row;
    }
}

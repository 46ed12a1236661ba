package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The aggregate functions of one GROUP BY and the slots that their groups need. */
public final class Accumulators {
    private final Accumulator[] accumulators;
    private final int[] arguments;
    private final int longs;
    private final int objects;

    /**
     * @param calls over columns of the input row
     * @param bags where MIN and MAX keep the values that rows may be taken back from; null where the input is append-only
     */
    public Accumulators(List<AggregateCall> calls, @Nullable Bags bags) {
        List<Accumulator> made = new ArrayList<>();
        int nextLong = 0;
        int nextObject = 0;
        for (AggregateCall call : calls) {
            Accumulator accumulator = make(call, nextLong, nextObject, made.size(), bags);
            made.add(accumulator);
            nextLong += longsOf(accumulator);
            nextObject += objectsOf(accumulator);
        }
        accumulators = made.toArray(Accumulator[]::new);
        arguments = calls.stream().mapToInt(AggregateCall::argument).toArray();
        longs = nextLong;
        objects = nextObject;
    }

    private Accumulators(Accumulator accumulator, int argument) {
        accumulators = new Accumulator[] {accumulator};
        arguments = new int[] {argument};
        longs = longsOf(accumulator);
        objects = objectsOf(accumulator);
    }

    /** Keeps the last value of a TIMESTAMP column. */
    public static Accumulators lastTime(int column) {
        return new Accumulators(new Accumulator.LastTime(0), column);
    }

    private static Accumulator make(AggregateCall call, int slot, int object, int index, @Nullable Bags bags) {
        return switch (call.function()) {
            case COUNT_STAR -> new Accumulator.Rows();
            case COUNT -> new Accumulator.Count(slot);
            case MIN, MAX ->
                bags == null
                        ? new Accumulator.Extreme(call, object)
                        : new Accumulator.RetractableExtreme(call, index, bags);
            case SUM, AVG ->
                switch (call.argumentType().kind()) {
                    case INTEGER, BIGINT -> new Accumulator.IntegerSum(call, slot);
                    case DECIMAL -> new Accumulator.DecimalSum(call, slot, object);
                    case DOUBLE -> new Accumulator.DoubleSum(call, slot, object);
                    case BOOLEAN, VARCHAR, DATE, TIME, TIMESTAMP ->
                        throw new IllegalArgumentException(
                                call.function() + " of " + call.argumentType().kind());
                };
        };
    }

    private static int longsOf(Accumulator accumulator) {
        return switch (accumulator) {
            case Accumulator.Count ignored -> 1;
            case Accumulator.IntegerSum ignored -> 3;
            case Accumulator.DecimalSum ignored -> 1;
            case Accumulator.DoubleSum ignored -> 1;
            case Accumulator.LastTime ignored -> 1;
            case Accumulator.Rows ignored -> 0;
            case Accumulator.Extreme ignored -> 0;
            case Accumulator.RetractableExtreme ignored -> 0;
        };
    }

    private static int objectsOf(Accumulator accumulator) {
        return switch (accumulator) {
            case Accumulator.DecimalSum ignored -> 1;
            case Accumulator.DoubleSum ignored -> 1;
            case Accumulator.Extreme ignored -> 1;
            case Accumulator.Rows ignored -> 0;
            case Accumulator.LastTime ignored -> 0;
            case Accumulator.Count ignored -> 0;
            case Accumulator.IntegerSum ignored -> 0;
            case Accumulator.RetractableExtreme ignored -> 0;
        };
    }

    Group newGroup(@Nullable Object[] key, int hash) {
        return new Group(key, hash, new long[longs], new @Nullable Object[objects]);
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

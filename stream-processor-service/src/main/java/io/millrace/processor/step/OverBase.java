package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the rows of a partition that were given up: what functions need whose frames have no start. It is one entry a
 * partition, and one for each value that DISTINCT knows; none where no function has such a frame.
 *
 * <pre>
 * SUM(v), given up (a, 5) (a, 2)   →   a: 2 rows, SUM 7
 * </pre>
 */
public final class OverBase {
    private final Groups groups;
    /** The distinct values of rows that were given up, beside their groups; null where no function asks for them. */
    private final @Nullable Bags values;

    private final Accumulators accumulators;
    private final int[] keyColumns;
    private final boolean needed;
    private final int sums;
    /** By call the accumulator of its own; without meaning for those that have none. */
    private final int[] own;

    private final RowWriter part = new RowWriter(64);

    /**
     * @param tags of its states, which are asked for in one order
     * @param types of the columns of a row
     * @param keyColumns those of the partition
     */
    public OverBase(IntSupplier tags, List<ValueType> types, int[] keyColumns, List<OverCall> calls) {
        List<ValueType> keyTypes = new ArrayList<>();
        for (int column : keyColumns) {
            keyTypes.add(types.get(column));
        }
        int tag = tags.getAsInt();
        this.keyColumns = keyColumns.clone();
        this.needed = calls.stream().anyMatch(call -> call.frame().hasNoStart());
        List<AggregateCall> distinct = calls.stream()
                .filter(call -> call.frame().hasNoStart())
                .map(OverCall::distinct)
                .filter(Objects::nonNull)
                .toList();
        this.values = distinct.isEmpty() ? null : new Bags(tags.getAsInt(), keyTypes, distinct);
        List<AggregateCall> aggregates = aggregates(calls);
        List<Accumulators.Other> others = new ArrayList<>();
        others.add(new Accumulators.Other(-1, slots -> new Accumulator.Count(slots.longs(1))));
        this.sums = aggregates.size();
        this.own = new int[calls.size()];
        int bag = 0;
        for (int i = 0; i < own.length; i++) {
            Accumulators.Other other = own(calls.get(i), types, bag);
            if (other != null) {
                own[i] = sums + others.size();
                others.add(other);
                bag += calls.get(i).isDistinct() ? 1 : 0;
            }
        }
        this.accumulators = new Accumulators(aggregates, others);
        this.groups = new Groups(tag, keyTypes, accumulators);
    }

    /**
     * What a function needs that is no sum; null for others.
     *
     * @param bag the number of its distinct values, where it is of these
     */
    private Accumulators.@Nullable Other own(OverCall call, List<ValueType> types, int bag) {
        if (!call.frame().hasNoStart()) {
            return null;
        }
        if (call instanceof OverCall.Pick pick && pick.place() > 0) {
            ValueType.Kind kind = types.get(pick.argument()).kind();
            return new Accumulators.Other(pick.argument(), slots -> new NthValue(kind, pick.place(), slots.objects(1)));
        }
        Bags bags = values;
        AggregateCall distinct = call.distinct();
        return bags == null || distinct == null
                ? null
                : new Accumulators.Other(call.argument(), slots -> Accumulators.distinct(distinct, bag, slots, bags));
    }

    /** The aggregates among functions, in their order. */
    static List<AggregateCall> aggregates(List<OverCall> calls) {
        return calls.stream().map(OverCall::aggregate).filter(Objects::nonNull).toList();
    }

    public List<State> states() {
        return values == null ? List.of(groups) : List.of(groups, values);
    }

    /** What was given up of the partition of a row; null where nothing was, or nothing of it is needed. */
    @Nullable
    Group of(@Nullable Object[] row) {
        return needed ? groups.find(row, keyColumns) : null;
    }

    /**
     * Takes the first row that is left of its partition.
     *
     * @param newPeers whether it is no peer of the one before it
     */
    void take(@Nullable Object[] row, boolean newPeers) {
        if (!needed) {
            return;
        }
        Group group = groups.touch(row, keyColumns);
        accumulators.add(group, row, 1);
        if (newPeers) {
            accumulators.at(sums).add(group, true, 1);
        }
    }

    /** Values of the order that rows had which were given up: of all peers or none. */
    long peers(@Nullable Group base) {
        return base == null ? 0 : (Long) Objects.requireNonNull(accumulators.result(base, sums));
    }

    /** The value that a function picks, where that is of a row which was given up. */
    @Nullable
    Object picked(Group base, int call) {
        return accumulators.result(base, own[call]);
    }

    /** What was given up of the distinct values of a function whose frame has no start. */
    DistinctFrame.Given distinct(Group base, int call) {
        Accumulator kept = accumulators.at(own[call]);
        if (!(kept instanceof Distinct.AppendOnly known)) {
            throw new IllegalArgumentException("function " + call + " is not of distinct values");
        }
        return new DistinctFrame.Given() {
            @Override
            public boolean has(Object value) {
                return known.bags().has(base.key, known.index(), value);
            }

            @Override
            public void addTo(Group into, Accumulator function) {
                known.write(base, part.clear());
                function.merge(into, new RowReader(part.array(), 0, part.size()));
            }
        };
    }

    /** @param into of the accumulators of the same aggregates, which are the first ones here */
    void addTo(Group into, Group base, Accumulators others) {
        accumulators.write(base, part.clear());
        others.merge(into, new RowReader(part.array(), 0, part.size()));
    }
}

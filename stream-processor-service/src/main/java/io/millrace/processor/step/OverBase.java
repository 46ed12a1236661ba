package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the rows of a partition that were given up: what functions need whose frames have no start. It is one entry a
 * partition, and none where no function has such a frame.
 *
 * <pre>
 * SUM(v), given up (a, 5) (a, 2)   →   a: 2 rows, SUM 7
 * </pre>
 */
public final class OverBase {
    private final Groups groups;
    private final Accumulators accumulators;
    private final int[] keyColumns;
    private final boolean needed;
    private final int sums;
    private final int[] picks;
    private final RowWriter part = new RowWriter(64);

    /**
     * @param types of the columns of a row
     * @param keyColumns those of the partition
     */
    public OverBase(int tag, List<ValueType> types, int[] keyColumns, List<OverCall> calls) {
        List<AggregateCall> aggregates = aggregates(calls);
        List<Accumulators.Other> others = new ArrayList<>();
        others.add(new Accumulators.Other(-1, slots -> new Accumulator.Count(slots.longs(1))));
        this.sums = aggregates.size();
        this.picks = new int[calls.size()];
        for (int i = 0; i < picks.length; i++) {
            if (calls.get(i) instanceof OverCall.Pick pick
                    && pick.place() > 0
                    && pick.frame().hasNoStart()) {
                picks[i] = sums + others.size();
                ValueType.Kind kind = types.get(pick.argument()).kind();
                others.add(new Accumulators.Other(
                        pick.argument(), slots -> new NthValue(kind, pick.place(), slots.objects(1))));
            }
        }
        this.accumulators = new Accumulators(aggregates, others);
        List<ValueType> keyTypes = new ArrayList<>();
        for (int column : keyColumns) {
            keyTypes.add(types.get(column));
        }
        this.groups = new Groups(tag, keyTypes, accumulators);
        this.keyColumns = keyColumns.clone();
        this.needed = calls.stream().anyMatch(call -> call.frame().hasNoStart());
    }

    /** The aggregates among functions, in their order. */
    static List<AggregateCall> aggregates(List<OverCall> calls) {
        return calls.stream().map(OverCall::aggregate).filter(Objects::nonNull).toList();
    }

    public State state() {
        return groups;
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
        return accumulators.result(base, picks[call]);
    }

    /** @param into of the accumulators of the same aggregates, which are the first ones here */
    void addTo(Group into, Group base, Accumulators others) {
        accumulators.write(base, part.clear());
        others.merge(into, new RowReader(part.array(), 0, part.size()));
    }
}

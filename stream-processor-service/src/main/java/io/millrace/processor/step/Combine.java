package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The local half of an aggregate in front of an exchange: one part per group and epoch goes on instead of every row. It
 * holds nothing across epochs.
 *
 * <pre>
 * COUNT(*), SUM(v) by k:   +(a,1) +(a,2) +(b,5)   →   a: 2 rows, sum 3 | b: 1 row, sum 5
 * </pre>
 */
public final class Combine implements Step {
    /** Takes the parts of groups. */
    @FunctionalInterface
    public interface Parts {
        /**
         * @param hash of the bytes of what the exchange goes by; the same in every process
         * @param part key and accumulators, as {@link Aggregate#merge} reads them, or a weight and a row; used again after the
         *     call
         */
        void put(int hash, RowWriter part);
    }

    /** Groups that are held at most within an epoch; beyond, their parts go on before its end. */
    static final int GROUPS_MAX = 100_000;

    private final int[] groupColumns;
    private final RowCodec keys;
    private final Accumulators accumulators;
    private final Parts parts;
    private final GroupTable table = new GroupTable();
    private final List<Group> arrived = new ArrayList<>();
    private final RowWriter bytes = new RowWriter(128);

    /**
     * @param accumulators those that are combinable for this input
     */
    public Combine(int[] groupColumns, List<ValueType> keyTypes, Accumulators accumulators, Parts parts) {
        this.groupColumns = groupColumns.clone();
        this.keys = new RowCodec(keyTypes);
        this.accumulators = accumulators;
        this.parts = parts;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        int hash = Values.hash(row, groupColumns);
        Group group = table.find(row, groupColumns, hash);
        if (group == null) {
            if (arrived.size() >= GROUPS_MAX) {
                drain();
            }
            group = accumulators.newGroup(Values.pick(row, groupColumns), hash);
            table.add(group);
            arrived.add(group);
        }
        accumulators.add(group, row, weight);
    }

    /** Adds a part of a group. */
    void merge(@Nullable Object[] key, RowReader part) {
        int hash = Values.hash(key);
        Group group = table.find(key, hash);
        if (group == null) {
            if (arrived.size() >= GROUPS_MAX) {
                drain();
            }
            group = accumulators.newGroup(key, hash);
            table.add(group);
            arrived.add(group);
        }
        accumulators.merge(group, part);
    }

    @Override
    public void flush(long watermark) {
        drain();
    }

    private void drain() {
        for (Group group : arrived) {
            keys.write(group.key, bytes.clear());
            int hash = StableHash.of(bytes.array(), bytes.size());
            accumulators.write(group, bytes);
            parts.put(hash, bytes);
        }
        arrived.clear();
        table.clear();
    }
}

package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * State of the shape partition → rows in their order, each once: what functions of OVER need. What comes and goes within an epoch
 * is netted before it changes the rows.
 *
 * <pre>
 * +(a, 2) +(a, 1) +(b, 2) -(b, 2)   →   a: (a, 1) (a, 2)
 * </pre>
 */
public final class OrderedRows implements State {
    private final int tag;
    private final RowCodec codec;
    private final RowOrder order;
    private final int[] keyColumns;
    private final Accumulators accumulators;
    private final Partitions partitions = new Partitions();
    private final List<Partition> touched = new ArrayList<>();
    private final List<RowTree.Node> unlogged = new ArrayList<>();
    private final RowWriter keyBytes = new RowWriter(64);
    private final RowWriter valueBytes = new RowWriter(4);
    private long entries;

    /**
     * @param types of the columns of a row
     * @param keyColumns those of the partition
     * @param calls whose aggregates are known of ranges of rows
     */
    public OrderedRows(int tag, List<ValueType> types, int[] keyColumns, RowOrder order, List<OverCall> calls) {
        this.tag = tag;
        this.codec = new RowCodec(types);
        this.order = order;
        this.keyColumns = keyColumns.clone();
        this.accumulators = new Accumulators(OverBase.aggregates(calls), List.of());
    }

    /** The rows of a partition. */
    final class Partition extends OpenTable.Item {
        final RowTree tree = new RowTree(order, accumulators);
        private final @Nullable Object[] any;
        private @Nullable TreeMap<@Nullable Object[], Long> changes;

        private Partition(int hash, @Nullable Object[] any) {
            super(hash);
            this.any = any;
        }

        /** A row that is or was in it. */
        @Nullable
        Object[] any() {
            return any;
        }

        /**
         * Makes the changes of the epoch.
         *
         * @param removed takes what was put out of rows that are gone
         * @return rows that came or went, in their order
         */
        List<@Nullable Object[]> change(Consumer<RowTree.Node> removed) {
            List<@Nullable Object[]> changed = new ArrayList<>();
            if (changes != null) {
                changes.forEach((row, weight) -> {
                    if (weight != 0) {
                        changed.add(row);
                        if (weight > 0) {
                            insert(row, weight);
                        } else {
                            removed.accept(removed(row, weight));
                        }
                    }
                });
                changes = null;
            }
            return changed;
        }

        private void insert(@Nullable Object[] row, long weight) {
            if (weight != 1 || tree.find(row) != null) {
                throw new IllegalStateException("a row came to OVER that was there already");
            }
            entries++;
            toLog(tree.insert(row));
        }

        private RowTree.Node removed(@Nullable Object[] row, long weight) {
            RowTree.Node node = tree.find(row);
            if (weight != -1 || node == null) {
                throw new IllegalStateException("a row was taken back from OVER that was not there");
            }
            remove(node);
            return node;
        }

        void remove(RowTree.Node node) {
            entries--;
            tree.remove(node);
            toLog(node);
        }
    }

    private final class Partitions extends OpenTable<Partition> {
        @Nullable
        Partition find(@Nullable Object[] row, int hash) {
            for (int at = slot(hash); ; at = slotBehind(at)) {
                Partition partition = in(at);
                if (partition == null || partition.hash == hash && matches(partition.any, row)) {
                    return partition;
                }
            }
        }

        private boolean matches(@Nullable Object[] any, @Nullable Object[] row) {
            for (int column : keyColumns) {
                if (!Values.same(any[column], row[column])) {
                    return false;
                }
            }
            return true;
        }
    }

    RowOrder order() {
        return order;
    }

    Accumulators accumulators() {
        return accumulators;
    }

    private Partition partition(@Nullable Object[] row) {
        int hash = Values.hash(row, keyColumns);
        Partition partition = partitions.find(row, hash);
        if (partition == null) {
            partition = new Partition(hash, row);
            partitions.add(partition);
        }
        return partition;
    }

    /** Takes a delta, which counts when the epoch ends. */
    void push(@Nullable Object[] row, long weight) {
        Partition partition = partition(row);
        if (partition.changes == null) {
            partition.changes = new TreeMap<>(order);
            touched.add(partition);
        }
        partition.changes.merge(row, weight, Long::sum);
    }

    /** Partitions to which deltas came since the last settlement. */
    List<Partition> touched() {
        return touched;
    }

    void settle() {
        touched.forEach(this::tidy);
        touched.clear();
    }

    /** Takes a partition out that has no rows. */
    void tidy(Partition partition) {
        if (partition.tree.size() == 0 && partition.changes == null) {
            partitions.remove(partition);
        }
    }

    void forEach(Consumer<Partition> action) {
        partitions.forEach(action);
    }

    private void toLog(RowTree.Node node) {
        if (!node.unlogged) {
            node.unlogged = true;
            unlogged.add(node);
        }
    }

    @Override
    public int tag() {
        return tag;
    }

    @Override
    public void logTo(Log log) {
        for (RowTree.Node node : unlogged) {
            node.unlogged = false;
            if (node.held != node.logged) {
                codec.write(node.row, keyBytes.clear().putByte(tag));
                log.put(keyBytes, node.held ? valueBytes.clear().putByte(1) : null);
                node.logged = node.held;
            }
        }
        unlogged.clear();
    }

    @Override
    public void restore(RowReader key, @Nullable RowReader value) {
        @Nullable Object[] row = codec.read(key);
        Partition partition = partition(row);
        RowTree.Node known = partition.tree.find(row);
        if (value != null && known == null) {
            partition.tree.insert(row).logged = true;
            entries++;
        } else if (value == null && known != null) {
            partition.tree.remove(known);
            entries--;
        }
        tidy(partition);
    }

    @Override
    public long entries() {
        return entries;
    }
}

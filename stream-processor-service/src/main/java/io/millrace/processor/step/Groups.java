package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** State of the shape key → accumulators. */
public final class Groups implements State {
    private final int tag;
    private final RowCodec keys;
    private final Accumulators accumulators;
    private final int[] allKeyColumns;
    private final GroupTable table = new GroupTable();
    private final List<Group> unlogged = new ArrayList<>();
    private final RowWriter keyBytes = new RowWriter(64);
    private final RowWriter valueBytes = new RowWriter(64);

    public Groups(int tag, List<ValueType> keyTypes, Accumulators accumulators) {
        this.tag = tag;
        this.keys = new RowCodec(keyTypes);
        this.accumulators = accumulators;
        allKeyColumns = new int[keyTypes.size()];
        for (int i = 0; i < allKeyColumns.length; i++) {
            allKeyColumns[i] = i;
        }
    }

    @Override
    public int tag() {
        return tag;
    }

    RowCodec keys() {
        return keys;
    }

    Accumulators accumulators() {
        return accumulators;
    }

    /** The group of a row's key; null where there is none. */
    @Nullable
    Group find(@Nullable Object[] row, int[] keyColumns) {
        return table.find(row, keyColumns, Values.hash(row, keyColumns));
    }

    /** The group of a row's key, made where there is none; it will be logged. */
    Group touch(@Nullable Object[] row, int[] keyColumns) {
        int hash = Values.hash(row, keyColumns);
        Group group = table.find(row, keyColumns, hash);
        if (group == null) {
            group = accumulators.newGroup(Values.pick(row, keyColumns), hash);
            table.add(group);
        }
        return touched(group);
    }

    /** As the other, for a key that stands alone and is kept where it is new. */
    Group touch(@Nullable Object[] key) {
        int hash = Values.hash(key);
        Group group = table.find(key, hash);
        if (group == null) {
            group = accumulators.newGroup(Values.pick(key, allKeyColumns), hash);
            table.add(group);
        }
        return touched(group);
    }

    private Group touched(Group group) {
        if (!group.unlogged) {
            group.unlogged = true;
            unlogged.add(group);
        }
        return group;
    }

    /** Takes a group out; it will be logged as gone. */
    void remove(Group group) {
        table.remove(group);
        group.rows = 0;
        touched(group);
    }

    boolean holds(Group group) {
        return table.find(group.key, group.hash) == group;
    }

    void forEach(Consumer<Group> action) {
        table.forEach(action);
    }

    @Override
    public void logTo(Log log) {
        for (Group group : unlogged) {
            group.unlogged = false;
            Group present = table.find(group.key, group.hash);
            if (present != group && present != null) {
                continue;
            }
            keys.write(group.key, keyBytes.clear().putByte(tag));
            if (present == null) {
                log.put(keyBytes, null);
            } else {
                accumulators.write(group, valueBytes.clear());
                log.put(keyBytes, valueBytes);
            }
        }
        unlogged.clear();
    }

    @Override
    public void restore(RowReader key, @Nullable RowReader value) {
        @Nullable Object[] values = keys.read(key);
        int hash = Values.hash(values);
        Group group = table.find(values, hash);
        if (value == null) {
            if (group != null) {
                table.remove(group);
            }
            return;
        }
        if (group == null) {
            group = accumulators.newGroup(values, hash);
            table.add(group);
        } else {
            group.reset();
        }
        accumulators.merge(group, value);
    }

    @Override
    public long entries() {
        return table.size();
    }
}

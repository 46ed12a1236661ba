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
    private final PieceLog<Group> pieces;

    public Groups(int tag, List<ValueType> keyTypes, Accumulators accumulators) {
        this.tag = tag;
        this.keys = new RowCodec(keyTypes);
        this.accumulators = accumulators;
        this.pieces = new PieceLog<>(tag, new Form());
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

    /** A key, whether its group is there, and what that knows. */
    private final class Form implements PieceLog.Form<Group> {
        @Override
        public void write(Group group, boolean present, RowWriter out) {
            keys.write(group.key, out);
            out.putByte(present ? 1 : 0);
            if (present) {
                accumulators.write(group, out);
            }
        }

        @Override
        public @Nullable Group read(RowReader in) {
            @Nullable Object[] key = keys.read(in);
            if (in.getByte() != 0) {
                return take(key, in);
            }
            Group gone = table.find(key, Values.hash(key));
            if (gone != null) {
                pieces.forget(gone);
                table.remove(gone);
            }
            return null;
        }

        @Override
        public void remove(Group group) {
            table.remove(group);
        }
    }

    private Group take(@Nullable Object[] key, RowReader value) {
        int hash = Values.hash(key);
        Group group = table.find(key, hash);
        if (group == null) {
            group = accumulators.newGroup(key, hash);
            table.add(group);
        } else {
            pieces.forget(group);
            group.reset();
        }
        accumulators.merge(group, value);
        return group;
    }

    @Override
    public void logTo(Log log) {
        for (Group group : unlogged) {
            group.unlogged = false;
            if (group.loggedAlone) {
                group.loggedAlone = false;
                keys.write(group.key, keyBytes.clear().putByte(tag));
                log.put(keyBytes, null);
            }
            if (holds(group)) {
                pieces.put(group);
            } else {
                pieces.remove(group);
            }
        }
        unlogged.clear();
        pieces.writeTo(log);
    }

    @Override
    public void restorePiece(long number, @Nullable RowReader value) {
        pieces.restore(number, value);
    }

    @Override
    public void restore(RowReader key, @Nullable RowReader value) {
        @Nullable Object[] values = keys.read(key);
        if (value != null) {
            take(values, value).loggedAlone = true;
            return;
        }
        Group group = table.find(values, Values.hash(values));
        if (group != null && !group.isInPiece()) {
            table.remove(group);
        } else if (group != null) {
            group.loggedAlone = false;
        }
    }

    @Override
    public long entries() {
        return table.size();
    }
}

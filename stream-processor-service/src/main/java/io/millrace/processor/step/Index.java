package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * State of the shape key → rows → weight: what joins and top-N need. Between two settlements a row that fell to weight 0 is
 * still there, so that the difference to what was before can be told.
 *
 * <pre>
 * +(a, 1) +(a, 1) +(b, 2) -(b, 2)   →   a: {(a, 1): 2}, b: {(b, 2): 0}   settled →   a: {(a, 1): 2}
 * </pre>
 */
public final class Index implements State {
    private final int tag;
    private final RowCodec codec;
    private final @Nullable RowOrder order;
    private final KeyedRows rows;
    private final List<Entry> touched = new ArrayList<>();
    private final List<Rows> touchedKeys = new ArrayList<>();
    private final List<Entry> unlogged = new ArrayList<>();
    private final RowWriter keyBytes = new RowWriter(64);
    private final PieceLog<Entry> pieces;

    /** Without an order. */
    public Index(int tag, List<ValueType> types, int[] keyColumns) {
        this(tag, types, keyColumns, null);
    }

    /**
     * @param types of the columns of a row
     * @param keyColumns indexes into the row
     * @param order of the rows of one key; null where none is needed
     */
    public Index(int tag, List<ValueType> types, int[] keyColumns, @Nullable RowOrder order) {
        this.tag = tag;
        this.codec = new RowCodec(types);
        this.order = order;
        this.rows = new KeyedRows(keyColumns, order);
        this.pieces = new PieceLog<>(tag, new Form());
    }

    @Override
    public int tag() {
        return tag;
    }

    int width() {
        return codec.width();
    }

    int[] keyColumns() {
        return rows.keyColumns;
    }

    @Nullable
    RowOrder order() {
        return order;
    }

    /** The rows of a key; null where it has none. */
    @Nullable
    Rows key(@Nullable Object[] probe, int[] columns) {
        return rows.key(probe, columns);
    }

    /** The entry of a row, made with weight 0 where there is none: then it must be {@link #touch touched}. */
    Entry at(@Nullable Object[] row) {
        return rows.at(row);
    }

    /** Whether it is the first touch since the last settlement: the time to keep what was before. */
    boolean touch(Entry entry) {
        if (entry.touched) {
            return false;
        }
        entry.touched = true;
        touched.add(entry);
        return true;
    }

    void add(Entry entry, long weight) {
        Rows key = entry.rows;
        if (!key.touched) {
            key.touched = true;
            key.before = key.weight;
            touchedKeys.add(key);
        }
        rows.add(entry, weight);
        toLog(entry);
    }

    /** Has an entry logged where something else of it than its weight was changed. */
    void toLog(Entry entry) {
        if (!entry.unlogged) {
            entry.unlogged = true;
            unlogged.add(entry);
        }
    }

    void remove(Entry entry) {
        rows.remove(entry);
        toLog(entry);
    }

    List<Entry> touched() {
        return touched;
    }

    /** Keys of which a row's weight was changed. */
    List<Rows> touchedKeys() {
        return touchedKeys;
    }

    /** Ends what is told of by {@link #touched()}, and takes out the rows that are there no more. */
    void settle() {
        for (Entry entry : touched) {
            entry.touched = false;
            if (entry.weight == 0 && entry.held) {
                remove(entry);
            }
        }
        touched.clear();
        for (Rows key : touchedKeys) {
            key.touched = false;
        }
        touchedKeys.clear();
    }

    void forEach(Consumer<Entry> action) {
        rows.forEach(action);
    }

    /** A row, its weight, and where that is not 0 the weight of its partners. */
    private final class Form implements PieceLog.Form<Entry> {
        @Override
        public void write(Entry entry, boolean present, RowWriter out) {
            codec.write(entry.row, out);
            out.putZigzag(present ? entry.weight : 0);
            if (present) {
                out.putZigzag(entry.partners);
            }
        }

        @Override
        public @Nullable Entry read(RowReader in) {
            @Nullable Object[] row = codec.read(in);
            long weight = in.getZigzag();
            if (weight != 0) {
                return take(row, weight, in.getZigzag());
            }
            Entry gone = rows.find(row);
            if (gone != null) {
                pieces.forget(gone);
                rows.remove(gone);
            }
            return null;
        }

        @Override
        public void remove(Entry entry) {
            rows.remove(entry);
        }
    }

    private Entry take(@Nullable Object[] row, long weight, long partners) {
        Entry entry = rows.at(row);
        pieces.forget(entry);
        rows.add(entry, weight - entry.weight);
        entry.partners = partners;
        return entry;
    }

    @Override
    public void logTo(Log log) {
        for (Entry entry : unlogged) {
            entry.unlogged = false;
            if (entry.loggedAlone) {
                entry.loggedAlone = false;
                codec.write(entry.row, keyBytes.clear().putByte(tag));
                log.put(keyBytes, null);
            }
            if (entry.held && entry.weight != 0) {
                pieces.put(entry);
            } else {
                pieces.remove(entry);
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
        @Nullable Object[] row = codec.read(key);
        if (value == null) {
            Entry gone = rows.find(row);
            if (gone != null && !gone.isInPiece()) {
                rows.remove(gone);
            } else if (gone != null) {
                gone.loggedAlone = false;
            }
            return;
        }
        take(row, value.getZigzag(), value.hasMore() ? value.getZigzag() : 0).loggedAlone = true;
    }

    @Override
    public long entries() {
        return rows.size();
    }
}

package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The log of a state in pieces: what changed since the last call is written as a few large records instead of one for each item.
 * An item counts as its latest piece has it. Pieces go in the order in which they came, when nothing that counts is left in them;
 * what still counts in the oldest is written again where the log would else have more than twice the items of the state, or very
 * small pieces.
 *
 * <pre>
 * a = 1, b = 1     →   put piece 0: a 1, b 1
 * b = 2, c = 1     →   put piece 1: b 2, c 1
 * c gone           →   put piece 2: c gone
 * a gone           →   remove piece 0     nothing of it counts, and that a is gone need not be said
 * </pre>
 *
 * That an item is gone has to be said as long as an earlier piece has it; so it need not be said any more when a piece is the oldest.
 */
final class PieceLog<T extends PieceLog.Item> {
    /** Bytes of a piece, unless it is of one item that is larger. */
    static final int PIECE_BYTES = 32 * 1024;

    /** Pieces that have fewer items than this on average are put together. */
    private static final int ITEMS_MIN = 16;
    /** Items that do not count, and pieces, that are not worth a look. */
    private static final int SLACK = 8;

    /** What is logged: it knows which piece has it. */
    abstract static class Item extends OpenTable.Item {
        private @Nullable Piece piece;
        private int place;

        Item(int hash) {
            super(hash);
        }

        /** Whether what was last logged of it is in a piece. */
        final boolean isInPiece() {
            return piece != null;
        }
    }

    /** How items stand in a piece. */
    interface Form<T> {
        /** @param present whether it is there; else that it is gone */
        void write(T item, boolean present, RowWriter out);

        /** Takes back one item, and {@link PieceLog#forget forgets} where it was; null where it is gone. */
        @Nullable
        T read(RowReader in);

        /** Takes out an item whose piece went, and with it the item. */
        void remove(T item);
    }

    private static final class Piece {
        final long number;

        @Nullable
        Item[] items = new @Nullable Item[ITEMS_MIN];
        /** All that was written to it. */
        int size;
        /** What still counts. */
        int live;

        boolean gone;

        Piece(long number) {
            this.number = number;
        }

        void add(@Nullable Item item) {
            if (size == items.length) {
                items = Arrays.copyOf(items, 2 * size);
            }
            if (item != null) {
                item.piece = this;
                item.place = size;
                live++;
            }
            items[size++] = item;
        }
    }

    private final int tag;
    private final Form<T> form;
    private final TreeMap<Long, Piece> pieces = new TreeMap<>();
    private final List<T> present = new ArrayList<>();
    private final List<T> gone = new ArrayList<>();
    private final RowWriter key = new RowWriter(16);
    private final RowWriter item = new RowWriter(128);
    private final RowWriter value = new RowWriter(1024);
    private Piece open = new Piece(0);
    /** Items of all pieces, and those that count. */
    private long size;

    private long live;

    /** @param stateTag that of the state */
    PieceLog(int stateTag, Form<T> form) {
        this.tag = stateTag + State.PIECES;
        this.form = form;
    }

    /** Has an item that is there written with the next pieces. */
    void put(T changed) {
        forget(changed);
        present.add(changed);
    }

    /** Has it said that an item is gone, if any piece says something else. */
    void remove(T removed) {
        if (removed.isInPiece()) {
            gone.add(removed);
        }
    }

    /** What pieces say of an item does not count any more. */
    void forget(Item item) {
        Piece piece = item.piece;
        if (piece != null) {
            piece.items[item.place] = null;
            piece.live--;
            live--;
            item.piece = null;
        }
    }

    /** Logs what was put and removed since the last call. */
    void writeTo(State.Log log) {
        List<Piece> ofGone = new ArrayList<>(gone.size());
        for (T removed : gone) {
            ofGone.add(open(removed));
            forget(removed);
        }
        List<Piece> over = cleanUp();
        for (int i = 0; i < ofGone.size(); i++) {
            if (!ofGone.get(i).gone) {
                append(gone.get(i), false, log);
            }
        }
        for (T changed : present) {
            append(changed, true, log);
        }
        close(log);
        for (Piece piece : over) {
            log.put(key(piece), null);
        }
        gone.clear();
        present.clear();
    }

    private static Piece open(Item item) {
        if (item.piece == null) {
            throw new IllegalStateException("an item without a piece");
        }
        return item.piece;
    }

    /** Takes out the oldest pieces as long as it is due, and has written again what counts in them. */
    @SuppressWarnings("unchecked")
    private List<Piece> cleanUp() {
        List<Piece> over = new ArrayList<>();
        long count = live + present.size();
        for (Map.Entry<Long, Piece> first = pieces.firstEntry(); first != null; first = pieces.firstEntry()) {
            Piece piece = first.getValue();
            if (piece.live > 0 && size <= 2 * count + SLACK && pieces.size() <= count / ITEMS_MIN + SLACK) {
                break;
            }
            for (Item kept : piece.items) {
                if (kept != null) {
                    put((T) kept);
                }
            }
            pieces.remove(piece.number);
            size -= piece.size;
            piece.gone = true;
            over.add(piece);
        }
        return over;
    }

    private void append(T written, boolean there, State.Log log) {
        form.write(written, there, item.clear());
        if (value.size() + item.size() > PIECE_BYTES) {
            close(log);
        }
        value.putAll(item);
        add(open, there ? written : null);
    }

    private void close(State.Log log) {
        if (open.size == 0) {
            return;
        }
        log.put(key(open), value);
        value.clear();
        add(open);
        open = new Piece(open.number + 1);
    }

    private void add(Piece piece, @Nullable Item added) {
        piece.add(added);
        live += added == null ? 0 : 1;
    }

    private void add(Piece piece) {
        piece.items = Arrays.copyOf(piece.items, piece.size);
        pieces.put(piece.number, piece);
        size += piece.size;
    }

    private RowWriter key(Piece piece) {
        return key.clear().putByte(tag).putVarint(piece.number);
    }

    /** Takes back one piece, or that it went. */
    @SuppressWarnings("unchecked")
    void restore(long number, @Nullable RowReader in) {
        open = new Piece(Math.max(open.number, number + 1));
        Piece before = pieces.remove(number);
        if (before != null) {
            size -= before.size;
            live -= before.live;
            for (Item kept : before.items) {
                if (kept != null) {
                    kept.piece = null;
                    form.remove((T) kept);
                }
            }
        }
        if (in != null) {
            Piece piece = new Piece(number);
            while (in.hasMore()) {
                add(piece, form.read(in));
            }
            add(piece);
        }
    }
}

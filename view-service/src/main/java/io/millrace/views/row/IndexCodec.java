package io.millrace.views.row;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewIndex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A secondary index of a view. Each row has one entry in it, and the unsigned order of the entries is that of the indexed columns, nulls
 * last, and then of the keys:
 *
 * <pre>
 * 1 byte    number of the index
 * …         values of its columns, as {@link KeyCodec} encodes them
 * …         key of the row
 * 4 bytes   how many bytes stand in front of the key
 * </pre>
 *
 * No key is the beginning of another one of the view, so what follows it does not touch the order. Immutable.
 */
public final class IndexCodec {
    private final List<String> names;
    private final KeyCodec values;

    private IndexCodec(List<String> names, KeyCodec values) {
        this.names = names;
        this.values = values;
    }

    /**
     * The indexes of a view, in the order of their declaration.
     *
     * @throws IllegalArgumentException where one names a column that the view does not have
     */
    public static List<IndexCodec> of(PublishedView view) {
        List<IndexCodec> indexes = new ArrayList<>();
        for (ViewIndex index : view.indexes()) {
            byte[] number = {(byte) indexes.size()};
            indexes.add(new IndexCodec(index.columns(), KeyCodec.ofIndex(view, number, index.columns())));
        }
        return List.copyOf(indexes);
    }

    public List<String> names() {
        return names;
    }

    /** The indexed columns: entries begin with what this encodes. */
    public KeyCodec values() {
        return values;
    }

    /** @throws IllegalArgumentException where a value of the row is none of its column */
    public byte[] entry(Row row, byte[] key) {
        List<@Nullable Object> indexed = new ArrayList<>();
        for (int column : values.positions()) {
            indexed.add(row.value(column));
        }
        byte[] entry = entry(indexed, key);
        if (entry == null) {
            throw new IllegalArgumentException("a row holds a decimal outside its column's precision");
        }
        return entry;
    }

    /**
     * @param indexed a value per column of the index
     * @return null where no row can have such values
     */
    public byte @Nullable [] entry(List<? extends @Nullable Object> indexed, byte[] key) {
        byte[] group = values.encode(indexed);
        return group == null
                ? null
                : ByteBuffer.allocate(group.length + key.length + Integer.BYTES)
                        .put(group)
                        .put(key)
                        .putInt(group.length)
                        .array();
    }

    /** The key of an entry's row. */
    public static byte[] key(byte[] entry) {
        return Arrays.copyOfRange(entry, groupLength(entry), entry.length - Integer.BYTES);
    }

    /** What all entries begin with that have the same indexed values as this one, and no other does. */
    public static byte[] group(byte[] entry) {
        return Arrays.copyOf(entry, groupLength(entry));
    }

    private static int groupLength(byte[] entry) {
        return ByteBuffer.wrap(entry).getInt(entry.length - Integer.BYTES);
    }
}

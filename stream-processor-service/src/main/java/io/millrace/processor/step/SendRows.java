package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a stage in front of an exchange: rows with their weights for whoever has their key.
 *
 * <pre>
 * +(a, 1) -(b, 2), key 0   →   to hash(a): +1 a 1 | to hash(b): -1 b 2
 * </pre>
 */
public final class SendRows implements Step {
    private final int[] keyColumns;
    private final RowCodec keys;
    private final RowCodec rows;
    private final Combine.Parts parts;
    private final @Nullable Object[] key;
    private final RowWriter bytes = new RowWriter(128);

    /**
     * @param types of the input's columns
     * @param parts take each row as its weight and its columns
     */
    public SendRows(List<ValueType> types, int[] keyColumns, Combine.Parts parts) {
        this.keyColumns = keyColumns.clone();
        this.rows = new RowCodec(types);
        this.parts = parts;
        this.key = new @Nullable Object[keyColumns.length];
        List<ValueType> keyTypes = new ArrayList<>();
        for (int column : keyColumns) {
            keyTypes.add(types.get(column));
        }
        this.keys = new RowCodec(keyTypes);
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        for (int i = 0; i < key.length; i++) {
            Object value = row[keyColumns[i]];
            key[i] = value == null ? null : Values.normal(value);
        }
        keys.write(key, bytes.clear());
        int hash = StableHash.of(bytes.array(), bytes.size());
        rows.write(row, bytes.clear().putZigzag(weight));
        parts.put(hash, bytes);
    }
}

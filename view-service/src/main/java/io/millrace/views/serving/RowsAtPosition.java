package io.millrace.views.serving;

import io.millrace.kernel.MillraceException;
import java.util.Arrays;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of a view version at one position after the other, in the memory of reads. Confined to one thread. */
public final class RowsAtPosition {
    /** Of an entry of the map, its arrays and their heads. */
    private static final int ENTRY_BYTES = 96;

    private final ViewShape shape;
    private final ReadMemory.Share memory;
    private final NavigableMap<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
    private final long bytesMax;
    private long bytes;

    /** @param bytesMax that the rows may take of the heap */
    public RowsAtPosition(ViewShape shape, ReadMemory.Share memory, long bytesMax) {
        this.shape = shape;
        this.memory = memory;
        this.bytesMax = bytesMax;
    }

    /**
     * @param key as a JSON array
     * @param row null where it is gone
     * @return whether there is room for it
     * @throws MillraceException where reads have the memory
     */
    public boolean put(byte[] key, byte @Nullable [] row) {
        byte[] encoded = shape.keys().fromJson(key);
        byte[] before = row == null ? rows.remove(encoded) : rows.put(encoded, row);
        bytes += row == null ? 0 : size(encoded, row);
        bytes -= before == null ? 0 : size(encoded, before);
        memory.need(bytes);
        return bytes <= bytesMax;
    }

    private static long size(byte[] key, byte[] row) {
        return (long) ENTRY_BYTES + key.length + row.length;
    }

    public ViewShape shape() {
        return shape;
    }

    public NavigableMap<byte[], byte[]> rows() {
        return Collections.unmodifiableNavigableMap(rows);
    }
}

package io.millrace.views.subscription;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which epoch each row of a snapshot is of. A snapshot that is overtaken while it is read goes on with the rows of a newer epoch; the
 * changes in between are then told for the rows that were read before. Confined to one thread.
 */
final class SnapshotCover {
    private final List<Part> parts = new ArrayList<>();
    private long last;

    /**
     * Rows from where the part before ends.
     *
     * @param to null for the last key that there can be
     */
    private record Part(byte @Nullable [] to, boolean inclusive, long epoch) {
        boolean has(byte[] key) {
            byte[] end = to;
            int order = end == null ? -1 : Arrays.compareUnsigned(key, end);
            return inclusive ? order <= 0 : order < 0;
        }
    }

    /** @param first the epoch that it begins with */
    SnapshotCover(long first) {
        this.last = first;
    }

    /** The rows up to a key, itself included, were read as of an epoch. */
    void reached(byte[] to, long epoch) {
        add(new Part(to, true, epoch));
    }

    /** The rows before a key, or all there are where it is null, were read as of an epoch. */
    void passed(byte @Nullable [] to, long epoch) {
        add(new Part(to, false, epoch));
    }

    private void add(Part part) {
        if (!parts.isEmpty() && parts.getLast().epoch() == part.epoch()) {
            parts.removeLast();
        }
        parts.add(part);
        last = Math.max(last, part.epoch());
    }

    /** The epoch at which the snapshot and the changes that were told meanwhile are one cut. */
    long last() {
        return last;
    }

    /** Whether the row of a key had the changes of the epoch already when it was read. */
    boolean has(byte[] key, long epoch) {
        for (Part part : parts) {
            if (part.has(key)) {
                return epoch <= part.epoch();
            }
        }
        return epoch <= last;
    }
}

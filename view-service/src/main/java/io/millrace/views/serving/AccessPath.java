package io.millrace.views.serving;

import io.millrace.views.materialization.StoredRows;
import io.millrace.views.row.IndexCodec;
import io.millrace.views.row.KeyRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to find the rows of a read: by their keys, or by the entries of an index.
 *
 * @param index null for keys
 * @param ranges in the order in which they are to be read
 * @param direction in which the rows come as they are asked for
 * @param terms places among the terms of the query's order of those that tell rows of the path apart, in the index's order
 */
record AccessPath(@Nullable IndexCodec index, KeyRanges ranges, Direction direction, List<Integer> terms) {
    /** How the path's order and that of the read belong together. */
    enum Direction {
        /** They are the same, ties by key included. */
        FORWARD,
        /** They are opposite, but for ties, which are by key in both. */
        BACKWARD,
        /** Neither: every row of the ranges has to be looked at. */
        NONE
    }

    boolean isOrdered() {
        return direction != Direction.NONE;
    }

    /** Whether anything speaks for it: a part that is smaller than the whole, or the order. */
    boolean isOfUse() {
        return index == null || isOrdered() || !ranges.fixed().isEmpty() || ranges.bounded();
    }

    StoredRows.Part part(KeyRange range) {
        return new StoredRows.Part(range, index != null);
    }

    List<StoredRows.Part> parts() {
        return ranges.ranges().stream().map(this::part).toList();
    }
}

package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/** Where the frames of rows are among the rows of their partition, and the rows whose frames a row is in. */
final class FramePlaces {
    private final RowOrder order;

    FramePlaces(RowOrder order) {
        this.order = order;
    }

    /** The first place of the frame of a row; that of one without a start is 0. */
    int from(Frame frame, RowTree tree, int place, @Nullable Object[] row) {
        if (frame.hasNoStart()) {
            return 0;
        }
        return frame.rows() ? clamp(tree, place, frame.from()) : first(tree, shifted(row, frame.from()));
    }

    /** One past the last place of the frame of a row. */
    int to(Frame frame, RowTree tree, int place, @Nullable Object[] row) {
        if (frame.hasNoEnd()) {
            return tree.size();
        }
        return frame.rows() ? clamp(tree, place, frame.to() + 1) : behind(tree, shifted(row, frame.to()));
    }

    /**
     * The first row whose frame a row is in.
     *
     * @param place of the row; where it would be, if it went
     */
    int firstReaching(Frame frame, RowTree tree, int place, @Nullable Object[] row) {
        if (frame.hasNoEnd()) {
            return 0;
        }
        return frame.rows() ? clamp(tree, place, -frame.ahead()) : first(tree, shifted(row, -frame.ahead()));
    }

    /** One past the last row whose frame a row is in. */
    int behindReaching(Frame frame, RowTree tree, int place, @Nullable Object[] row) {
        if (frame.hasNoStart()) {
            return tree.size();
        }
        return frame.rows() ? clamp(tree, place, frame.back() + 1) : behind(tree, shifted(row, frame.back()));
    }

    /** The place of a row's first peer. */
    int first(RowTree tree, @Nullable Object[] row) {
        return tree.before(other -> order.comparePeers(other, row));
    }

    /** One past the place of a row's last peer. */
    int behind(RowTree tree, @Nullable Object[] row) {
        return tree.before(other -> order.comparePeers(other, row) <= 0 ? -1 : 1);
    }

    private static int clamp(RowTree tree, int place, long by) {
        return (int) Math.max(0, Math.min(tree.size(), place + by));
    }

    /** A row whose first column of the order lies further back or ahead; a null has no distance from others. */
    private @Nullable Object[] shifted(@Nullable Object[] row, long by) {
        if (by == 0) {
            return row;
        }
        RowOrder.By first = order.by().getFirst();
        if (!(row[first.column()] instanceof Long value)) {
            return row;
        }
        @Nullable Object[] probe = row.clone();
        probe[first.column()] = first.descending() ? saturated(value, -by) : saturated(value, by);
        return probe;
    }

    /** A sum that stops at the ends of long. */
    static long saturated(long value, long by) {
        long sum = value + by;
        boolean overflows = ((value ^ sum) & (by ^ sum)) < 0;
        return overflows ? (by < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }
}

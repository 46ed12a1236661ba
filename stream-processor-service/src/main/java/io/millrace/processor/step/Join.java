package io.millrace.processor.step;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Equi-join of two inputs. Pairs are put out at once, Δa⋈b + a⋈Δb; what depends on whether a row has a partner, at the end of
 * the epoch and as the difference of a function of state. So neither the order of deltas within an epoch nor where epochs
 * end shows in what has been put out, net.
 *
 * <pre>
 * LEFT on column 0, state empty:   left +(1, a) +(2, b)   right +(1, x)   →   +(1, a, 1, x) +(2, b, null, null)
 * then:                            right -(1, x)                          →   -(1, a, 1, x) +(1, a, null, null)
 * </pre>
 *
 * A row with a null in its key has no partner, nor has one without a time where the join is bounded in time. A pair that the
 * condition has no value for is refused and no match.
 *
 * <p>With bounds, a row is given up when the watermark says that no partner can come any more, and only then is it put out
 * padded (or by ANTI), so that this is never taken back. It relies on its inputs: no row comes or goes whose time is before
 * the watermark of an earlier flush. Every weight is 0 or more at the end of an epoch.
 */
public final class Join implements Step {
    /**
     * What must hold of partners, beside equal keys.
     *
     * @param condition over left and right columns: null for false; or null for nothing
     */
    public record On(
            @Nullable RowFunction condition, @Nullable TimeBounds bounds) {
        public static final On KEYS = new On(null, null);
    }

    final JoinKind kind;
    private final On on;
    private final Refusals refusals;
    private final Step next;
    private final JoinSide left;
    private final JoinSide right;
    private final int leftWidth;
    private final @Nullable Object[] scratch;

    /**
     * @param left with the key columns of the left; with bounds it must be in order of its time, {@link
     *     RowOrder#ascending}
     * @param right the same of the right
     */
    public Join(JoinKind kind, Index left, Index right, On on, Refusals refusals, Step next) {
        this.kind = kind;
        this.on = on;
        this.refusals = refusals;
        this.next = next;
        leftWidth = left.width();
        scratch = new @Nullable Object[leftWidth + right.width()];
        if (on.bounds != null) {
            requireOrder(left, on.bounds.leftTime());
            requireOrder(right, on.bounds.rightTime());
        }
        this.left = new JoinSide(this, true, left, right, on);
        this.right = new JoinSide(this, false, right, left, on);
    }

    private static void requireOrder(Index side, int timeColumn) {
        RowOrder order = side.order();
        if (order == null || !order.isAscending(timeColumn)) {
            throw new IllegalArgumentException("a join in time needs both indexes in ascending order of time");
        }
    }

    /** Where the rows of the left are pushed to; it is the join that is flushed, when both inputs have been. */
    public Step left() {
        return left;
    }

    /** Where the rows of the right are pushed to. */
    public Step right() {
        return right;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        throw new UnsupportedOperationException("a join takes rows at left() and right()");
    }

    @Override
    public void flush(long watermark) {
        left.putOut();
        right.putOut();
        left.settle(watermark);
        right.settle(watermark);
    }

    @Override
    public void resume(long watermark) {
        left.resume(watermark);
        right.resume(watermark);
    }

    /** Whether a left and a right row of one key, whose times are in bounds, are partners. */
    boolean matches(@Nullable Object[] leftRow, @Nullable Object[] rightRow, boolean refusing) {
        if (on.condition == null) {
            return true;
        }
        System.arraycopy(leftRow, 0, scratch, 0, leftWidth);
        System.arraycopy(rightRow, 0, scratch, leftWidth, scratch.length - leftWidth);
        try {
            return on.condition.apply(scratch) != null;
        } catch (EvaluationException e) {
            if (refusing) {
                String detail = e.getMessage();
                refusals.refuse(e.code(), detail == null ? e.code() : detail, scratch.clone());
            }
            return false;
        }
    }

    void putPair(@Nullable Object[] leftRow, @Nullable Object[] rightRow, long weight) {
        @Nullable Object[] pair = Arrays.copyOf(leftRow, scratch.length);
        System.arraycopy(rightRow, 0, pair, leftWidth, scratch.length - leftWidth);
        next.push(pair, weight);
    }

    /** A row alone: padded with nulls, or as it is where the kind puts out no pairs. */
    void putAlone(boolean isLeft, @Nullable Object[] row, long weight) {
        if (!kind.pairs()) {
            next.push(row, weight);
            return;
        }
        @Nullable Object[] padded = new @Nullable Object[scratch.length];
        System.arraycopy(row, 0, padded, isLeft ? 0 : leftWidth, isLeft ? leftWidth : scratch.length - leftWidth);
        next.push(padded, weight);
    }
}

package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/** Bounds in time, as seen from one side of a join: where the partners of a row are, and when none can come any more. */
final class Reach {
    private final int column;
    private final int otherColumn;
    private final long from;
    private final long to;
    private final @Nullable Object[] probe;

    /** @param otherWidth columns of the other side */
    Reach(TimeBounds bounds, boolean isLeft, int otherWidth) {
        column = isLeft ? bounds.leftTime() : bounds.rightTime();
        otherColumn = isLeft ? bounds.rightTime() : bounds.leftTime();
        from = isLeft ? bounds.lowerMs() : negated(bounds.upperMs());
        to = isLeft ? bounds.upperMs() : negated(bounds.lowerMs());
        probe = new @Nullable Object[otherWidth];
    }

    boolean hasTime(@Nullable Object[] row) {
        return row[column] != null;
    }

    /** The first time that a partner of the row may have. */
    long first(@Nullable Object[] row) {
        return plus(time(row, column), from);
    }

    /** The last time that a partner of the row may have. */
    long last(@Nullable Object[] row) {
        return plus(time(row, column), to);
    }

    long partnerTime(Entry partner) {
        return time(partner.row, otherColumn);
    }

    /** A row of the other side that stands, in order of time, before all that have this time and behind all others. */
    @Nullable
    Object[] probe(long time) {
        probe[otherColumn] = time;
        return probe;
    }

    /** Rows of this side whose time is before this can have no partner that is yet to come. */
    long doneBefore(long watermark) {
        return watermark == Step.NO_WATERMARK ? Long.MIN_VALUE : plus(watermark, negated(to));
    }

    Evictions evictions(Index index) {
        return new Evictions(column, index);
    }

    private static long time(@Nullable Object[] row, int column) {
        if (row[column] instanceof Long time) {
            return time;
        }
        throw new IllegalStateException("a row without a time is in the state of a join in time");
    }

    private static long negated(long ms) {
        return ms == Long.MIN_VALUE ? Long.MAX_VALUE : ms == Long.MAX_VALUE ? Long.MIN_VALUE : -ms;
    }

    /** The two ends of long are infinite. */
    private static long plus(long time, long ms) {
        long sum = time + ms;
        boolean overflows = ((time ^ sum) & (ms ^ sum)) < 0;
        return ms == Long.MIN_VALUE || overflows && ms < 0
                ? Long.MIN_VALUE
                : ms == Long.MAX_VALUE || overflows ? Long.MAX_VALUE : sum;
    }
}

package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/** One function of OVER: a value of a row among the rows of its partition in their order. */
public sealed interface OverCall {
    /** Rows whose coming or going can change the value. */
    Frame frame();

    /** The column of the input that it is computed of; -1 where none is. */
    int argument();

    /** What is counted by a {@link Place}. */
    enum Count {
        /** Rows up to this one. */
        ROW_NUMBER,
        /** One more than the rows before this one's peers. */
        RANK,
        /** One more than the values of the order before this one's. */
        DENSE_RANK
    }

    /** The place of a row, 1-based. */
    record Place(Count count) implements OverCall {
        @Override
        public Frame frame() {
            return new Frame(count == Count.ROW_NUMBER, Frame.UNBOUNDED_PRECEDING, 0);
        }

        @Override
        public int argument() {
            return -1;
        }
    }

    /**
     * LAG and LEAD: the value of the row at a distance.
     *
     * @param distance rows; negative for LAG
     * @param otherwise column of the input whose value it is where there is no such row; -1 for null
     */
    record Shift(int argument, long distance, int otherwise) implements OverCall {
        @Override
        public Frame frame() {
            return new Frame(true, Math.min(0, distance), Math.max(0, distance));
        }
    }

    /**
     * FIRST_VALUE, NTH_VALUE and LAST_VALUE: the value of one row of the frame; nulls count.
     *
     * @param place from the front, 1-based; 0 for the last
     */
    record Pick(int argument, long place, Frame frame) implements OverCall {}

    /**
     * An aggregate of the frame's rows.
     *
     * @param call one that can be put together of parts, or could be if it were not DISTINCT
     */
    record Aggregated(AggregateCall call, Frame frame) implements OverCall {
        public Aggregated {
            if (Accumulators.needsBag(call.ofAll(), true)) {
                throw new IllegalArgumentException(call + " over a frame");
            }
        }

        @Override
        public int argument() {
            return call.argument();
        }
    }

    /**
     * Whether rows in the order of time are ever final, and what is needed of those before them is in reach or known: not where a
     * frame has no end, nor of the last row of all that are a time ago.
     */
    default boolean canClose() {
        boolean lastLongAgo = this instanceof Pick pick && pick.place == 0 && !frame().rows() && frame().to() < 0;
        return !frame().hasNoEnd() && !(lastLongAgo && frame().hasNoStart());
    }

    /** Whether it is of the distinct values of its frame. */
    default boolean isDistinct() {
        return distinct() != null;
    }

    /** The aggregate that it is of the distinct values of its frame; null where it is none. */
    default @Nullable AggregateCall distinct() {
        return this instanceof Aggregated aggregated && aggregated.call.distinct() ? aggregated.call : null;
    }

    /** The aggregate that is put together of parts; null where it is none. */
    default @Nullable AggregateCall aggregate() {
        return this instanceof Aggregated aggregated && !isDistinct() ? aggregated.call : null;
    }
}

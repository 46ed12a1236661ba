package io.millrace.processor.stage;

import io.millrace.processor.step.RowReader;
import io.millrace.processor.step.RowWriter;
import io.millrace.processor.step.Step;

/**
 * How far one source partition has been read.
 *
 * @param source the partition, 0-based among those of all streams of the plan
 * @param nextOffset one past the last offset that was read; 0 before the first
 * @param greatestTime greatest event time that was seen, epoch milliseconds, or {@link Step#NO_WATERMARK}
 * @param lateRows rows excluded for being late so far
 */
record SourcePoint(int source, long nextOffset, long greatestTime, long lateRows) {
    static SourcePoint start(int source) {
        return new SourcePoint(source, 0, Step.NO_WATERMARK, 0);
    }

    /** Event time up to which the partition is complete, given how far events may be out of order. */
    long watermark(long delayMs) {
        return greatestTime == Step.NO_WATERMARK ? Step.NO_WATERMARK : greatestTime - delayMs;
    }

    void write(RowWriter out) {
        out.putVarint(source).putVarint(nextOffset).putLong(greatestTime).putVarint(lateRows);
    }

    static SourcePoint read(RowReader in) {
        return new SourcePoint((int) in.getVarint(), in.getVarint(), in.getLong(), in.getVarint());
    }
}

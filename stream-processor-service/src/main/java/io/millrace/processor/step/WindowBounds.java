package io.millrace.processor.step;

/**
 * What bounds groups in event time.
 *
 * @param endColumn index of window_end in the group's key; -1 where groups are not bounded
 * @param retentionMs how long after its end a window's row is kept; -1 for ever
 * @param onClose whether a row is put out once, when its window ends, instead of with each change
 * @param endIncluded whether a row at the very end still belongs to the window, as it does to a {@link Session}: then the
 *     watermark must be behind the end, and not only at it
 */
public record WindowBounds(int endColumn, long retentionMs, boolean onClose, boolean endIncluded) {
    public static final WindowBounds NONE = new WindowBounds(-1, -1, false, false);

    /** The last end at which windows are complete. */
    long complete(long watermark) {
        return watermark == Step.NO_WATERMARK || !endIncluded ? watermark : watermark - 1;
    }

    /** The last end at which groups are given up, where windows are complete up to {@code passed}. */
    long givenUp(long passed) {
        return passed == Step.NO_WATERMARK || retentionMs < 0 ? passed : passed - retentionMs;
    }
}

package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/**
 * Retention of the rows in front of a step that would else keep them for ever: a row is taken back when the watermark has
 * passed its time by the retention, and one that is so old when it comes is passed over. A row without a time is dropped. The
 * input is append-only. What is there is a function of the rows and of the watermark alone.
 *
 * <pre>
 * retention 1 h:   +(k, 10:00) … watermark 11:00   →   +(k, 10:00) … -(k, 10:00)
 * </pre>
 */
public final class ExpireRows implements Step {
    private final int timeColumn;
    private final long retentionMs;
    private final Index index;
    private final Evictions evictions;
    private final Step next;
    private long passed = NO_WATERMARK;

    /** @param index without an order, with no key columns */
    public ExpireRows(int timeColumn, long retentionMs, Index index, Step next) {
        this.timeColumn = timeColumn;
        this.retentionMs = retentionMs;
        this.index = index;
        this.evictions = new Evictions(timeColumn, index);
        this.next = next;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        if (!(row[timeColumn] instanceof Long time) || passed != NO_WATERMARK && time <= passed - retentionMs) {
            return;
        }
        Entry entry = index.at(row);
        if (entry.weight == 0) {
            evictions.add(entry);
        }
        index.touch(entry);
        index.add(entry, weight);
        next.push(row, weight);
    }

    @Override
    public void flush(long watermark) {
        index.settle();
        if (watermark == NO_WATERMARK) {
            return;
        }
        passed = watermark;
        evictions.evictBefore(watermark - retentionMs + 1, due -> next.push(due.row, -due.weight));
    }

    @Override
    public void resume(long watermark) {
        passed = watermark;
        evictions.rebuild();
    }
}

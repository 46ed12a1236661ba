package io.millrace.processor.step;

/** Where the row comes from that is being pushed: set by the scan for each record, read by the steps behind it. */
public final class Origin {
    private int partition;
    private long offset;
    private boolean late;
    private boolean excluded;
    private long lateRows;

    public void set(int partition, long offset, boolean late) {
        this.partition = partition;
        this.offset = offset;
        this.late = late;
        this.excluded = false;
    }

    public int partition() {
        return partition;
    }

    public long offset() {
        return offset;
    }

    /** Whether the record's event time was below its partition's watermark when it came. */
    boolean late() {
        return late;
    }

    /** Counts the row once, however many parts of a query exclude it. */
    void excludeLateRow() {
        lateRows += excluded ? 0 : 1;
        excluded = true;
    }

    /** Whether a part of the query has left the row out for being late. */
    public boolean excluded() {
        return excluded;
    }

    /** Rows that were excluded for being late since the last call. */
    public long takeLateRows() {
        long taken = lateRows;
        lateRows = 0;
        return taken;
    }
}

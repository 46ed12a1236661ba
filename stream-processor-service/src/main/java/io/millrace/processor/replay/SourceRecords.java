package io.millrace.processor.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of one partition of a stream in a closed range of offsets, in the order of the log. */
public interface SourceRecords {
    /**
     * A record.
     *
     * @param timestamp when it arrived, epoch milliseconds
     * @param value null for a tombstone
     */
    record Event(long offset, long timestamp, byte @Nullable [] value) {}

    /** Takes records. */
    @FunctionalInterface
    interface Sink {
        void accept(Event event);
    }

    /**
     * Hands out the next records, up to a number of them.
     *
     * @return whether there may be more
     */
    boolean next(int recordsMax, Sink sink);

    /** Records that are in memory, numbered from offset 0 on, all of which arrived at one time. */
    static SourceRecords of(List<byte[]> values, long timestamp) {
        return new SourceRecords() {
            private int position;

            @Override
            public boolean next(int recordsMax, Sink sink) {
                int end = Math.min(values.size(), position + recordsMax);
                for (; position < end; position++) {
                    sink.accept(new Event(position, timestamp, values.get(position)));
                }
                return position < values.size();
            }
        };
    }
}

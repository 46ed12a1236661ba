package io.millrace.processor.view;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.List;

/**
 * How the rows that are served of a view compare with those that its streams make anew.
 *
 * @param position token of what both hold
 * @param events how many events were read of the streams
 * @param rows how many rows are served
 * @param equal whether no row differs
 * @param differences how many rows differ; at most 100 of them are shown
 * @param missing rows that the streams make and that are not served
 * @param unexpected rows that are served and that the streams do not make
 * @param different rows of one key that differ
 * @param changedSince rows that could not be compared, because the log of the view keeps only what they became since
 * @param removed streams whose beginning is gone, so that what differs may come of that
 */
record Verification(
        String view,
        int version,
        String position,
        long events,
        long rows,
        boolean equal,
        long differences,
        List<KeyedRow> missing,
        List<KeyedRow> unexpected,
        List<DifferentRow> different,
        long changedSince,
        List<RemovedStart> removed) {

    /**
     * A line of the answer while the work goes on.
     *
     * @param eventsToRead 0 until the rows that are served were read, and so the position is known
     */
    record Step(long eventsRead, long eventsToRead) {}

    /** The last line of the answer. */
    record Result(Verification result) {}

    /** @param key the key's values as a JSON array */
    record KeyedRow(@JsonRawValue String key, @JsonRawValue String row) {}

    record DifferentRow(
            @JsonRawValue String key,
            @JsonRawValue String expected,
            @JsonRawValue String served) {}

    /** @param firstOffset the first that is there; those before it are gone */
    record RemovedStart(String stream, int partition, long firstOffset) {}
}

package io.millrace.api.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a version that is to take the place of another one differ from those that are served, with the same events in both.
 *
 * @param at when they were compared
 * @param position token of the events that are in both
 * @param events how many of them were read again
 * @param rowsServed how many rows the served version has
 * @param rowsNext how many rows the next version has
 * @param onlyServed rows whose key the next version does not have
 * @param onlyNext rows whose key the served version does not have
 * @param different rows of one key that differ in a column of both versions
 * @param changedSince rows that could not be compared, because the log of the view keeps only what they became since
 * @param columnsAdded names of columns that only the next version has; they are not compared
 * @param columnsRemoved names of columns that only the served version has; they are not compared
 * @param samples at most 100 rows that differ
 */
public record ViewDiff(
        String view,
        int servedVersion,
        int nextVersion,
        Instant at,
        String position,
        long events,
        long rowsServed,
        long rowsNext,
        long onlyServed,
        long onlyNext,
        long different,
        long changedSince,
        List<String> columnsAdded,
        List<String> columnsRemoved,
        List<Sample> samples) {

    /** How many keys differ, in whatever way. */
    public long differences() {
        return onlyServed + onlyNext + different;
    }

    /** How many keys either version has. */
    public long keys() {
        return rowsServed + onlyNext;
    }

    /**
     * A key whose rows differ.
     *
     * @param key the key's values as a JSON array
     * @param served the row that is served; null where there is none
     * @param next the row of the next version; null where there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Sample(
            @JsonRawValue String key,
            @JsonRawValue @Nullable String served,
            @JsonRawValue @Nullable String next) {}
}

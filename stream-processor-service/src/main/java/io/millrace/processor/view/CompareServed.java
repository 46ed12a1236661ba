package io.millrace.processor.view;

import io.millrace.api.view.ViewDiff;
import io.millrace.processor.view.Verification.DifferentRow;
import io.millrace.processor.view.Verification.KeyedRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** Finds what differs between the rows that are made anew and those that are served. */
final class CompareServed {
    private static final int SHOWN_MAX = 100;

    final List<KeyedRow> missing = new ArrayList<>();
    final List<KeyedRow> unexpected = new ArrayList<>();
    final List<DifferentRow> different = new ArrayList<>();
    private final Map<String, String> anew;
    private final Map<String, String> served;
    private final BiPredicate<String, String> equal;
    private long missingCount;
    private long unexpectedCount;
    private long differentCount;

    /**
     * Both by their keys.
     *
     * @param equal whether a row that was made anew is the one that is served
     */
    CompareServed(Map<String, String> anew, Map<String, String> served, BiPredicate<String, String> equal) {
        this.anew = anew;
        this.served = served;
        this.equal = equal;
    }

    /** Keys of rows that are not served. */
    Set<String> missingKeys() {
        Set<String> keys = new HashSet<>(anew.keySet());
        keys.removeAll(served.keySet());
        return keys;
    }

    /** @param except keys that are not compared */
    void compare(Set<String> except) {
        anew.forEach((key, row) -> {
            String shown = served.get(key);
            if (shown == null && !except.contains(key)) {
                missingCount++;
                note(missing, new KeyedRow(key, row));
            } else if (shown != null && !equal.test(row, shown)) {
                differentCount++;
                note(different, new DifferentRow(key, row, shown));
            }
        });
        served.forEach((key, row) -> {
            if (!anew.containsKey(key)) {
                unexpectedCount++;
                note(unexpected, new KeyedRow(key, row));
            }
        });
    }

    private <T> void note(List<T> list, T difference) {
        if (missing.size() + unexpected.size() + different.size() < SHOWN_MAX) {
            list.add(difference);
        }
    }

    long missingCount() {
        return missingCount;
    }

    long unexpectedCount() {
        return unexpectedCount;
    }

    long differentCount() {
        return differentCount;
    }

    long differences() {
        return missingCount + unexpectedCount + differentCount;
    }

    /** What is noted, as rows of a next version beside those that are served. */
    List<ViewDiff.Sample> samples() {
        List<ViewDiff.Sample> samples = new ArrayList<>();
        different.forEach(row -> samples.add(new ViewDiff.Sample(row.key(), row.served(), row.expected())));
        unexpected.forEach(row -> samples.add(new ViewDiff.Sample(row.key(), row.row(), null)));
        missing.forEach(row -> samples.add(new ViewDiff.Sample(row.key(), null, row.row())));
        return samples;
    }
}

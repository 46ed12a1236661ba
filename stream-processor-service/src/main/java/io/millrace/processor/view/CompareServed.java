package io.millrace.processor.view;

import io.millrace.processor.view.Verification.DifferentRow;
import io.millrace.processor.view.Verification.KeyedRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what differs between the rows that are made anew and those that are served. */
final class CompareServed {
    private static final int SHOWN_MAX = 100;

    final List<KeyedRow> missing = new ArrayList<>();
    final List<KeyedRow> unexpected = new ArrayList<>();
    final List<DifferentRow> different = new ArrayList<>();
    private final Map<String, String> anew;
    private final Map<String, String> served;
    private long differences;

    /** Both by their keys. */
    CompareServed(Map<String, String> anew, Map<String, String> served) {
        this.anew = anew;
        this.served = served;
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
                note(missing, new KeyedRow(key, row));
            } else if (shown != null && !shown.equals(row)) {
                note(different, new DifferentRow(key, row, shown));
            }
        });
        served.forEach((key, row) -> {
            if (!anew.containsKey(key)) {
                note(unexpected, new KeyedRow(key, row));
            }
        });
    }

    private <T> void note(List<T> list, T difference) {
        differences++;
        if (missing.size() + unexpected.size() + different.size() < SHOWN_MAX) {
            list.add(difference);
        }
    }

    long differences() {
        return differences;
    }
}

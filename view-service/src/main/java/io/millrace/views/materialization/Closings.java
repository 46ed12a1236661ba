package io.millrace.views.materialization;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What the sink partitions of a view closed one after the other, as far back as it takes to tell the last epoch that all of them closed.
 * Confined to one thread.
 */
final class Closings {
    private final List<ArrayDeque<PastEpoch.Closing>> sinks = new ArrayList<>();

    Closings(int partitions) {
        for (int i = 0; i < partitions; i++) {
            sinks.add(new ArrayDeque<>());
        }
    }

    void add(int sink, PastEpoch.Closing closing) {
        sinks.get(sink).add(closing);
        if (sinks.stream().noneMatch(ArrayDeque::isEmpty)) {
            long complete = sinks.stream()
                    .mapToLong(closings -> closings.getLast().epoch())
                    .min()
                    .orElseThrow();
            sinks.forEach(closings -> forget(closings, complete));
        }
    }

    /** Only the last closing up to the epoch may be wanted, and what is behind it. */
    private static void forget(ArrayDeque<PastEpoch.Closing> closings, long complete) {
        PastEpoch.Closing first = closings.poll();
        while (first != null && !closings.isEmpty() && closings.getFirst().epoch() <= complete) {
            first = closings.poll();
        }
        if (first != null) {
            closings.addFirst(first);
        }
    }

    /** Those of each sink partition, oldest first. */
    List<List<PastEpoch.Closing>> bySink() {
        List<List<PastEpoch.Closing>> all = new ArrayList<>();
        sinks.forEach(closings -> all.add(List.copyOf(closings)));
        return all;
    }

    int size() {
        return sinks.stream().mapToInt(ArrayDeque::size).sum();
    }
}

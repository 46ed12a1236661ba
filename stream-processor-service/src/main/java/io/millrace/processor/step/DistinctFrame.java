package io.millrace.processor.step;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A function of the distinct values of a frame: how often each value is in it, and what the function knows of each of them once. Of
 * rows that are asked for in their order, what the frame leaves is taken back and what it reaches is added; else all of it is gone
 * through.
 *
 * <pre>
 * COUNT(DISTINCT v), ROWS 1 PRECEDING:   5   5   2   →   1 (5 once)   1 (5 twice)   2 (5 once, 2 once)
 * </pre>
 */
final class DistinctFrame {
    private static final @Nullable Object[] NO_KEY = {};

    private final Frame frame;
    private final AggregateCall call;
    /** The function of its values, distinct or not. */
    private final Accumulators function;

    private final TreeMap<Object, Long> counts = new TreeMap<>(Values::compare);
    private @Nullable Group group;
    private int from;
    private int to;

    /** What was given up of the partition whose rows are gone through. */
    interface Given {
        /** Whether a value is among those of rows that were given up. */
        boolean has(Object value);

        /** Adds what the function knows of these values. */
        void addTo(Group into, Accumulator function);
    }

    DistinctFrame(OverCall.Aggregated call) {
        this.frame = call.frame();
        this.call = call.call();
        this.function = new Accumulators(List.of(call.call().ofAll()), List.of());
    }

    Frame frame() {
        return frame;
    }

    /** Forgets the rows that it went through. */
    void turn() {
        group = null;
    }

    /**
     * The value of the function.
     *
     * @param start the first place of the frame
     * @param end one past its last, at least {@code start}
     * @param given null where nothing was given up that is in the frame
     * @throws EvaluationException where it is not a value of its type
     */
    @Nullable
    Object result(RowTree tree, int start, int end, @Nullable Given given) {
        Group known = group;
        if (known == null || start < from || end < to || start - from + end - to > end - start) {
            known = begin(given);
            from = start;
            to = start;
        }
        for (; to < end; to++) {
            count(known, tree.at(to).row, 1, given);
        }
        for (; from < start; from++) {
            count(known, tree.at(from).row, -1, given);
        }
        return function.result(known, 0);
    }

    private Group begin(@Nullable Given given) {
        counts.clear();
        Group empty = function.newGroup(NO_KEY, 0);
        if (given != null) {
            given.addTo(empty, function.at(0));
        }
        group = empty;
        return empty;
    }

    private void count(Group into, @Nullable Object[] row, long weight, @Nullable Given given) {
        Object found = row[call.argument()];
        if (found == null) {
            return;
        }
        Object value = Values.normal(found, call.keptType());
        long count = counts.merge(value, weight, Long::sum);
        if (count == 0) {
            counts.remove(value);
        }
        boolean changes = weight > 0 ? count == 1 : count == 0;
        if (changes && (given == null || !given.has(value))) {
            function.at(0).add(into, value, weight);
        }
    }
}

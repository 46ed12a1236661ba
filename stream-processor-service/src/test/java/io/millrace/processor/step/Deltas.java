package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A bag of rows: what came out of a step, net. It is a step, so that it can stand at the end of a chain. */
final class Deltas implements Step {
    private final Map<List<Object>, Long> weights = new HashMap<>();
    final List<String> order = new ArrayList<>();

    @Override
    public void push(Object[] row, long weight) {
        order.add((weight > 0 ? "+" : "-") + Arrays.toString(row));
        weights.merge(Arrays.asList(row), weight, (a, b) -> a + b == 0 ? null : a + b);
    }

    Map<List<Object>, Long> weights() {
        return weights;
    }
}

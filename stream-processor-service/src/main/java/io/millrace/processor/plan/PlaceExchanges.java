package io.millrace.processor.plan;

import io.millrace.processor.stage.ViewPlan;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts exchanges where rows have to come together. What lies between exchanges is a stage: it stands on one scan, or on exchanges
 * only.
 *
 * <pre>
 * Aggregate by k          Aggregate by k
 *   Union           →       Union
 *     Scan a                  Exchange k
 *     Scan b                    Scan a
 *                             Exchange k
 *                               Scan b
 * </pre>
 */
final class PlaceExchanges {
    private PlaceExchanges() {}

    /** Rows with equal values of the columns in one task; no exchange where they are already. */
    static Layout by(Layout layout, List<Integer> columns) {
        return isSplit(layout.node()) || !isPartitioned(layout, columns) ? exchanged(layout, columns) : layout;
    }

    /** Whether rows with equal values of the columns are in one task. */
    static boolean isPartitioned(Layout layout, List<Integer> columns) {
        return layout.traits().partitions().stream().anyMatch(partition -> columns.containsAll(partition.columns()));
    }

    static Layout exchanged(Layout layout, List<Integer> columns) {
        return layout.with(exchanged(layout.node(), columns), layout.traits().partitionedBy(columns));
    }

    private static ViewPlan.Node exchanged(ViewPlan.Node node, List<Integer> columns) {
        if (node instanceof ViewPlan.Union union && isSplit(union)) {
            return new ViewPlan.Union(
                    union.inputs().stream()
                            .map(input -> exchanged(input, columns))
                            .toList(),
                    union.columns());
        }
        return new ViewPlan.Exchange(node, columns);
    }

    /** Whether what lies in front of the next exchange stands on more than one stage. */
    static boolean isSplit(ViewPlan.Node node) {
        Set<ViewPlan.Node> feet = feet(node);
        return feet.size() > 1 && feet.stream().anyMatch(ViewPlan.Scan.class::isInstance);
    }

    /** Whether it stands on exchanges. */
    static boolean isBehindExchange(ViewPlan.Node node) {
        return feet(node).stream().allMatch(ViewPlan.Exchange.class::isInstance);
    }

    private static Set<ViewPlan.Node> feet(ViewPlan.Node node) {
        Set<ViewPlan.Node> feet = new HashSet<>();
        collect(node, feet);
        return feet;
    }

    private static void collect(ViewPlan.Node node, Set<ViewPlan.Node> feet) {
        if (node instanceof ViewPlan.Scan || node instanceof ViewPlan.Exchange) {
            feet.add(node);
        } else {
            node.inputs().forEach(input -> collect(input, feet));
        }
    }
}

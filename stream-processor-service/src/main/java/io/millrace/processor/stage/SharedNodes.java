package io.millrace.processor.stage;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Tells which nodes of a plan are equal, at the price of a look-up. Nodes are compared down to their streams, so a node's hash
 * is that of all that is below it: a stage that is made at every start of a task must not ask for it again and again.
 */
final class SharedNodes {
    private final Map<ViewPlan.Node, ViewPlan.Node> firsts = new HashMap<>();
    private final Map<ViewPlan.Node, ViewPlan.Node> known = new IdentityHashMap<>();

    SharedNodes(ViewPlan.Node root) {
        add(root);
    }

    private void add(ViewPlan.Node node) {
        if (!known.containsKey(node)) {
            known.put(node, firsts.computeIfAbsent(node, first -> first));
            node.inputs().forEach(this::add);
        }
    }

    /**
     * The one that stands for all that are equal to it.
     *
     * @param node an instance that stands in the plan
     */
    ViewPlan.Node of(ViewPlan.Node node) {
        ViewPlan.Node first = known.get(node);
        if (first == null) {
            throw new IllegalArgumentException("no node of this plan: " + node);
        }
        return first;
    }
}

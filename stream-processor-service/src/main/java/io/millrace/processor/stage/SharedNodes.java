package io.millrace.processor.stage;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tells which nodes of a plan are equal, at the price of a look-up. Nodes are compared down to their streams, so a node's hash
 * is that of all that is below it: a stage that is made at every start of a task must not ask for it again and again.
 */
final class SharedNodes {
    private final Map<ViewPlan.Node, ViewPlan.Node> firsts = new HashMap<>();
    private final Map<ViewPlan.Node, ViewPlan.Node> known = new IdentityHashMap<>();
    private final Map<ViewPlan.Node, Set<ViewPlan.Scan>> scans = new IdentityHashMap<>();

    SharedNodes(ViewPlan.Node root) {
        add(root);
    }

    private void add(ViewPlan.Node node) {
        if (!known.containsKey(node)) {
            known.put(node, firsts.computeIfAbsent(node, first -> first));
            node.inputs().forEach(this::add);
            scans.put(node, scansOf(node));
        }
    }

    private Set<ViewPlan.Scan> scansOf(ViewPlan.Node node) {
        if (node instanceof ViewPlan.Scan scan) {
            return Set.of(scan);
        }
        Set<ViewPlan.Scan> below = new HashSet<>();
        node.inputs().forEach(input -> below.addAll(scansBelow(input)));
        return below;
    }

    /**
     * The one that stands for all that are equal to it.
     *
     * @param node an instance that stands in the plan
     */
    ViewPlan.Node of(ViewPlan.Node node) {
        return known(node, known);
    }

    /**
     * The scans whose rows come to a node.
     *
     * @param node an instance that stands in the plan
     */
    Set<ViewPlan.Scan> scansBelow(ViewPlan.Node node) {
        return known(node, scans);
    }

    private static <T> T known(ViewPlan.Node node, Map<ViewPlan.Node, T> all) {
        T found = all.get(node);
        if (found == null) {
            throw new IllegalArgumentException("no node of this plan: " + node);
        }
        return found;
    }
}

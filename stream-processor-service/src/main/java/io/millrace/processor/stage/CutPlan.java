package io.millrace.processor.stage;

import io.millrace.processor.step.Accumulators;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A plan cut at its exchanges into parts, each of which is run by one {@link Stage} per partition. A part that reads a stream
 * is a scan, and a stream is read by one scan; a part behind exchanges is a merge. All exchanges in front of a merge are one
 * topic, its <em>ports</em> tell them apart. What stands in several places of the plan is one part, which sends to all of them, and
 * inside of a part it is one step.
 *
 * <pre>
 * Emit                      merge 0: Emit, Aggregate, Join
 *   Aggregate                 port 0 ← scan of orders
 *     Join                    port 1 ← merge 1: Aggregate
 *       Exchange                         port 0 ← scan of payments
 *         Scan orders
 *       Exchange
 *         Aggregate
 *           Exchange
 *             Scan payments
 * </pre>
 *
 * <pre>
 * Join                      merge 0: Join
 *   Exchange a                port 0 ← merge 2: Aggregate ← scan of orders
 *     Aggregate               port 1 ← merge 1: Aggregate ← merge 2
 *       Exchange b
 *         Scan orders
 *   Exchange a
 *     Aggregate
 *       Exchange c
 *         (the same Aggregate, Exchange b, Scan orders)
 * </pre>
 */
public final class CutPlan {
    /**
     * Where the rows of a subtree go.
     *
     * @param target the merge
     * @param combined the aggregate behind the exchange, where parts of groups and not rows go over it; else null
     */
    record Route(int target, int port, ViewPlan.Exchange exchange, ViewPlan.@Nullable Aggregate combined) {
        /**
         * Windows that overlap in front of an aggregate that takes parts, and of which it knows nothing but the bounds: then a row need
         * not come once for each of them. Null where there are none.
         */
        ViewPlan.@Nullable Window sliced() {
            if (combined == null
                    || !(exchange.input() instanceof ViewPlan.Window window)
                    || window.sizeMs() == window.stepMs()) {
                return null;
            }
            int width = window.input().columns().size();
            boolean ofRows = combined.calls().stream().allMatch(call -> call.argument() < width);
            return ofRows ? window : null;
        }
    }

    /** A part of the plan. */
    sealed interface Part {
        /** Where its results go; empty where they are the view. */
        List<Route> routes();
    }

    /**
     * What is computed from one stream alone, in front of any exchange.
     *
     * @param index 0-based
     * @param sourceBase the first of its partitions among those of all streams of the plan
     * @param emit the root, where the view needs no exchange; else null
     */
    record ScanPart(int index, ViewPlan.Scan scan, int sourceBase, List<Route> routes, ViewPlan.@Nullable Emit emit)
            implements Part {}

    /**
     * What is computed behind exchanges.
     *
     * @param index 0-based; what sends to a merge has a greater one
     * @param root what it computes, down to its exchanges
     * @param routes one for each place of the plan at which it stands, or none where the root is an {@link ViewPlan.Emit}
     * @param ports what comes to it, by port
     */
    record MergePart(int index, ViewPlan.Node root, List<Route> routes, List<Port> ports) implements Part {}

    /**
     * Rows that come to a merge, which several of its steps may take.
     *
     * @param combined the aggregate that takes parts of groups; null where rows come
     */
    record Port(ViewPlan.Exchange exchange, ViewPlan.@Nullable Aggregate combined) {
        static Port of(ViewPlan.Exchange exchange, ViewPlan.Node above) {
            boolean parts = above instanceof ViewPlan.Aggregate aggregate
                    && aggregate.groupColumns().equals(exchange.keyColumns())
                    && Accumulators.isCombinable(aggregate.calls(), ViewPlan.isAppendOnly(exchange.input()));
            return new Port(exchange, parts ? (ViewPlan.Aggregate) above : null);
        }
    }

    /**
     * A part, for people.
     *
     * @param name of its stage in a runtime, behind the view's name and version
     * @param exchange the exchange in front of it; -1 where it reads a stream
     * @param roots what it computes, each down to a stream or an exchange; one for each exchange that it sends to
     * @param targets the exchanges that it sends to; empty where its results are the view
     */
    public record Outline(String name, int exchange, List<ViewPlan.Node> roots, List<Integer> targets) {}

    private final ViewPlan plan;
    private final SharedNodes nodes;
    private final Map<ViewPlan.Scan, List<DraftRoute>> scanned = new LinkedHashMap<>();
    /** In the order in which they are met from the view down. */
    private final Map<ViewPlan.Node, Draft> drafts = new LinkedHashMap<>();

    private final List<MergePart> merges = new ArrayList<>();
    private final List<ScanPart> scans = new ArrayList<>();
    private ViewPlan.@Nullable Scan emitting;

    private CutPlan(ViewPlan plan) {
        this.plan = plan;
        this.nodes = new SharedNodes(plan.root());
        cut(plan.root(), null);
        number();
        drafts.values().stream()
                .sorted(Comparator.comparingInt(draft -> draft.index))
                .forEach(
                        draft -> merges.add(new MergePart(draft.index, draft.root, routes(draft.routes), draft.ports)));
        int base = 0;
        for (Map.Entry<ViewPlan.Scan, List<DraftRoute>> entry : scanned.entrySet()) {
            ViewPlan.Scan scan = entry.getKey();
            ViewPlan.Emit emit = scan.equals(emitting) ? plan.root() : null;
            scans.add(new ScanPart(scans.size(), scan, base, routes(entry.getValue()), emit));
            base += scan.partitions();
        }
        long topics =
                scanned.keySet().stream().map(ViewPlan.Scan::topic).distinct().count();
        if (topics != scanned.size()) {
            throw new IllegalArgumentException("view " + plan.view() + " scans a stream twice");
        }
    }

    /** @throws IllegalArgumentException where a part would stand on several streams, or on a stream and an exchange */
    public static CutPlan of(ViewPlan plan) {
        return new CutPlan(plan);
    }

    /** A merge whose number is not known yet. */
    private static final class Draft {
        private final ViewPlan.Node root;
        private final List<Port> ports;
        private final List<DraftRoute> routes = new ArrayList<>();
        private int index = -1;

        Draft(ViewPlan.Node root, List<Port> ports) {
            this.root = root;
            this.ports = ports;
        }
    }

    private record DraftRoute(
            Draft target, int port, ViewPlan.Exchange exchange, ViewPlan.@Nullable Aggregate combined) {}

    private static List<Route> routes(List<DraftRoute> drafts) {
        return drafts.stream()
                .map(draft -> new Route(draft.target.index, draft.port, draft.exchange, draft.combined))
                .toList();
    }

    /** Each merge behind all those that it sends to, and else in the order in which they were met. */
    private void number() {
        for (int index = 0; index < drafts.size(); index++) {
            Draft next = drafts.values().stream()
                    .filter(draft ->
                            draft.index < 0 && draft.routes.stream().allMatch(route -> route.target.index >= 0))
                    .findFirst()
                    .orElseThrow();
            next.index = index;
        }
    }

    private void cut(ViewPlan.Node root, @Nullable DraftRoute route) {
        Set<ViewPlan.Scan> streams = new LinkedHashSet<>();
        Set<Port> ports = new LinkedHashSet<>();
        leaves(root, root, streams, ports);
        if (streams.size() + (ports.isEmpty() ? 0 : 1) != 1) {
            throw new IllegalArgumentException("view " + plan.view() + " lacks an exchange above one of its streams "
                    + streams.stream().map(ViewPlan.Scan::stream).toList());
        }
        for (ViewPlan.Scan scan : streams) {
            List<DraftRoute> routes = scanned.computeIfAbsent(scan, absent -> new ArrayList<>());
            if (route == null) {
                emitting = scan;
            } else {
                routes.add(route);
            }
            return;
        }
        Draft known = drafts.get(root);
        Draft draft = known == null ? new Draft(root, List.copyOf(ports)) : known;
        if (route != null) {
            draft.routes.add(route);
        }
        if (known != null) {
            return;
        }
        drafts.put(root, draft);
        for (int number = 0; number < draft.ports.size(); number++) {
            Port port = draft.ports.get(number);
            cut(port.exchange.input(), new DraftRoute(draft, number, port.exchange, port.combined));
        }
    }

    /** Where a part ends. */
    private static void leaves(ViewPlan.Node node, ViewPlan.Node above, Set<ViewPlan.Scan> streams, Set<Port> ports) {
        switch (node) {
            case ViewPlan.Scan scan -> streams.add(scan);
            case ViewPlan.Exchange exchange -> ports.add(Port.of(exchange, above));
            default -> node.inputs().forEach(input -> leaves(input, node, streams, ports));
        }
    }

    public ViewPlan plan() {
        return plan;
    }

    SharedNodes nodes() {
        return nodes;
    }

    List<ScanPart> scans() {
        return scans;
    }

    List<MergePart> merges() {
        return merges;
    }

    /** The streams that are read, each once. */
    public List<ViewPlan.Scan> streams() {
        return List.copyOf(scanned.keySet());
    }

    /** How many merges there are; each has an exchange topic in front of it, numbered from 0. */
    public int exchanges() {
        return merges.size();
    }

    /** Partitions of all streams together. */
    public int sources() {
        return scanned.keySet().stream().mapToInt(ViewPlan.Scan::partitions).sum();
    }

    /**
     * Partitions that the view's changelog has to have.
     *
     * @param wanted what a view behind an exchange has
     */
    public int sinks(int wanted) {
        return emitting == null ? wanted : emitting.partitions();
    }

    /** The parts, from the streams to the view. */
    public List<Outline> outlines() {
        List<Outline> outlines = new ArrayList<>();
        for (ScanPart part : scans) {
            List<ViewPlan.Node> roots = new ArrayList<>();
            if (part.emit != null) {
                roots.add(part.emit);
            }
            part.routes.forEach(route -> roots.add(route.exchange));
            outlines.add(new Outline("scan" + part.index, -1, roots, targets(part)));
        }
        for (MergePart part : merges.reversed()) {
            List<ViewPlan.Node> roots = part.routes.isEmpty()
                    ? List.of(part.root)
                    : part.routes.stream().<ViewPlan.Node>map(Route::exchange).toList();
            outlines.add(new Outline("merge" + part.index, part.index, roots, targets(part)));
        }
        return outlines;
    }

    /** Exchanges that a scan sends to. */
    public List<Integer> targetsOfScan(int scan) {
        return targets(scans.get(scan));
    }

    /** Exchanges that a merge sends to; empty where its results are the view. */
    public List<Integer> targetsOfMerge(int merge) {
        return targets(merges.get(merge));
    }

    static List<Integer> targets(Part part) {
        return part.routes().stream().map(Route::target).distinct().toList();
    }

    /**
     * Number of the first sender of a part among all that send to an exchange; a sender is a partition of a part.
     *
     * @param sinks partitions of each merge
     */
    int senderBase(int target, Part part, int sinks) {
        int base = 0;
        for (Part other : parts()) {
            if (other == part) {
                return base;
            }
            base += targets(other).contains(target) ? partitions(other, sinks) : 0;
        }
        throw new IllegalArgumentException("no part of this plan: " + part);
    }

    /** How many senders an exchange has. */
    int senders(int target, int sinks) {
        return parts().stream()
                .filter(part -> targets(part).contains(target))
                .mapToInt(part -> partitions(part, sinks))
                .sum();
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>(scans);
        parts.addAll(merges);
        return parts;
    }

    private static int partitions(Part part, int sinks) {
        return part instanceof ScanPart scan ? scan.scan.partitions() : sinks;
    }

    /** The scans from which rows come to a merge. */
    List<ScanPart> scansBelow(int merge) {
        List<ScanPart> below = new ArrayList<>();
        for (ScanPart scan : scans) {
            if (reaches(scan, merge)) {
                below.add(scan);
            }
        }
        return below;
    }

    private boolean reaches(Part part, int merge) {
        return targets(part).stream().anyMatch(target -> target == merge || reaches(merges.get(target), merge));
    }
}

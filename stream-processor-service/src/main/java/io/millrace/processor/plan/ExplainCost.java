package io.millrace.processor.plan;

import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.Accumulators;
import io.millrace.processor.step.TimeBounds;
import io.millrace.processor.step.WindowBounds;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a plan reads, sends and keeps before it runs. What only events can tell, such as how many keys there are, it does
 * not guess.
 */
final class ExplainCost {
    private static final String NEVER = "never";

    private final Set<ViewPlan.Node> seen = new LinkedHashSet<>();
    private final List<NodeCost> costs = new ArrayList<>();

    private ExplainCost() {}

    static List<NodeCost> of(ViewPlan.Emit emit) {
        ExplainCost explain = new ExplainCost();
        explain.visit(emit);
        return List.copyOf(explain.costs);
    }

    /** A stream that several parts of the query read is scanned once. */
    private void visit(ViewPlan.Node node) {
        node.inputs().forEach(this::visit);
        if (seen.add(node)) {
            NodeCost cost = cost(node);
            if (cost.work() != null || cost.keeps() != null) {
                costs.add(cost);
            }
        }
    }

    private static NodeCost cost(ViewPlan.Node node) {
        return switch (node) {
            case ViewPlan.Scan scan ->
                work(
                        node,
                        "decodes " + scan.columns().size() + " columns of each event, in " + scan.partitions()
                                + " tasks");
            case ViewPlan.Exchange exchange -> work(node, "sends rows through a topic");
            case ViewPlan.Aggregate aggregate -> aggregate(aggregate);
            case ViewPlan.Join join -> join(join);
            case ViewPlan.TemporalJoin join -> temporalJoin(join);
            case ViewPlan.Latest latest -> latest(latest);
            case ViewPlan.TopN topN -> topN(topN);
            case ViewPlan.Session session ->
                cost(
                        node,
                        null,
                        "the rows of each open session",
                        session.gapMs() + " ms behind the session's last row");
            case ViewPlan.Expire expire ->
                cost(node, null, "each row", "the watermark has passed it by " + expire.retentionMs() + " ms");
            case ViewPlan.Window window ->
                work(node, "makes " + Math.max(1, window.sizeMs() / window.stepMs()) + " rows of one");
            case ViewPlan.Emit emit -> emit(emit);
            case ViewPlan.Over over -> over(over);
            case ViewPlan.Unnest unnest -> work(node, "makes a row of each element");
            case ViewPlan.Calc calc -> work(node, null);
            case ViewPlan.DropLate dropLate -> work(node, null);
            case ViewPlan.Union union -> work(node, null);
        };
    }

    /** Of a node without state. */
    private static NodeCost work(ViewPlan.Node node, @Nullable String work) {
        return cost(node, work, null, null);
    }

    private static NodeCost cost(
            ViewPlan.Node node, @Nullable String work, @Nullable String keeps, @Nullable String until) {
        return new NodeCost(ExplainPlan.line(node), work, keeps, until);
    }

    private static NodeCost aggregate(ViewPlan.Aggregate aggregate) {
        String group = aggregate.groupColumns().isEmpty()
                ? "one group"
                : "one group for each " + names(aggregate.input(), aggregate.groupColumns());
        boolean bags = Accumulators.needBags(aggregate.calls(), ViewPlan.isAppendOnly(aggregate.input()));
        String values = bags ? ", with the distinct values in it" : "";
        WindowBounds windows = aggregate.windows();
        String until = windows.endColumn() < 0
                ? NEVER
                : "the watermark has passed the window's end"
                        + (windows.retentionMs() < 0 ? "" : " by " + windows.retentionMs() + " ms");
        return cost(aggregate, null, group + values, until);
    }

    private static NodeCost join(ViewPlan.Join join) {
        TimeBounds bounds = join.bounds();
        String until = bounds == null ? "its input takes the row back" : "the watermark rules out a partner";
        return cost(
                join, "looks up partners by " + names(join.left(), join.leftKeys()), "each row of both sides", until);
    }

    private static NodeCost temporalJoin(ViewPlan.TemporalJoin join) {
        return cost(
                join,
                "looks up versions by " + names(join.left(), join.leftKeys()),
                "each row of the left, and the versions of each " + names(join.right(), join.rightKeys()),
                "the watermark has passed the row, and a later version of the key");
    }

    private static NodeCost latest(ViewPlan.Latest latest) {
        String until =
                latest.retentionMs() < 0 ? NEVER : "the watermark has passed it by " + latest.retentionMs() + " ms";
        return cost(latest, null, "one row for each " + names(latest, latest.keyColumns()), until);
    }

    private static NodeCost topN(ViewPlan.TopN topN) {
        String rows = ViewPlan.isAppendOnly(topN.input()) ? "the first " + topN.last() + " rows" : "all rows";
        return cost(topN, null, rows + " of each " + names(topN, topN.partitionColumns()), NEVER);
    }

    private static NodeCost over(ViewPlan.Over over) {
        String until = over.closeAfterMs() < 0
                ? "its input takes the row back"
                : "the watermark has passed it by " + over.closeAfterMs() + " ms, and no frame needs it";
        return cost(over, null, "all rows of each " + names(over, over.partitionColumns()), until);
    }

    private static NodeCost emit(ViewPlan.Emit emit) {
        String row = "one row for each " + names(emit, emit.keyColumns());
        String until = emit.retentionMs() < 0
                ? "its input takes the row back"
                : "the watermark has passed it by " + emit.retentionMs() + " ms";
        return cost(emit, null, row + " in the changelog and in Redis", until);
    }

    private static String names(ViewPlan.Node node, List<Integer> indexes) {
        return indexes.stream()
                .map(index -> node.columns().get(index).name())
                .collect(Collectors.joining(", ", "[", "]"));
    }
}

package io.millrace.processor.plan;

import io.millrace.processor.stage.CutPlan;
import io.millrace.processor.stage.ViewPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * The stages that a plan is run by, as text and as a flowchart. A stage has one store, with its changelog topic; in front of
 * each merge is one exchange topic. Their names in Kafka are {@code
 * millrace.runtime.<runtime>-<view>.v<n>.<stage>-changelog} and {@code …-<view>.v<n>.exchange<i>-repartition}.
 */
final class ExplainTopology {
    private final CutPlan plan;
    private final StringBuilder text = new StringBuilder();

    private ExplainTopology(ViewPlan.Emit emit) {
        plan = CutPlan.of(new ViewPlan("view", 1, emit));
    }

    static String text(ViewPlan.Emit emit) {
        ExplainTopology explain = new ExplainTopology(emit);
        explain.plan.outlines().forEach(explain::stage);
        return explain.text.toString();
    }

    private void stage(CutPlan.Outline outline) {
        text.append(outline.name()).append(" reads ").append(input(outline)).append('\n');
        for (ViewPlan.Node root : outline.roots()) {
            node(root, root, 1);
        }
        text.append("  sends to ").append(output(outline)).append('\n');
    }

    private String input(CutPlan.Outline outline) {
        if (outline.exchange() >= 0) {
            return "exchange" + outline.exchange();
        }
        ViewPlan.Scan scan = plan.streams().get(Integer.parseInt(outline.name().substring("scan".length())));
        return "stream " + scan.stream() + ", " + scan.partitions() + " partitions";
    }

    private static String output(CutPlan.Outline outline) {
        return outline.targets().isEmpty()
                ? "the view"
                : String.join(
                        ", ",
                        outline.targets().stream()
                                .map(target -> "exchange" + target)
                                .toList());
    }

    /** Down to what the stage reads: an exchange that is no root is the one in front of it. */
    private void node(ViewPlan.Node node, ViewPlan.Node root, int depth) {
        boolean before = node instanceof ViewPlan.Exchange && node != root;
        text.append("  ".repeat(depth))
                .append(before ? "(from) " : "")
                .append(ExplainPlan.line(node))
                .append('\n');
        if (!before) {
            node.inputs().forEach(input -> node(input, root, depth + 1));
        }
    }

    static String mermaid(ViewPlan.Emit emit) {
        CutPlan plan = CutPlan.of(new ViewPlan("view", 1, emit));
        List<String> lines = new ArrayList<>();
        lines.add("flowchart LR");
        for (int i = 0; i < plan.streams().size(); i++) {
            lines.add("  stream" + i + "[(\"" + plan.streams().get(i).stream() + "\")] --> scan" + i);
        }
        for (CutPlan.Outline outline : plan.outlines()) {
            if (outline.exchange() >= 0) {
                lines.add("  exchange" + outline.exchange() + "[(exchange" + outline.exchange() + ")] --> "
                        + outline.name());
            }
            outline.targets().forEach(target -> lines.add("  " + outline.name() + " --> exchange" + target));
            if (outline.targets().isEmpty()) {
                lines.add("  " + outline.name() + " --> view[(view)]");
            }
        }
        return String.join("\n", lines) + "\n";
    }
}

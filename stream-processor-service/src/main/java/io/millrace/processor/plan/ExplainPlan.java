package io.millrace.processor.plan;

import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.AggregateCall;
import java.util.List;
import java.util.stream.Collectors;

/** A plan as text. */
final class ExplainPlan {
    private final StringBuilder text = new StringBuilder();

    private ExplainPlan() {}

    static String of(ViewPlan.Emit root) {
        ExplainPlan explain = new ExplainPlan();
        explain.node(root, 0);
        return explain.text.toString();
    }

    private void node(ViewPlan.Node node, int depth) {
        text.append("  ".repeat(depth));
        switch (node) {
            case ViewPlan.Emit emit -> {
                line(emit(emit));
                node(emit.input(), depth + 1);
            }
            case ViewPlan.Calc calc -> {
                line("Calc " + calc.function());
                node(calc.input(), depth + 1);
            }
            case ViewPlan.Aggregate aggregate -> {
                line(aggregate(aggregate));
                node(aggregate.input(), depth + 1);
            }
            case ViewPlan.Tumble tumble -> {
                String offset = tumble.offsetMs() == 0 ? "" : " offset " + tumble.offsetMs() + " ms";
                line("Tumble " + names(tumble.input(), List.of(tumble.timeColumn())) + " by " + tumble.sizeMs() + " ms"
                        + offset);
                node(tumble.input(), depth + 1);
            }
            case ViewPlan.Scan scan -> line(scan(scan));
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private static String emit(ViewPlan.Emit emit) {
        String key = emit.hiddenKey() ? "partition-offset" : names(emit.input(), emit.keyColumns());
        String retention = emit.retentionMs() < 0
                ? ""
                : " retention " + emit.retentionMs() + " ms from "
                        + emit.columns().get(emit.retentionColumn()).name();
        return "Emit key " + key + retention + (emit.onWindowClose() ? " on window close" : "");
    }

    private static String aggregate(ViewPlan.Aggregate aggregate) {
        String calls = aggregate.calls().stream()
                .map(call -> call(aggregate.input(), call))
                .collect(Collectors.joining(", "));
        return "Aggregate by " + names(aggregate.input(), aggregate.groupColumns()) + " compute [" + calls + "]"
                + (aggregate.exchange() ? " behind an exchange" : "");
    }

    private static String call(ViewPlan.Node input, AggregateCall call) {
        return call.function() == AggregateCall.Function.COUNT_STAR
                ? "COUNT(*)"
                : call.function() + "(" + input.columns().get(call.argument()).name() + ")";
    }

    private static String scan(ViewPlan.Scan scan) {
        String columns = scan.columns().stream().map(ViewPlan.Column::name).collect(Collectors.joining(", "));
        String time = scan.eventTimeColumn() < 0
                ? "arrival"
                : scan.columns().get(scan.eventTimeColumn()).name();
        return "Scan " + scan.stream() + " [" + columns + "] time " + time;
    }

    private static String names(ViewPlan.Node node, List<Integer> indexes) {
        return indexes.stream()
                .map(index -> node.columns().get(index).name())
                .collect(Collectors.joining(", ", "[", "]"));
    }
}

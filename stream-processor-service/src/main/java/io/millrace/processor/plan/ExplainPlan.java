package io.millrace.processor.plan;

import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.AggregateCall;
import io.millrace.processor.step.RowFunction;
import io.millrace.processor.step.RowOrder;
import io.millrace.processor.step.TimeBounds;
import io.millrace.processor.step.WindowBounds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A plan as text: one line a node, its inputs below it and further in. */
final class ExplainPlan {
    private final StringBuilder text = new StringBuilder();
    /** What stands in the plan again is not told again. */
    private final Set<ViewPlan.Node> told = new HashSet<>();

    private ExplainPlan() {}

    static String of(ViewPlan.Emit root) {
        ExplainPlan explain = new ExplainPlan();
        explain.node(root, 0);
        return explain.text.toString();
    }

    private void node(ViewPlan.Node node, int depth) {
        text.append("  ".repeat(depth)).append(line(node)).append('\n');
        for (ViewPlan.Node input : node.inputs()) {
            boolean leaf = input instanceof ViewPlan.Scan;
            if (!leaf && !told.add(input)) {
                text.append("  ".repeat(depth + 1)).append(line(input)).append(", as above\n");
            } else {
                node(input, depth + 1);
            }
        }
    }

    /** The node by itself. */
    static String line(ViewPlan.Node node) {
        return switch (node) {
            case ViewPlan.Emit emit -> emit(emit);
            case ViewPlan.Calc calc -> "Calc " + calc.function();
            case ViewPlan.Exchange exchange -> "Exchange " + names(exchange, exchange.keyColumns());
            case ViewPlan.Aggregate aggregate -> aggregate(aggregate);
            case ViewPlan.Window window -> window(window);
            case ViewPlan.Unnest unnest ->
                "Unnest " + name(unnest.input(), unnest.arrayColumn())
                        + (unnest.numbered() ? " numbered" : "")
                        + (unnest.outer() ? " or null" : "");
            case ViewPlan.Session session ->
                "Session " + name(session, session.timeColumn()) + " gap " + session.gapMs() + " ms of each "
                        + names(session, session.partitionColumns());
            case ViewPlan.DropLate dropLate -> "DropLate";
            case ViewPlan.Expire expire ->
                "Expire " + name(expire, expire.timeColumn()) + " after " + expire.retentionMs() + " ms";
            case ViewPlan.Join join -> join(join);
            case ViewPlan.TemporalJoin join -> temporalJoin(join);
            case ViewPlan.Latest latest ->
                "Latest of each " + names(latest, latest.keyColumns())
                        + retention(latest, latest.retentionMs(), latest.timeColumn());
            case ViewPlan.TopN topN -> topN(topN);
            case ViewPlan.Over over -> ExplainOver.of(over);
            case ViewPlan.Union union -> "Union";
            case ViewPlan.Scan scan -> scan(scan);
        };
    }

    private static String emit(ViewPlan.Emit emit) {
        String changes = switch (emit.changes()) {
            case LATEST -> " latest";
            case NET -> "";
            case EVENTS -> " events" + (emit.timeColumn() < 0 ? "" : " time " + name(emit, emit.timeColumn()));
        };
        return "Emit key " + names(emit, emit.keyColumns()) + changes
                + retention(emit, emit.retentionMs(), emit.timeColumn());
    }

    private static String retention(ViewPlan.Node node, long retentionMs, int timeColumn) {
        return retentionMs < 0 ? "" : " retention " + retentionMs + " ms from " + name(node, timeColumn);
    }

    private static String aggregate(ViewPlan.Aggregate aggregate) {
        String calls = aggregate.calls().stream()
                .map(call -> call(aggregate.input(), call))
                .collect(Collectors.joining(", "));
        WindowBounds windows = aggregate.windows();
        String until = windows.endColumn() < 0 ? "" : " until " + name(aggregate, windows.endColumn());
        String retention = windows.retentionMs() < 0 ? "" : " + " + windows.retentionMs() + " ms";
        return "Aggregate by " + names(aggregate.input(), aggregate.groupColumns()) + " compute [" + calls + "]" + until
                + retention + (windows.onClose() ? " on window close" : "");
    }

    static String call(ViewPlan.Node input, AggregateCall call) {
        String argument = call.argument() < 0 ? "*" : name(input, call.argument());
        String name = call.function() == AggregateCall.Function.COUNT_STAR
                ? "COUNT"
                : call.function().name();
        String parameter = switch (call.function()) {
            case LISTAGG -> ", '" + call.parameter() + "'";
            case APPROX_PERCENTILE -> ", " + call.parameter();
            default -> "";
        };
        return name + "(" + (call.distinct() ? "DISTINCT " : "") + argument + parameter + ")";
    }

    private static String window(ViewPlan.Window window) {
        String kind = window.kind().name().charAt(0)
                + window.kind().name().substring(1).toLowerCase(Locale.ROOT);
        String step = window.stepMs() == window.sizeMs() ? "" : " each " + window.stepMs() + " ms";
        String offset = window.offsetMs() == 0 ? "" : " offset " + window.offsetMs() + " ms";
        return kind + " " + names(window, List.of(window.timeColumn())) + " by " + window.sizeMs() + " ms" + step
                + offset;
    }

    private static String join(ViewPlan.Join join) {
        String on = names(join.left(), join.leftKeys()) + " = " + names(join.right(), join.rightKeys());
        String where = join.condition() == null
                ? ""
                : " " + join.condition().toString().replaceFirst("^\\[] ", "");
        TimeBounds bounds = join.bounds();
        String within = bounds == null
                ? ""
                : " within " + bounds.lowerMs() + " to " + bounds.upperMs() + " ms of "
                        + name(join.left(), bounds.leftTime()) + " and " + name(join.right(), bounds.rightTime());
        return "Join " + join.kind() + " " + on + where + within;
    }

    private static String temporalJoin(ViewPlan.TemporalJoin join) {
        RowFunction condition = join.on().condition();
        String valid =
                join.times().validMs() < 0 ? "" : " valid " + join.times().validMs() + " ms";
        String waits = join.times().leftDelayMs() == 0
                ? ""
                : " delayed " + join.times().leftDelayMs() + " ms";
        return "TemporalJoin " + (join.on().outer() ? "LEFT " : "INNER ") + names(join.left(), join.leftKeys()) + " = "
                + names(join.right(), join.rightKeys())
                + (condition == null ? "" : " " + condition.toString().replaceFirst("^\\[] ", ""))
                + " version by " + name(join.right(), join.times().right()) + valid + " as of "
                + name(join.left(), join.times().left()) + waits;
    }

    private static String topN(ViewPlan.TopN topN) {
        return "TopN " + topN.first() + " to " + topN.last() + " of each " + names(topN, topN.partitionColumns())
                + " by " + order(topN, topN.order()) + (topN.numbered() ? " numbered" : "");
    }

    static List<String> order(ViewPlan.Node node, List<RowOrder.By> by) {
        List<String> order = new ArrayList<>();
        for (RowOrder.By one : by) {
            order.add(name(node, one.column())
                    + (one.descending() ? " DESC" : "")
                    + (one.nullsFirst() ? " NULLS FIRST" : ""));
        }
        return order;
    }

    private static String scan(ViewPlan.Scan scan) {
        String columns = scan.columns().stream().map(ViewPlan.Column::name).collect(Collectors.joining(", "));
        String time = scan.eventTimeColumn() < 0 ? "arrival" : name(scan, scan.eventTimeColumn());
        return "Scan " + scan.stream() + " [" + columns + "] time " + time;
    }

    static String name(ViewPlan.Node node, int index) {
        return node.columns().get(index).name();
    }

    static String names(ViewPlan.Node node, List<Integer> indexes) {
        return indexes.stream().map(index -> name(node, index)).collect(Collectors.joining(", ", "[", "]"));
    }
}

package io.millrace.processor.plan;

import io.millrace.processor.catalog.DefinedFunction;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.AggregateCall;
import io.millrace.processor.step.OverCall;
import io.millrace.processor.step.ValueType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a plan's state and rows depend on, in one short text: SHA-256 of the plan as text and of the columns and calls of every
 * node with their types. State that was written under one digest is not to be read under another.
 */
final class DigestPlan {
    private DigestPlan() {}

    /** @param functions of jars that its expressions call */
    static String of(ViewPlan.Emit root, List<DefinedFunction> functions) {
        StringBuilder text = new StringBuilder(ExplainPlan.of(root));
        node(root, text);
        functions.forEach(function -> text.append(" function ").append(function));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void node(ViewPlan.Node node, StringBuilder text) {
        text.append(node.getClass().getSimpleName());
        node.columns().forEach(column -> type(text.append(' ').append(column.name()), column.type()));
        text.append(' ').append(indexes(node)).append('(');
        node.inputs().forEach(input -> node(input, text));
        text.append(')');
    }

    /** What the text of the plan tells by names, which are not always unique. */
    private static String indexes(ViewPlan.Node node) {
        return switch (node) {
            case ViewPlan.Emit emit -> emit.keyColumns() + " visible " + emit.visibleColumns();
            case ViewPlan.Aggregate aggregate ->
                aggregate.groupColumns() + " " + calls(aggregate) + " end "
                        + aggregate.windows().endColumn();
            case ViewPlan.Exchange exchange -> String.valueOf(exchange.keyColumns());
            case ViewPlan.Join join -> join.leftKeys() + " " + join.rightKeys() + " " + join.bounds();
            case ViewPlan.TemporalJoin join ->
                join.leftKeys() + " " + join.rightKeys() + " " + join.times().left() + " "
                        + join.times().right();
            case ViewPlan.Latest latest -> latest.keyColumns() + " " + latest.timeColumn();
            case ViewPlan.TopN topN -> topN.partitionColumns() + " " + topN.order();
            case ViewPlan.Over over -> over(over);
            case ViewPlan.Session session -> session.partitionColumns() + " " + session.timeColumn();
            case ViewPlan.Unnest unnest -> unnest.arrayColumn() + " " + unnest.kept();
            case ViewPlan.Window window -> String.valueOf(window.timeColumn());
            case ViewPlan.Expire expire -> String.valueOf(expire.timeColumn());
            case ViewPlan.Calc calc -> "";
            case ViewPlan.DropLate dropLate -> "";
            case ViewPlan.Union union -> "";
            case ViewPlan.Scan scan -> inner(scan);
        };
    }

    /** Paths of the columns that are in objects. */
    private static String inner(ViewPlan.Scan scan) {
        List<List<String>> paths = scan.members().stream()
                .map(ViewPlan.Member::path)
                .filter(path -> path.size() > 1)
                .toList();
        return paths.isEmpty() ? "" : paths.toString();
    }

    private static String calls(ViewPlan.Aggregate aggregate) {
        StringBuilder text = new StringBuilder();
        aggregate.calls().forEach(call -> call(text.append(' '), call));
        return text.toString();
    }

    private static void call(StringBuilder text, AggregateCall call) {
        type(text.append(call.function()).append(call.argument()), call.argumentType());
        type(text, call.resultType());
        text.append(call.distinct()).append(call.parameter());
    }

    private static String over(ViewPlan.Over over) {
        StringBuilder text = new StringBuilder().append(over.partitionColumns());
        over.order().forEach(by -> text.append(' ').append(by.column()));
        over.ties()
                .forEach(tie -> text.append(tie.place() ? " place " : " tie ").append(tie.column()));
        for (OverCall call : over.calls()) {
            text.append(' ').append(call.argument());
            if (call instanceof OverCall.Shift shift) {
                text.append('/').append(shift.otherwise());
            }
            if (call instanceof OverCall.Aggregated aggregated) {
                call(text, aggregated.call());
            }
        }
        return text.toString();
    }

    private static void type(StringBuilder text, ValueType type) {
        text.append(':')
                .append(type.kind())
                .append(type.precision())
                .append('.')
                .append(type.scale());
        type.fields().forEach(field -> type(text.append('<').append(field.name()), field.type()));
    }
}

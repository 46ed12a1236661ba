package io.millrace.processor.plan;

import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.ValueType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a plan's state and rows depend on, in one short text: SHA-256 of the plan as text and of the columns and calls of every
 * node with their types. State that was written under one digest is not to be read under another.
 */
final class DigestPlan {
    private DigestPlan() {}

    static String of(ViewPlan.Emit root) {
        StringBuilder text = new StringBuilder(ExplainPlan.of(root));
        node(root, text);
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
        switch (node) {
            case ViewPlan.Emit emit ->
                node(emit.input(), text.append(" visible ").append(emit.visibleColumns()));
            case ViewPlan.Calc calc -> node(calc.input(), text);
            case ViewPlan.Tumble tumble -> node(tumble.input(), text);
            case ViewPlan.Aggregate aggregate -> {
                aggregate.calls().forEach(call -> {
                    type(text.append(' ').append(call.function()), call.argumentType());
                    type(text, call.resultType());
                });
                node(aggregate.input(), text.append(" end ").append(aggregate.windowEndColumn()));
            }
            case ViewPlan.Scan scan -> {}
        }
    }

    private static void type(StringBuilder text, ValueType type) {
        text.append(':')
                .append(type.kind())
                .append(type.precision())
                .append('.')
                .append(type.scale());
    }
}

package io.millrace.processor.plan;

import io.millrace.processor.sql.QueryText;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Expressions as a person reads them: as they were written where the parser still knows, else in functional form.
 *
 * @param columns names of the input's columns
 */
record ExpressionText(QueryText query, List<String> columns) {
    private static final int LENGTH_MAX = 200;

    String of(RexNode node) {
        String written = node instanceof RexCall call ? written(call.getParserPosition()) : null;
        String text = written != null ? written : functional(node);
        return text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) + "…" : text;
    }

    String of(@Nullable RexNode condition, List<RexNode> projections) {
        String list = projections.stream().map(this::functional).collect(Collectors.joining(", "));
        return condition == null ? "[" + list + "]" : "[" + list + "] where " + functional(condition);
    }

    /** {@code +(delay, 1)}, with names in place of Calcite's ordinals. */
    String functional(RexNode node) {
        return switch (node) {
            case RexInputRef ref -> columns.get(ref.getIndex());
            case RexLiteral literal -> literal.toString();
            case RexFieldAccess member ->
                functional(member.getReferenceExpr()) + "." + member.getField().getName();
            case RexCall call -> {
                String name = call.getOperator().getName();
                String operands =
                        call.getOperands().stream().map(this::functional).collect(Collectors.joining(", "));
                String type = name.endsWith("CAST") || name.equals("JSON_VALUE")
                        ? " AS " + call.getType().getFullTypeString().replace(" NOT NULL", "")
                        : "";
                yield name + "(" + operands + type + ")";
            }
            default -> node.toString();
        };
    }

    private @Nullable String written(@Nullable SqlParserPos pos) {
        if (pos == null || pos.getLineNum() <= 0) {
            return null;
        }
        int start = offset(pos.getLineNum(), pos.getColumnNum());
        int end = offset(pos.getEndLineNum(), pos.getEndColumnNum()) + 1;
        return start >= 0 && end > start && end <= query.text().length()
                ? query.text().substring(start, end).replaceAll("\\s+", " ")
                : null;
    }

    private int offset(int line, int column) {
        String text = query.text();
        int lineStart = 0;
        for (int i = 1; i < line; i++) {
            lineStart = endOfLine(text, lineStart);
            if (lineStart < 0) {
                return -1;
            }
        }
        return lineStart + column - 1;
    }

    private static int endOfLine(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n'))) {
                return i + 1;
            }
        }
        return -1;
    }
}

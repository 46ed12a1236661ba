package io.millrace.processor.plan;

import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.StreamQuery;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Refuses IN where its third value counts: {@code x NOT IN (SELECT y …)} with a null in x or y is neither true nor false, and a
 * semi-join knows two values only. EXISTS is never unknown. A condition of WHERE drops unknown like false, so that IN under AND
 * and OR is free of it.
 */
final class CheckSubQueries {
    private final QueryText text;
    private final StreamQuery query;
    private final List<Violation> violations = new ArrayList<>();

    private CheckSubQueries(QueryText text, StreamQuery query) {
        this.text = text;
        this.query = query;
    }

    static void of(QueryText text, StreamQuery query, RelNode root) {
        CheckSubQueries check = new CheckSubQueries(text, query);
        check.visit(root);
        if (!check.violations.isEmpty()) {
            throw SqlRefusal.of(check.violations, ProcessorError.UNSUPPORTED_SQL);
        }
    }

    private void visit(RelNode node) {
        if (node instanceof Filter filter) {
            List<RexNode> conjuncts = RelOptUtil.conjunctions(filter.getCondition());
            conjuncts.forEach(conjunct -> condition(filter, conjuncts, conjunct));
        } else {
            node.accept(new RexShuttle() {
                @Override
                public RexNode visitSubQuery(RexSubQuery subQuery) {
                    exact(node, List.of(), subQuery);
                    return subQuery;
                }
            });
        }
        node.getInputs().forEach(this::visit);
    }

    /** A condition whose unknown counts as false. */
    private void condition(RelNode node, List<RexNode> conjuncts, RexNode condition) {
        if (condition instanceof RexSubQuery subQuery && subQuery.getKind() == SqlKind.IN) {
            visit(subQuery.rel);
            subQuery.getOperands().forEach(operand -> value(node, conjuncts, operand));
        } else if (condition instanceof RexCall call
                && (call.getKind() == SqlKind.AND || call.getKind() == SqlKind.OR)) {
            call.getOperands().forEach(operand -> condition(node, conjuncts, operand));
        } else {
            value(node, conjuncts, condition);
        }
    }

    /** An expression whose unknown counts. */
    private void value(RelNode node, List<RexNode> conjuncts, RexNode expression) {
        expression.accept(new RexVisitorImpl<@Nullable Void>(true) {
            @Override
            public @Nullable Void visitSubQuery(RexSubQuery subQuery) {
                exact(node, conjuncts, subQuery);
                return super.visitSubQuery(subQuery);
            }
        });
    }

    private void exact(RelNode node, List<RexNode> conjuncts, RexSubQuery subQuery) {
        visit(subQuery.rel);
        if (subQuery.getKind() != SqlKind.IN) {
            return;
        }
        for (int i = 0; i < subQuery.getOperands().size(); i++) {
            RexNode operand = subQuery.getOperands().get(i);
            boolean left = operand.getType().isNullable() && !isKnown(node, conjuncts, operand);
            if (left || NotNull.isNullable(subQuery.rel, i)) {
                refuse();
                return;
            }
        }
    }

    private static boolean isKnown(RelNode node, List<RexNode> conjuncts, RexNode operand) {
        boolean required = conjuncts.stream()
                .anyMatch(conjunct -> conjunct instanceof RexCall call
                        && call.getKind() == SqlKind.IS_NOT_NULL
                        && call.getOperands().getFirst().equals(operand));
        return required
                || (operand instanceof RexInputRef ref
                        && !node.getInputs().isEmpty()
                        && !NotNull.isNullable(node.getInput(0), ref.getIndex()));
    }

    private void refuse() {
        SqlParserPos pos = query.single(SqlKind.NOT_IN, SqlKind.IN).getParserPosition();
        violations.add(
                SqlRefusal.violation(
                        ProcessorError.UNSUPPORTED_SQL,
                        text.original(pos.getLineNum(), pos.getColumnNum()),
                        "NOT IN, and IN as a value, of columns that can be null is not supported: with a null it is neither true nor"
                                + " false.",
                        "Write NOT EXISTS (SELECT 1 FROM … WHERE y = x), or require x IS NOT NULL outside and y IS NOT NULL inside."));
    }
}

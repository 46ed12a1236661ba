package io.millrace.processor.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.jspecify.annotations.Nullable;

/**
 * How a subquery speaks of the row of the outer query.
 *
 * @param id of the outer row
 */
record Correlation(CorrelationId id) {

    /** Whether an expression speaks of any outer row. */
    static boolean isIn(RexNode expression) {
        return RexUtil.containsCorrelation(expression);
    }

    boolean isIn(RelNode relation) {
        return RelOptUtil.getVariablesUsed(relation).contains(id);
    }

    /** Whether no other outer row is spoken of. */
    boolean isOnly(RexNode expression) {
        boolean[] only = {true};
        expression.accept(new RexVisitorImpl<@Nullable Void>(true) {
            @Override
            public @Nullable Void visitCorrelVariable(RexCorrelVariable variable) {
                only[0] &= variable.id.equals(id);
                return null;
            }
        });
        return only[0];
    }

    /**
     * An expression over the columns of a join.
     *
     * @param columns the join's columns
     * @param places of the subquery's columns in the join; those of the outer row are its first
     */
    static RexNode joined(RexNode expression, List<RexNode> columns, IntUnaryOperator places) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return columns.get(places.applyAsInt(ref.getIndex()));
            }

            @Override
            public RexNode visitFieldAccess(RexFieldAccess access) {
                return access.getReferenceExpr() instanceof RexCorrelVariable
                        ? columns.get(access.getField().getIndex())
                        : super.visitFieldAccess(access);
            }
        });
    }

    /** References to the columns of both sides of a join. */
    static List<RexNode> columns(RexBuilder rex, RelNode left, RelNode right) {
        List<RexNode> columns = new ArrayList<>(rex.identityProjects(left.getRowType()));
        int width = columns.size();
        rex.identityProjects(right.getRowType()).forEach(column -> columns.add(RexUtil.shift(column, width)));
        return columns;
    }

    static RelNode filtered(RexBuilder rex, RelNode relation, List<RexNode> conjuncts) {
        return conjuncts.isEmpty()
                ? relation
                : LogicalFilter.create(relation, RexUtil.composeConjunction(rex, conjuncts));
    }
}

package io.millrace.processor.plan;

import io.millrace.processor.ProcessorError;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlRefusal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.BiRel;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.jspecify.annotations.Nullable;

/**
 * A join with the elements of an array in the other side's row, which Calcite has as a correlation.
 *
 * <pre>
 * Correlate                      Project(a.*, element AS x)
 *   a                        →     UnnestArray(a.items)
 *   Project(element AS x)            a
 *     Uncollect
 *       Project($cor.items)
 * </pre>
 */
final class JoinUnnest extends IntoSubQueries {
    private final RexBuilder rex;
    private final QueryText text;

    JoinUnnest(RexBuilder rex, QueryText text) {
        this.rex = rex;
        this.text = text;
    }

    @Override
    RelNode rewritten(RelNode before, RelNode node) {
        return switch (node) {
            case Correlate correlate -> joined(correlate, correlate.getJoinType(), correlate.getCorrelationId());
            case Join join -> join.getCondition().isAlwaysTrue() ? joined(join, join.getJoinType(), null) : join;
            default -> node;
        };
    }

    private RelNode joined(BiRel join, JoinRelType kind, @Nullable CorrelationId row) {
        Chain chain = Chain.of(join.getRight(), rex);
        return chain.base() instanceof Uncollect elements ? joined(join, kind, row, chain, elements) : join;
    }

    private RelNode joined(BiRel join, JoinRelType kind, @Nullable CorrelationId row, Chain chain, Uncollect elements) {
        boolean outer = kind == JoinRelType.LEFT;
        List<RexNode> arrays = Chain.of(elements.getInput(), rex).projects();
        boolean kept = outer || kind == JoinRelType.INNER;
        if (!kept || arrays.size() != 1 || outer && chain.condition() != null) {
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    text.start(),
                    "UNNEST is not supported in this form.",
                    "Write CROSS JOIN UNNEST(t.a) AS x (b), or LEFT JOIN UNNEST(t.a) AS x (b) ON TRUE.");
        }
        RelNode left = join.getLeft();
        int width = left.getRowType().getFieldCount();
        UnnestArray unnest = new UnnestArray(
                left, inRow(arrays.getFirst(), row, left), elements.getRowType(), outer, elements.withOrdinality);
        RelNode filtered = chain.condition() == null
                ? unnest
                : LogicalFilter.create(unnest, RexUtil.shift(chain.condition(), width));
        List<RexNode> projects = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            projects.add(rex.makeInputRef(filtered, i));
        }
        chain.projects().forEach(project -> projects.add(shifted(project, filtered, width)));
        return LogicalProject.create(
                filtered, List.of(), projects, join.getRowType().getFieldNames());
    }

    /** Over the columns behind the row's, which can be null. */
    private RexNode shifted(RexNode project, RelNode input, int width) {
        return project.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return rex.makeInputRef(input, ref.getIndex() + width);
            }
        });
    }

    /** The array over the row's columns. */
    private RexNode inRow(RexNode array, @Nullable CorrelationId row, RelNode left) {
        return array.accept(new RexShuttle() {
            @Override
            public RexNode visitFieldAccess(RexFieldAccess access) {
                return access.getReferenceExpr() instanceof RexCorrelVariable variable && variable.id.equals(row)
                        ? rex.makeInputRef(left, access.getField().getIndex())
                        : super.visitFieldAccess(access);
            }
        });
    }
}

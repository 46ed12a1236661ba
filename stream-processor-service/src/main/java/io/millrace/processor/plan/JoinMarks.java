package io.millrace.processor.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.ConditionalCorrelate;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.jspecify.annotations.Nullable;

/**
 * IN and EXISTS whose query speaks of the outer one in its WHERE only: those conditions are the join's.
 *
 * <pre>
 * Correlate MARK                        Join MARK (a.x = b.y AND b.t &gt; a.t)
 *   a                              →      a
 *   Filter(y = $cor.x AND                 Filter(z = 1)
 *          t &gt; $cor.t AND z = 1)            b
 *     b
 * </pre>
 *
 * <p>What speaks of it elsewhere is left to Calcite, which joins with the distinct values of the outer columns.
 */
final class JoinMarks extends RelHomogeneousShuttle {
    private final RexBuilder rex;

    JoinMarks(RexBuilder rex) {
        this.rex = rex;
    }

    @Override
    public RelNode visit(RelNode node) {
        RelNode visited = super.visit(node);
        if (visited instanceof ConditionalCorrelate correlate && correlate.getJoinType() == JoinRelType.LEFT_MARK) {
            RelNode joined = joined(correlate);
            return joined == null ? visited : RelOptUtil.createCastRel(joined, visited.getRowType(), true);
        }
        return visited;
    }

    private @Nullable RelNode joined(ConditionalCorrelate correlate) {
        Correlation correlation = new Correlation(correlate.getCorrelationId());
        Chain chain = Chain.of(correlate.getRight(), rex);
        List<RexNode> inner = new ArrayList<>();
        List<RexNode> outer = new ArrayList<>();
        for (RexNode conjunct : chain.conjuncts()) {
            (Correlation.isIn(conjunct) ? outer : inner).add(conjunct);
        }
        boolean elsewhere = correlation.isIn(chain.base())
                || chain.projects().stream().anyMatch(Correlation::isIn)
                || !outer.stream().allMatch(correlation::isOnly);
        if (elsewhere) {
            return null;
        }
        List<RexNode> projects = new ArrayList<>(chain.projects());
        List<Integer> read = new ArrayList<>(Layout.used(outer));
        read.forEach(column -> projects.add(rex.makeInputRef(chain.base(), column)));
        RelNode right = LogicalProject.create(
                Correlation.filtered(rex, chain.base(), inner), List.of(), projects, (List<String>) null);
        List<RexNode> columns = Correlation.columns(rex, correlate.getLeft(), right);
        int behind = columns.size() - read.size();
        List<RexNode> conditions = new ArrayList<>(RelOptUtil.conjunctions(correlate.getCondition()));
        outer.forEach(conjunct ->
                conditions.add(Correlation.joined(conjunct, columns, column -> behind + read.indexOf(column))));
        return LogicalJoin.create(
                correlate.getLeft(),
                right,
                List.of(),
                RexUtil.composeConjunction(rex, conditions),
                Set.of(),
                JoinRelType.LEFT_MARK);
    }
}

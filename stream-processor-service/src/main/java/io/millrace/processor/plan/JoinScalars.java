package io.millrace.processor.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * A scalar subquery that aggregates the rows with the outer row's values: the aggregate of each value is joined. Where there is
 * none, a COUNT is 0, and the others are null.
 *
 * <pre>
 * Correlate LEFT                        Project(a.*, COALESCE(n, 0))
 *   a                              →      Join LEFT (a.x = y)
 *   Aggregate(n = COUNT)                    a
 *     Filter(y = $cor.x)                    Aggregate(y, n = COUNT)
 *       b                                     b
 * </pre>
 */
final class JoinScalars extends RelHomogeneousShuttle {
    private final RexBuilder rex;

    JoinScalars(RexBuilder rex) {
        this.rex = rex;
    }

    @Override
    public RelNode visit(RelNode node) {
        RelNode visited = super.visit(node);
        if (visited instanceof Correlate correlate && correlate.getJoinType() == JoinRelType.LEFT) {
            RelNode joined = joined(correlate);
            return joined == null ? visited : joined;
        }
        return visited;
    }

    /**
     * An equality of the subquery with the outer row.
     *
     * @param inner over the base of the subquery
     * @param outer of the outer row alone
     */
    private record Equality(RexNode inner, RexNode outer) {}

    private @Nullable RelNode joined(Correlate correlate) {
        Correlation correlation = new Correlation(correlate.getCorrelationId());
        Chain above = Chain.of(correlate.getRight(), rex);
        if (!(above.base() instanceof Aggregate aggregate)
                || aggregate.getGroupCount() > 0
                || aggregate.getGroupType() != Aggregate.Group.SIMPLE
                || !above.conjuncts().isEmpty()
                || above.projects().stream().anyMatch(Correlation::isIn)) {
            return null;
        }
        Chain below = Chain.of(aggregate.getInput(), rex);
        if (correlation.isIn(below.base()) || below.projects().stream().anyMatch(Correlation::isIn)) {
            return null;
        }
        List<RexNode> conjuncts = new ArrayList<>();
        List<Equality> equalities = new ArrayList<>();
        for (RexNode conjunct : below.conjuncts()) {
            Equality equality = equality(conjunct, correlation);
            if (equality != null) {
                equalities.add(equality);
            } else if (Correlation.isIn(conjunct)) {
                return null;
            } else {
                conjuncts.add(conjunct);
            }
        }
        RelNode input = Correlation.filtered(rex, below.base(), conjuncts);
        return joined(correlate, above, aggregate, grouped(input, below.projects(), aggregate, equalities), equalities);
    }

    private static @Nullable Equality equality(RexNode conjunct, Correlation correlation) {
        if (!(conjunct instanceof RexCall call) || call.getKind() != SqlKind.EQUALS) {
            return null;
        }
        RexNode first = call.getOperands().get(0);
        RexNode second = call.getOperands().get(1);
        if (Correlation.isIn(first)) {
            RexNode swapped = first;
            first = second;
            second = swapped;
        }
        boolean apart = !Correlation.isIn(first)
                && Correlation.isIn(second)
                && correlation.isOnly(second)
                && Layout.used(List.of(second)).isEmpty();
        return apart ? new Equality(first, second) : null;
    }

    private RelNode grouped(RelNode input, List<RexNode> projects, Aggregate aggregate, List<Equality> equalities) {
        List<RexNode> all = new ArrayList<>(projects);
        equalities.forEach(equality -> all.add(equality.inner));
        RelNode projected = LogicalProject.create(input, List.of(), all, (List<String>) null);
        ImmutableBitSet groups = ImmutableBitSet.range(projects.size(), all.size());
        List<AggregateCall> calls = aggregate.getAggCallList().stream()
                .map(call -> typed(call, projected, equalities.size()))
                .toList();
        return LogicalAggregate.create(projected, List.of(), groups, null, calls);
    }

    /** The call as it is for groups, which are never empty: what could be null for no rows at all cannot be here. */
    private static AggregateCall typed(AggregateCall call, RelNode input, int groups) {
        return AggregateCall.create(
                call.getParserPosition(),
                call.getAggregation(),
                call.isDistinct(),
                call.isApproximate(),
                call.ignoreNulls(),
                call.rexList,
                call.getArgList(),
                call.filterArg,
                call.distinctKeys,
                call.getCollation(),
                groups,
                input,
                null,
                call.name);
    }

    private RelNode joined(
            Correlate correlate, Chain above, Aggregate aggregate, RelNode grouped, List<Equality> equalities) {
        RelNode left = correlate.getLeft();
        int width = left.getRowType().getFieldCount();
        List<RexNode> columns = Correlation.columns(rex, left, grouped);
        List<RexNode> conditions = new ArrayList<>();
        for (int i = 0; i < equalities.size(); i++) {
            RexNode outer = Correlation.joined(equalities.get(i).outer, columns, column -> column);
            conditions.add(rex.makeCall(SqlStdOperatorTable.EQUALS, outer, columns.get(width + i)));
        }
        RelNode joined = LogicalJoin.create(
                left, grouped, List.of(), RexUtil.composeConjunction(rex, conditions), Set.of(), JoinRelType.LEFT);
        int first = width + equalities.size();
        List<RexNode> projects = new ArrayList<>(rex.identityProjects(left.getRowType()));
        for (RexNode project : above.projects()) {
            projects.add(project.accept(new RexShuttle() {
                @Override
                public RexNode visitInputRef(RexInputRef ref) {
                    AggregateCall call = aggregate.getAggCallList().get(ref.getIndex());
                    return JoinSingleRow.orZero(rex, call, rex.makeInputRef(joined, first + ref.getIndex()));
                }
            }));
        }
        return LogicalProject.create(joined, List.of(), projects, (List<String>) null);
    }
}

package io.millrace.processor.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/**
 * A join with the one row of a global aggregate, as scalar subqueries become. In SQL that row is always there, with a COUNT of 0 and
 * nulls; in a view it is there from the first event on. So the aggregate is joined outer, and what is computed of it is computed
 * behind the join.
 *
 * <pre>
 * Join(a.x &gt; n + 1)                Filter(x &gt; COALESCE(c, 0) + 1)
 *   a                         →      Join LEFT
 *   Project(n = c + 1)                 a
 *     Aggregate(c = COUNT)             Aggregate(c = COUNT)
 * </pre>
 */
final class JoinSingleRow {
    private final RexBuilder rex;

    JoinSingleRow(RexBuilder rex) {
        this.rex = rex;
    }

    static boolean hasSingleRow(Join join) {
        RexBuilder rex = join.getCluster().getRexBuilder();
        return isSingleRow(Chain.of(join.getLeft(), rex).base())
                || isSingleRow(Chain.of(join.getRight(), rex).base());
    }

    private static boolean isSingleRow(RelNode relation) {
        return relation instanceof Aggregate aggregate
                && aggregate.getGroupCount() == 0
                && aggregate.getGroupType() == Aggregate.Group.SIMPLE;
    }

    /** The chain over the rewritten join, which is its base; null where the join is no such. */
    @Nullable
    Chain rewritten(Chain chain, Join join) {
        Chain right = Chain.of(join.getRight(), rex);
        boolean inner = join.getJoinType() == JoinRelType.INNER;
        boolean left = join.getJoinType() == JoinRelType.LEFT;
        if (!(inner || left) || !isSingleRow(right.base())) {
            return null;
        }
        List<RexNode> conditions = new ArrayList<>(RelOptUtil.conjunctions(join.getCondition()));
        if (left && !(conditions.isEmpty() && right.conjuncts().isEmpty())) {
            return null;
        }
        RelNode outer = outer(join, right, conditions);
        return chain.on(Chain.of(outer, rex), rex);
    }

    private RelNode outer(Join join, Chain right, List<RexNode> conditions) {
        Aggregate aggregate = (Aggregate) right.base();
        RelNode joined = LogicalJoin.create(
                join.getLeft(), aggregate, List.of(), rex.makeLiteral(true), Set.of(), JoinRelType.LEFT);
        int width = join.getLeft().getRowType().getFieldCount();
        List<RexNode> projects =
                new ArrayList<>(rex.identityProjects(join.getLeft().getRowType()));
        right.projects().forEach(project -> projects.add(behind(project, joined, aggregate, width)));
        RelNode projected = LogicalProject.create(joined, List.of(), projects, (List<String>) null);
        List<RexNode> all = new ArrayList<>();
        right.conjuncts().forEach(conjunct -> all.add(behind(conjunct, joined, aggregate, width)));
        RelNode filtered = projected;
        if (!all.isEmpty()) {
            RelNode below = LogicalFilter.create(joined, RexUtil.composeConjunction(rex, all));
            filtered = LogicalProject.create(below, List.of(), projects, (List<String>) null);
        }
        RelNode typed = RelOptUtil.createCastRel(filtered, join.getRowType(), false);
        return conditions.isEmpty() ? typed : LogicalFilter.create(typed, RexUtil.composeConjunction(rex, conditions));
    }

    /** An expression over the aggregate's columns, over those of the join; a COUNT that is not there is 0. */
    private RexNode behind(RexNode expression, RelNode joined, Aggregate aggregate, int width) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                RexNode shifted = rex.makeInputRef(joined, ref.getIndex() + width);
                return orZero(rex, aggregate.getAggCallList().get(ref.getIndex()), shifted);
            }
        });
    }

    /** The value of an aggregate that is null where there is no group: a COUNT is 0 then. */
    static RexNode orZero(RexBuilder rex, AggregateCall call, RexNode value) {
        return call.getAggregation().getKind() == SqlKind.COUNT
                ? rex.makeCall(
                        SqlStdOperatorTable.CASE,
                        rex.makeCall(SqlStdOperatorTable.IS_NULL, value),
                        rex.makeExactLiteral(BigDecimal.ZERO, call.getType()),
                        value)
                : value;
    }
}

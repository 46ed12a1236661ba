package io.millrace.processor.plan;

import io.millrace.processor.step.JoinKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * IN and EXISTS, as a join that marks the rows that have a partner.
 *
 * <pre>
 * Filter(mark)                 →    Join SEMI
 * Filter(NOT mark)             →    Join ANTI
 * Filter(x OR mark), Project   →    Join LEFT with the distinct values, mark = is there
 * </pre>
 *
 * <p>A mark is true or false, never unknown: see {@link CheckSubQueries}.
 */
final class LowerMark {
    private final Lowering lowering;
    private final RexBuilder rex;

    LowerMark(Lowering lowering) {
        this.lowering = lowering;
        this.rex = lowering.rex();
    }

    Lowering.Base of(Chain chain, Join join, Demand demand) {
        int mark = join.getLeft().getRowType().getFieldCount();
        List<RexNode> conjuncts = new ArrayList<>(chain.conjuncts());
        RexNode plain = find(conjuncts, mark, false);
        RexNode negated = find(conjuncts, mark, true);
        conjuncts.remove(plain != null ? plain : negated);
        List<RexNode> read = new ArrayList<>(conjuncts);
        demand.columns().forEach(column -> read.add(chain.projects().get(column)));
        Set<Integer> used = Layout.used(read);
        if ((plain == null && negated == null) || used.contains(mark)) {
            return lowering.base(chain.on(Chain.of(value(join, mark), rex), rex), demand);
        }
        JoinRelType type = plain != null ? JoinRelType.SEMI : JoinRelType.ANTI;
        Join semi = LogicalJoin.create(join.getLeft(), join.getRight(), List.of(), join.getCondition(), Set.of(), type);
        Layout layout =
                new LowerJoin(lowering).of(semi, plain != null ? JoinKind.SEMI : JoinKind.ANTI, demand.over(used));
        return new Lowering.Base(layout, conjuncts, chain.projects());
    }

    private static @Nullable RexNode find(List<RexNode> conjuncts, int mark, boolean negated) {
        for (RexNode conjunct : conjuncts) {
            RexNode operand = negated && conjunct instanceof RexCall call && call.getKind() == SqlKind.NOT
                    ? call.getOperands().getFirst()
                    : negated ? null : conjunct;
            if (operand instanceof RexInputRef ref && ref.getIndex() == mark) {
                return conjunct;
            }
        }
        return null;
    }

    private RelNode value(Join join, int mark) {
        JoinKeys keys = JoinKeys.of(join, rex);
        if (keys.left().isEmpty() || !keys.others().isEmpty()) {
            throw lowering.refused(
                    "EXISTS and IN beside OR, or as a value, need equalities alone.",
                    "Write them as conditions of their own, with AND.");
        }
        RelNode values = LogicalProject.create(join.getRight(), List.of(), keys.right(), (List<String>) null);
        int count = keys.right().size();
        RelNode distinct = LogicalAggregate.create(values, List.of(), ImmutableBitSet.range(count), null, List.of());
        List<RexNode> there = new ArrayList<>(rex.identityProjects(distinct.getRowType()));
        there.add(rex.makeLiteral(true));
        RelNode marked = LogicalProject.create(distinct, List.of(), there, (List<String>) null);
        List<RexNode> equalities = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RexNode value =
                    rex.makeInputRef(marked.getRowType().getFieldList().get(i).getType(), mark + i);
            equalities.add(rex.makeCall(SqlStdOperatorTable.EQUALS, keys.left().get(i), value));
        }
        RelNode outer = LogicalJoin.create(
                join.getLeft(),
                marked,
                List.of(),
                RexUtil.composeConjunction(rex, equalities),
                Set.of(),
                JoinRelType.LEFT);
        List<RexNode> projects =
                new ArrayList<>(rex.identityProjects(join.getLeft().getRowType()));
        projects.add(rex.makeCall(SqlStdOperatorTable.IS_NOT_NULL, rex.makeInputRef(outer, mark + count)));
        return LogicalProject.create(outer, List.of(), projects, (List<String>) null);
    }
}

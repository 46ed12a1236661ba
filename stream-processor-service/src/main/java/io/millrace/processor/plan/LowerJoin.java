package io.millrace.processor.plan;

import io.millrace.processor.step.JoinKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

/**
 * Joins: both inputs are brought together by the columns that must be equal, computed in front of the exchange where they are
 * expressions.
 *
 * <pre>
 * Join(UPPER(a.x) = b.y, a.z &lt; b.z)          Join [UPPER(x)] = [y] where z &lt; z
 *   a                                    →      Exchange [UPPER(x)]
 *   b                                             Calc [z, UPPER(x)]
 *                                               Exchange [y]
 *                                                 Calc [y, z]
 * </pre>
 */
final class LowerJoin {
    private final Lowering lowering;
    private final RexBuilder rex;

    LowerJoin(Lowering lowering) {
        this.lowering = lowering;
        this.rex = lowering.rex();
    }

    /**
     * One side.
     *
     * @param layout what it became
     * @param keys the node's columns of its part of the equalities
     */
    record Side(Layout layout, List<Integer> keys) {}

    Lowering.Base of(Chain chain, Join join, Demand demand) {
        if (join.getJoinType() == JoinRelType.LEFT_MARK) {
            return new LowerMark(lowering).of(chain, join, demand);
        }
        RexCall asOf = AsOf.of(join);
        if (asOf != null) {
            return new LowerTemporalJoin(lowering).of(chain, join, asOf, demand);
        }
        Chain whole = new JoinSingleRow(rex).rewritten(chain, join);
        if (whole != null) {
            Demand outer = demand.over(whole.read(demand.columns()));
            return new Lowering.Base(
                    of((Join) whole.base(), JoinKind.LEFT, outer), whole.conjuncts(), whole.projects());
        }
        Demand wanted = demand.over(chain.read(demand.columns()));
        return new Lowering.Base(of(join, kind(join), wanted), chain.conjuncts(), chain.projects());
    }

    private JoinKind kind(Join join) {
        return switch (join.getJoinType()) {
            case INNER -> JoinKind.INNER;
            case LEFT -> JoinKind.LEFT;
            case RIGHT -> JoinKind.RIGHT;
            case FULL -> JoinKind.FULL;
            case SEMI -> JoinKind.SEMI;
            case ANTI -> JoinKind.ANTI;
            case ASOF, LEFT_ASOF, LEFT_MARK ->
                throw lowering.refused(join.getJoinType() + " joins are not supported.", "Write JOIN … ON.");
        };
    }

    /** @param demand of the join's output */
    Layout of(Join written, JoinKind kind, Demand demand) {
        Join join = kind.pairs() ? written : withDistinct(written);
        JoinKeys keys = JoinKeys.of(join, rex);
        if (keys.left().isEmpty() && !JoinSingleRow.hasSingleRow(join)) {
            throw lowering.refused(
                    lowering.place(lowering.query().single(SqlKind.JOIN)),
                    "A join needs an equality of a column of one side with a column of the other, of one type.",
                    "Write JOIN … ON a.x = b.y, with CAST where the types differ.");
        }
        int width = join.getLeft().getRowType().getFieldCount();
        Set<Integer> read = new TreeSet<>(demand.columns());
        read.addAll(Layout.used(keys.others()));
        boolean rightKeyed = demand.keyed() && kind.pairs();
        Side left = side(join.getLeft(), keys.left(), below(read, 0, width), demand.keyed(), kind == JoinKind.FULL);
        Side right = side(
                join.getRight(),
                keys.right(),
                below(read, width, width + join.getRight().getRowType().getFieldCount()),
                rightKeyed,
                false);
        BoundJoin.Bounded bounded =
                new BoundJoin(lowering).of(kind, left.layout, right.layout, keys, width, pairs(left.keys, right.keys));
        return new AssembleJoin(lowering, kind, width).of(bounded, left.keys, right.keys, demand);
    }

    /**
     * A semi-join asks only whether there is a partner. Where equalities alone say so, the right's distinct values answer it: they
     * are a table, which needs no bound.
     *
     * <pre>
     * Join SEMI (a.x = b.y)          Join SEMI (a.x = y)
     *   a                      →       a
     *   b                              Aggregate by y
     * </pre>
     */
    private Join withDistinct(Join join) {
        JoinKeys keys = JoinKeys.of(join, rex);
        if (keys.left().isEmpty() || !keys.others().isEmpty()) {
            return join;
        }
        RelNode values = LogicalProject.create(join.getRight(), List.of(), keys.right(), (List<String>) null);
        RelNode distinct = LogicalAggregate.create(
                values, List.of(), ImmutableBitSet.range(keys.right().size()), null, List.of());
        int width = join.getLeft().getRowType().getFieldCount();
        List<RexNode> equalities = new ArrayList<>();
        for (int i = 0; i < keys.left().size(); i++) {
            RexNode value =
                    rex.makeInputRef(distinct.getRowType().getFieldList().get(i).getType(), width + i);
            equalities.add(rex.makeCall(SqlStdOperatorTable.EQUALS, keys.left().get(i), value));
        }
        return LogicalJoin.create(
                join.getLeft(),
                distinct,
                List.of(),
                RexUtil.composeConjunction(rex, equalities),
                Set.of(),
                join.getJoinType());
    }

    private static List<int[]> pairs(List<Integer> left, List<Integer> right) {
        List<int[]> pairs = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            pairs.add(new int[] {left.get(i), right.get(i)});
        }
        return pairs;
    }

    /** Columns from an index to another, counted from the first. */
    static Set<Integer> below(Set<Integer> columns, int from, int to) {
        Set<Integer> found = new TreeSet<>();
        columns.stream()
                .filter(column -> column >= from && column < to)
                .map(column -> column - from)
                .forEach(found::add);
        return found;
    }

    /** @param marked whether a column tells that a row is there, for keys that can be null */
    Side side(RelNode input, List<RexNode> keys, Set<Integer> read, boolean keyed, boolean marked) {
        List<RexNode> projects = new ArrayList<>(rex.identityProjects(input.getRowType()));
        List<Integer> places = new ArrayList<>();
        for (RexNode key : keys) {
            if (key instanceof RexInputRef ref) {
                places.add(ref.getIndex());
            } else {
                places.add(projects.size());
                projects.add(key);
            }
        }
        Set<Integer> columns = new TreeSet<>(read);
        columns.addAll(places);
        boolean computed = projects.size() > input.getRowType().getFieldCount();
        RelNode relation = computed ? LogicalProject.create(input, List.of(), projects, (List<String>) null) : input;
        Demand demand = new Demand(new TreeSet<>(columns), keyed, true);
        Layout layout = lowering.calcs().narrowed(lowering.lower(relation, demand), demand);
        if (keyed && marked) {
            layout = AssembleJoin.marked(lowering, layout);
        }
        return new Side(layout, layout.indexesOf(places));
    }
}

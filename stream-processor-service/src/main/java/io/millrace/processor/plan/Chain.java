package io.millrace.processor.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Filters and projections above a relation, folded into one of each.
 *
 * <pre>
 * Project(a + 1)            base       Scan(a, b)
 *   Filter(a &gt; 2)       →   condition  $1 * 2 &gt; 2
 *     Project(a = b * 2)    projects   [$1 * 2 + 1]
 *       Scan(a, b)
 * </pre>
 *
 * @param base the relation below; neither a filter nor a projection
 * @param condition over the base's columns; null where there is none
 * @param projects over the base's columns
 */
record Chain(RelNode base, @Nullable RexNode condition, List<RexNode> projects) {

    static Chain of(RelNode node, RexBuilder rex) {
        if (node instanceof Project project && !project.containsOver()) {
            Chain below = of(project.getInput(), rex);
            List<RexNode> projects = new ArrayList<>();
            project.getProjects().forEach(expression -> projects.add(below.over(expression, rex)));
            return new Chain(below.base(), below.condition(), projects);
        }
        if (node instanceof Filter filter) {
            Chain below = of(filter.getInput(), rex);
            RexNode condition = below.over(filter.getCondition(), rex);
            RexNode both = below.condition() == null
                    ? condition
                    : rex.makeCall(SqlStdOperatorTable.AND, below.condition(), condition);
            return new Chain(below.base(), both, below.projects());
        }
        List<RexNode> identity = new ArrayList<>();
        node.getRowType().getFieldList().forEach(field -> identity.add(rex.makeInputRef(node, field.getIndex())));
        return new Chain(node, null, identity);
    }

    /** This chain, whose base has the columns of another chain, on that one. */
    Chain on(Chain below, RexBuilder rex) {
        List<RexNode> composed = new ArrayList<>();
        projects.forEach(project -> composed.add(below.over(project, rex)));
        if (condition == null) {
            return new Chain(below.base, below.condition, composed);
        }
        RexNode mine = below.over(condition, rex);
        RexNode both = below.condition == null ? mine : rex.makeCall(SqlStdOperatorTable.AND, below.condition, mine);
        return new Chain(below.base, both, composed);
    }

    /** Columns of the base that are read for columns of the chain's output. */
    Set<Integer> read(Iterable<Integer> columns) {
        return Layout.used(reading(columns));
    }

    /** Members of the base's columns, or whole columns, that are read for columns of the chain's output. */
    Set<MemberPath> readMembers(Iterable<Integer> columns) {
        return MemberPath.read(reading(columns));
    }

    private List<RexNode> reading(Iterable<Integer> columns) {
        List<RexNode> read = new ArrayList<>(conjuncts());
        columns.forEach(column -> read.add(projects.get(column)));
        return read;
    }

    /** The conjuncts of the condition, in the order in which they are evaluated. */
    List<RexNode> conjuncts() {
        return condition == null ? List.of() : RelOptUtil.conjunctions(condition);
    }

    /** The expression, which is over this chain's output, over the base's columns. */
    private RexNode over(RexNode expression, RexBuilder rex) {
        return RexUtil.expandSearch(rex, null, expression).accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return projects.get(ref.getIndex());
            }

            /** Calcite casts an outer join's columns where they can no longer be null: the value is the same. */
            @Override
            public RexNode visitCall(RexCall call) {
                return call.getKind() == SqlKind.CAST
                                && call.getParserPosition().getLineNum() <= 0
                                && call.getOperands().getFirst() instanceof RexInputRef operand
                                && SqlTypeUtil.equalSansNullability(
                                        rex.getTypeFactory(), operand.getType(), call.getType())
                        ? operand.accept(this)
                        : super.visitCall(call);
            }
        });
    }
}

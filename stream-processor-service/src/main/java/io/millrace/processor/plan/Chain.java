package io.millrace.processor.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
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
        return switch (node) {
            case Project project -> {
                Chain below = of(project.getInput(), rex);
                List<RexNode> projects = new ArrayList<>();
                project.getProjects().forEach(expression -> projects.add(below.over(expression, rex)));
                yield new Chain(below.base(), below.condition(), projects);
            }
            case Filter filter -> {
                Chain below = of(filter.getInput(), rex);
                RexNode condition = below.over(filter.getCondition(), rex);
                RexNode both = below.condition() == null
                        ? condition
                        : rex.makeCall(SqlStdOperatorTable.AND, below.condition(), condition);
                yield new Chain(below.base(), both, below.projects());
            }
            default -> {
                List<RexNode> identity = new ArrayList<>();
                node.getRowType()
                        .getFieldList()
                        .forEach(field -> identity.add(rex.makeInputRef(node, field.getIndex())));
                yield new Chain(node, null, identity);
            }
        };
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
        });
    }
}

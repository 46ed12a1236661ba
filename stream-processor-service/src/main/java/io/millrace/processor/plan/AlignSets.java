package io.millrace.processor.plan;

import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * INTERSECT and EXCEPT compare values of one type: an input of another is cast before its distinct values are counted, as two
 * that differ in it can be equal in the common one.
 *
 * <pre>
 * Intersect                Intersect
 *   Project(l)        →      Project(CAST(l AS DOUBLE))
 *   Project(d)               Project(d)
 * </pre>
 */
final class AlignSets extends RelHomogeneousShuttle {
    @Override
    public RelNode visit(RelNode node) {
        RelNode visited = super.visit(node);
        return visited instanceof SetOp sets && !(sets instanceof Union) ? aligned(sets) : visited;
    }

    private static RelNode aligned(SetOp sets) {
        RelDataType type = sets.getRowType();
        List<RelNode> inputs =
                sets.getInputs().stream().map(input -> cast(input, type)).toList();
        return sets.copy(sets.getTraitSet(), inputs, sets.all);
    }

    private static RelNode cast(RelNode input, RelDataType type) {
        return SqlTypeUtil.equalSansNullability(input.getCluster().getTypeFactory(), input.getRowType(), type)
                ? input
                : RelOptUtil.createCastRel(input, type, false);
    }
}

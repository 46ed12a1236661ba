package io.millrace.processor.plan;

import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/** Rewrites relations from the leaves up, those of subqueries in expressions, too. */
abstract class IntoSubQueries extends RelHomogeneousShuttle {
    @Override
    public final RelNode visit(RelNode node) {
        RelNode visited = super.visit(node).accept(new RexShuttle() {
            @Override
            public RexNode visitSubQuery(RexSubQuery subQuery) {
                RexSubQuery inside = (RexSubQuery) super.visitSubQuery(subQuery);
                RelNode query = inside.rel.accept(IntoSubQueries.this);
                return query == inside.rel ? inside : inside.clone(query);
            }
        });
        return rewritten(node, visited);
    }

    /**
     * @param before the relation as it was
     * @param node the same with what is below it rewritten
     */
    abstract RelNode rewritten(RelNode before, RelNode node);
}

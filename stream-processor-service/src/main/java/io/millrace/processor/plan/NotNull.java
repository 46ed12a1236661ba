package io.millrace.processor.plan;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.sql.SqlKind;

/** Which columns of a relation can be null: none whose type says so, and none that its conditions require. */
final class NotNull {
    private NotNull() {}

    static boolean isNullable(RelNode relation, int column) {
        if (!relation.getRowType().getFieldList().get(column).getType().isNullable()) {
            return false;
        }
        RelMetadataQuery metadata = relation.getCluster().getMetadataQuery();
        return metadata.getPulledUpPredicates(relation).pulledUpPredicates.stream()
                .noneMatch(predicate -> predicate instanceof RexCall call
                        && call.getKind() == SqlKind.IS_NOT_NULL
                        && call.getOperands().getFirst() instanceof RexInputRef ref
                        && ref.getIndex() == column);
    }
}

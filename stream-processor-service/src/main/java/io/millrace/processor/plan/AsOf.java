package io.millrace.processor.plan;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.jspecify.annotations.Nullable;

/**
 * The condition of a join that its right side is the version of that time, which is what {@code FOR SYSTEM_TIME AS OF} becomes.
 * No statement can name it. It reads a column of the right, too, so that nothing takes it for a condition of the left alone.
 *
 * <pre>
 * a JOIN b FOR SYSTEM_TIME AS OF a.t ON a.k = b.k   →   a JOIN b ON a.k = b.k AND $AS_OF(a.t, b.k)
 * </pre>
 */
final class AsOf {
    static final SqlFunction FUNCTION = new SqlFunction(
            "$AS_OF",
            SqlKind.OTHER_FUNCTION,
            ReturnTypes.BOOLEAN_NOT_NULL,
            null,
            OperandTypes.ANY_ANY,
            SqlFunctionCategory.USER_DEFINED_FUNCTION);

    private AsOf() {}

    /** The call among the conditions of a join; null where it has none. */
    static @Nullable RexCall of(Join join) {
        for (RexNode condition : RelOptUtil.conjunctions(join.getCondition())) {
            if (isCalledBy(condition)) {
                return (RexCall) condition;
            }
        }
        return null;
    }

    static boolean isCalledBy(RexNode condition) {
        return condition instanceof RexCall call && call.getOperator() == FUNCTION;
    }
}

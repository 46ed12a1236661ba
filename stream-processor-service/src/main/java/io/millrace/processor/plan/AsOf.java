package io.millrace.processor.plan;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlFunction;
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
    static final SqlFunction FUNCTION =
            Operators.function("$AS_OF", ReturnTypes.BOOLEAN_NOT_NULL, OperandTypes.ANY_ANY);

    private AsOf() {}

    /** The call, where the condition is one. */
    static @Nullable RexCall in(RexNode condition) {
        return condition instanceof RexCall call && call.getOperator() == FUNCTION ? call : null;
    }
}

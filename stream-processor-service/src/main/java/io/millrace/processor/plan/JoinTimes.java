package io.millrace.processor.plan;

import io.millrace.processor.plan.Traits.Spread;
import java.math.BigDecimal;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * Bounds on the distance of two times: comparisons of columns of both sides of a join, each with or without an interval of fixed
 * length.
 *
 * <pre>
 * b.t &gt;= a.t - INTERVAL '1' HOUR     →    b.t − a.t ≥ −3600000
 * b.t &lt; a.t                          →    b.t − a.t ≤ −1
 * </pre>
 *
 * @param left column of the left side
 * @param right column of the right side
 * @param distance of right − left, in milliseconds
 */
record JoinTimes(int left, int right, Spread distance) {
    /** As far as times lie apart: farther than any two timestamps. */
    static final long UNBOUNDED = Long.MAX_VALUE / 4;

    /** A column of time plus a length. */
    private record Shifted(int column, long ms) {}

    /**
     * @param width columns of the left side
     * @return null where the condition is not of this form
     */
    static @Nullable JoinTimes of(RexNode condition, int width) {
        if (!(condition instanceof RexCall call) || call.getOperands().size() != 2) {
            return null;
        }
        Shifted first = shifted(call.getOperands().get(0));
        Shifted second = shifted(call.getOperands().get(1));
        if (first == null || second == null || first.column < width == second.column < width) {
            return null;
        }
        boolean leftFirst = first.column < width;
        Shifted left = leftFirst ? first : second;
        Shifted right = leftFirst ? second : first;
        Spread distance = distance(leftFirst ? call.getKind().reverse() : call.getKind(), left.ms - right.ms);
        return distance == null ? null : new JoinTimes(left.column, right.column - width, distance);
    }

    /** Of: right − left, compared with a length. */
    private static @Nullable Spread distance(SqlKind comparison, long ms) {
        return switch (comparison) {
            case EQUALS -> new Spread(ms, ms);
            case GREATER_THAN_OR_EQUAL -> new Spread(ms, UNBOUNDED);
            case GREATER_THAN -> new Spread(ms + 1, UNBOUNDED);
            case LESS_THAN_OR_EQUAL -> new Spread(-UNBOUNDED, ms);
            case LESS_THAN -> new Spread(-UNBOUNDED, ms - 1);
            default -> null;
        };
    }

    private static @Nullable Shifted shifted(RexNode operand) {
        if (operand instanceof RexInputRef ref) {
            return new Shifted(ref.getIndex(), 0);
        }
        if (!(operand instanceof RexCall call) || call.getOperands().size() != 2) {
            return null;
        }
        RexNode first = call.getOperands().get(0);
        RexNode second = call.getOperands().get(1);
        Long length = length(second);
        if (call.getKind() == SqlKind.MINUS && first instanceof RexInputRef ref && length != null) {
            return new Shifted(ref.getIndex(), -length);
        }
        if (call.getKind() == SqlKind.PLUS && first instanceof RexInputRef ref && length != null) {
            return new Shifted(ref.getIndex(), length);
        }
        Long before = length(first);
        return call.getKind() == SqlKind.PLUS && second instanceof RexInputRef ref && before != null
                ? new Shifted(ref.getIndex(), before)
                : null;
    }

    /** Milliseconds of an interval of fixed length that is less than 10,000 years. */
    private static @Nullable Long length(RexNode node) {
        if (!(node instanceof RexLiteral literal)
                || !SqlTypes.isInterval(literal.getType())
                || SqlTypes.isMonthInterval(literal.getType())) {
            return null;
        }
        BigDecimal value = literal.getValueAs(BigDecimal.class);
        return value == null || value.abs().compareTo(BigDecimal.valueOf(315_576_000_000_000L)) > 0
                ? null
                : (Long) value.longValue();
    }
}

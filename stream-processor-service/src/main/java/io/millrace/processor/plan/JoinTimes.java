package io.millrace.processor.plan;

import io.millrace.processor.plan.Traits.Spread;
import java.math.BigDecimal;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
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
 * <p>Of times of microseconds their milliseconds are bounded: those of the later one are no earlier, but may be the same.
 *
 * @param distance of right − left, in milliseconds
 * @param exact whether the condition says no more than that
 */
record JoinTimes(int left, int right, Spread distance, boolean exact) {
    /** As far as times lie apart: farther than any two timestamps. */
    static final long UNBOUNDED = Long.MAX_VALUE / 4;

    /** A column of time plus a length. @param micros whether it is of microseconds */
    private record Shifted(int column, boolean micros, long ms) {}

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
        boolean micros = left.micros || right.micros;
        SqlKind comparison = leftFirst ? call.getKind().reverse() : call.getKind();
        Spread distance = distance(comparison, left.ms - right.ms, micros ? 0 : 1);
        return distance == null ? null : new JoinTimes(left.column, right.column - width, distance, !micros);
    }

    /**
     * Of: right − left, compared with a length.
     *
     * @param step what times that differ differ by at least
     */
    private static @Nullable Spread distance(SqlKind comparison, long ms, int step) {
        return switch (comparison) {
            case EQUALS -> new Spread(ms, ms);
            case GREATER_THAN_OR_EQUAL -> new Spread(ms, UNBOUNDED);
            case GREATER_THAN -> new Spread(ms + step, UNBOUNDED);
            case LESS_THAN_OR_EQUAL -> new Spread(-UNBOUNDED, ms);
            case LESS_THAN -> new Spread(-UNBOUNDED, ms - step);
            default -> null;
        };
    }

    private static @Nullable Shifted shifted(RexNode operand) {
        if (!(operand instanceof RexCall call) || call.getKind() == SqlKind.CAST) {
            return shifted(operand, 0L);
        }
        if (call.getOperands().size() != 2) {
            return null;
        }
        RexNode first = call.getOperands().get(0);
        RexNode second = call.getOperands().get(1);
        return switch (call.getKind()) {
            case MINUS -> {
                Long length = length(second);
                yield length == null ? null : shifted(first, -length);
            }
            case PLUS -> {
                Long length = length(second);
                yield length == null ? shifted(second, length(first)) : shifted(first, length);
            }
            default -> null;
        };
    }

    /** A column, or the milliseconds of one of microseconds. */
    private static @Nullable Shifted shifted(RexNode time, @Nullable Long ms) {
        boolean millis = time instanceof RexCall cast
                && cast.getKind() == SqlKind.CAST
                && cast.getType().getSqlTypeName() == SqlTypeName.TIMESTAMP
                && cast.getType().getPrecision() == 3
                && SqlTypes.isMicros(cast.getOperands().getFirst().getType());
        RexNode column = millis ? ((RexCall) time).getOperands().getFirst() : time;
        return ms != null && column instanceof RexInputRef ref
                ? new Shifted(ref.getIndex(), !millis && SqlTypes.isMicros(ref.getType()), ms)
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

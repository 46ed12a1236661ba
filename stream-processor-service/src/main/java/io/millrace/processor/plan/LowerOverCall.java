package io.millrace.processor.plan;

import io.millrace.processor.step.Accumulators;
import io.millrace.processor.step.AggregateCall;
import io.millrace.processor.step.Frame;
import io.millrace.processor.step.OverCall;
import io.millrace.processor.step.RowOrder;
import io.millrace.processor.step.ValueType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/** One function of OVER, and its frame. */
final class LowerOverCall {
    /** As many rows of every partition are kept, at most. */
    private static final long ROWS_MAX = 10_000;

    private final Lowering lowering;
    private final Layout input;

    /** @param input has the columns of the windows' relation */
    LowerOverCall(Lowering lowering, Layout input) {
        this.lowering = lowering;
        this.input = input;
    }

    OverCall of(OverWindows.Window window, OverWindows.Call call) {
        String name = call.over().getAggOperator().getName().toUpperCase(Locale.ROOT);
        return switch (name) {
            case "ROW_NUMBER", "RANK", "DENSE_RANK" -> new OverCall.Place(OverCall.Count.valueOf(name));
            case "LAG" -> shift(call, -distance(call, name, 0));
            case "LEAD" -> shift(call, distance(call, name, 0));
            case "FIRST_VALUE" -> new OverCall.Pick(argument(call), 1, frame(window, call));
            case "LAST_VALUE" -> new OverCall.Pick(argument(call), 0, frame(window, call));
            case "NTH_VALUE" -> new OverCall.Pick(argument(call), distance(call, name, 1), frame(window, call));
            default -> new OverCall.Aggregated(aggregate(call, name), frame(window, call));
        };
    }

    private int argument(OverWindows.Call call) {
        return input.indexOf(call.arguments().getFirst());
    }

    private AggregateCall aggregate(OverWindows.Call call, String name) {
        AggregateCall.Function function = LowerAggregateCall.function(
                name.equals("$SUM0") ? "SUM" : name, call.arguments().isEmpty());
        if (function == null || call.arguments().size() > 1) {
            throw refused("OVER is not supported for this form of " + name + ".", "Give it one argument.");
        }
        ValueType result = SqlTypes.stored(lowering.calcs().type(call.type()));
        if (function == AggregateCall.Function.COUNT_STAR) {
            if (call.over().isDistinct()) {
                throw refused("COUNT(DISTINCT *) is not supported.", "Name a column.");
            }
            return new AggregateCall(function, -1, ValueType.of(ValueType.Kind.BIGINT), result);
        }
        int argument = argument(call);
        LowerAggregateCall.requireTaken(
                lowering, function, input.column(argument).type());
        ValueType type = input.column(argument).type();
        AggregateCall distinct = new AggregateCall(function, argument, type, result, true);
        boolean isDistinct = call.over().isDistinct() && Accumulators.needBags(List.of(distinct), true);
        return isDistinct ? distinct : new AggregateCall(function, argument, type, result);
    }

    private OverCall shift(OverWindows.Call call, long distance) {
        int argument = argument(call);
        int otherwise = call.arguments().size() < 3
                ? -1
                : input.indexOf(call.arguments().get(2));
        if (otherwise >= 0
                && !input.column(otherwise).type().equals(input.column(argument).type())) {
            throw refused(
                    "The third argument of LAG and LEAD has another type than the first.",
                    "Cast it to the type of the first.");
        }
        return new OverCall.Shift(argument, distance, otherwise);
    }

    /** The second argument. */
    private long distance(OverWindows.Call call, String name, int least) {
        List<RexNode> operands = call.over().getOperands();
        if (operands.size() < 2) {
            return 1;
        }
        Long rows = whole(operands.get(1));
        if (rows == null || rows < least || rows > ROWS_MAX) {
            throw refused(
                    "The second argument of " + name + " must be a whole number from " + least + " to " + ROWS_MAX
                            + ".",
                    "Write it as a number.");
        }
        return rows;
    }

    private Frame frame(OverWindows.Window window, OverWindows.Call call) {
        boolean rows = call.over().getWindow().isRows();
        long from = bound(window, call.over().getWindow().getLowerBound(), rows);
        long to = bound(window, call.over().getWindow().getUpperBound(), rows);
        if (from > to || from == Frame.UNBOUNDED_FOLLOWING || to == Frame.UNBOUNDED_PRECEDING) {
            throw refused(
                    "A frame of OVER ends before it begins.", "Write BETWEEN the earlier bound AND the later one.");
        }
        return new Frame(rows, from, to);
    }

    private long bound(OverWindows.Window window, RexWindowBound bound, boolean rows) {
        if (bound.isUnbounded()) {
            return bound.isPreceding() ? Frame.UNBOUNDED_PRECEDING : Frame.UNBOUNDED_FOLLOWING;
        }
        RexNode offset = bound.getOffset();
        if (bound.isCurrentRow() || offset == null) {
            return 0;
        }
        long distance = rows ? rows(offset) : range(window, offset);
        return bound.isPreceding() ? -distance : distance;
    }

    private long rows(RexNode offset) {
        Long rows = whole(offset);
        if (rows == null || rows < 0 || rows > ROWS_MAX) {
            throw refused(
                    "A frame of ROWS must be bounded by whole numbers up to " + ROWS_MAX + ".",
                    "Write ROWS BETWEEN 10 PRECEDING AND CURRENT ROW, or RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND"
                            + " CURRENT ROW.");
        }
        return rows;
    }

    private long range(OverWindows.Window window, RexNode offset) {
        RowOrder.By by = window.order().getFirst();
        ValueType.Kind kind = input.column(input.indexOf(by.column())).type().kind();
        boolean interval = SqlTypes.isInterval(offset.getType());
        boolean fits = switch (kind) {
            case TIMESTAMP, TIMESTAMP_MICROS -> interval && !SqlTypes.isMonthInterval(offset.getType());
            case INTEGER, BIGINT -> !interval;
            default -> false;
        };
        Long distance = fits && window.order().size() == 1 ? whole(offset) : null;
        if (distance == null || distance < 0) {
            throw refused(
                    "A frame of RANGE with a distance needs an ORDER BY of one timestamp or whole number.",
                    "Write ORDER BY time RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW, or cast the number"
                            + " to BIGINT.");
        }
        return kind == ValueType.Kind.TIMESTAMP_MICROS ? distance * 1_000 : distance;
    }

    /** Of an interval its milliseconds. */
    private static @Nullable Long whole(RexNode node) {
        BigDecimal value = node instanceof RexLiteral literal && literal.getValue() instanceof BigDecimal number
                ? number.stripTrailingZeros()
                : null;
        return value == null || value.scale() > 0 || value.precision() - value.scale() > 15
                ? null
                : (Long) value.longValueExact();
    }

    private RuntimeException refused(String what, String hint) {
        return lowering.refused(lowering.place(lowering.query().single(SqlKind.OVER)), what, hint);
    }
}

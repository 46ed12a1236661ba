package io.millrace.processor.plan;

import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.Frame;
import io.millrace.processor.step.OverCall;
import java.util.stream.Collectors;

/** A node of OVER as text. */
final class ExplainOver {
    private ExplainOver() {}

    static String of(ViewPlan.Over over) {
        String calls =
                over.calls().stream().map(call -> call(over.input(), call)).collect(Collectors.joining(", "));
        return "Over each " + ExplainPlan.names(over, over.partitionColumns()) + " by "
                + ExplainPlan.order(over, over.order()) + " compute [" + calls + "]"
                + (over.closeAfterMs() < 0 ? "" : " close after " + over.closeAfterMs() + " ms");
    }

    private static String call(ViewPlan.Node input, OverCall call) {
        return switch (call) {
            case OverCall.Place number -> number.count().name();
            case OverCall.Shift shift -> {
                String otherwise = shift.otherwise() < 0 ? "" : " else " + ExplainPlan.name(input, shift.otherwise());
                yield (shift.distance() < 0 ? "LAG(" : "LEAD(") + ExplainPlan.name(input, shift.argument()) + ", "
                        + Math.abs(shift.distance()) + otherwise + ")";
            }
            case OverCall.Pick pick -> {
                String place = pick.place() == 0 ? "last" : String.valueOf(pick.place());
                yield "VALUE(" + ExplainPlan.name(input, pick.argument()) + ", " + place + ")" + frame(pick.frame());
            }
            case OverCall.Aggregated aggregated ->
                ExplainPlan.call(input, aggregated.call()) + frame(aggregated.frame());
        };
    }

    private static String frame(Frame frame) {
        return (frame.rows() ? " rows " : " range ") + bound(frame.from()) + " to " + bound(frame.to());
    }

    private static String bound(long bound) {
        if (bound == Frame.UNBOUNDED_PRECEDING) {
            return "first";
        }
        return bound == Frame.UNBOUNDED_FOLLOWING ? "last" : String.valueOf(bound);
    }
}

package io.millrace.processor.plan;

import io.millrace.processor.plan.Traits.RowTime;
import io.millrace.processor.step.OverCall;
import io.millrace.processor.step.RowOrder;
import java.util.List;
import org.apache.calcite.sql.SqlKind;

/**
 * What bounds the state of OVER over events. Rows in the order of their event time are given up behind the watermark; for that none
 * may come late. In any other order, or in frames without an end, they count as long as the view's retention. Without either the
 * query is refused. Rows that are no events, or that are taken back by themselves, need no bound.
 *
 * <pre>
 * SUM(v) OVER (PARTITION BY k ORDER BY time)                    →   late rows dropped, given up behind the watermark
 * SUM(v) OVER (PARTITION BY k ORDER BY price), retention R      →   events expire after R
 * SUM(n) OVER (ORDER BY k) FROM (SELECT … GROUP BY k)           →   no bound
 * </pre>
 */
final class BoundOver {
    private final Lowering lowering;

    BoundOver(Lowering lowering) {
        this.lowering = lowering;
    }

    /**
     * How the rows are bounded.
     *
     * @param closing whether they are given up behind the watermark
     * @param expiryMs how long they count against it; -1 where they do not expire
     */
    record Bounded(Layout input, boolean closing, long expiryMs) {}

    /**
     * @param orders of the windows, by columns of the layout, in the order in which they are computed
     * @param calls of the windows
     */
    Bounded of(Layout input, List<List<RowOrder.By>> orders, List<List<OverCall>> calls) {
        Traits traits = input.traits();
        RowTime time = traits.time();
        if (!traits.events() || time != null && time.leaves()) {
            return new Bounded(input, false, -1);
        }
        if (time == null) {
            throw refused(
                    "OVER over events that have no event time any more is not supported.",
                    "Compute OVER before the join, or group the events.");
        }
        if (canClose(input, time, orders, calls)) {
            return new Bounded(BoundJoin.onTime(input), true, -1);
        }
        if (!lowering.retention().isGiven() || time.delayMs() >= RowTime.NEVER) {
            throw unbounded(input, time);
        }
        return new Bounded(
                input, false, Math.addExact(time.delayMs(), lowering.retention().use()));
    }

    private static boolean canClose(
            Layout input, RowTime time, List<List<RowOrder.By>> orders, List<List<OverCall>> calls) {
        boolean late = input.traits().late() && PlaceExchanges.isBehindExchange(input.node());
        boolean byTime = orders.stream()
                .allMatch(order -> !order.isEmpty()
                        && order.getFirst().column() == time.column()
                        && !order.getFirst().descending());
        boolean closes = calls.stream().allMatch(some -> some.stream().allMatch(OverCall::canClose));
        boolean settled = calls.stream().limit(calls.size() - 1L).noneMatch(BoundOver::waitsForRows);
        return !late && byTime && closes && settled && time.delayMs() < RowTime.NEVER;
    }

    /** Whether rows change when others follow, however much later. */
    static boolean waitsForRows(List<OverCall> calls) {
        return calls.stream()
                .anyMatch(call -> call.frame().rows() && call.frame().to() > 0);
    }

    private RuntimeException unbounded(Layout input, RowTime time) {
        String column = input.column(time.column()).name();
        String by = column.startsWith("$arrival")
                ? "an event time, which the contract must name,"
                : column.startsWith("$") ? "the event time before streams are put together," : column;
        if (lowering.retention().isGiven()) {
            return refused(
                    "OVER over rows that wait for rows to follow, as those of LEAD do, is not supported.",
                    "Compute all of them in one SELECT, or group the rows first.");
        }
        return refused(
                "OVER in this order, or with this frame, keeps every event, without end.",
                "Order by " + by
                        + " ascending with frames that end, or add WITH (retention = '30 days') to the view: then"
                        + " events count for so long. For the first rows of each partition write QUALIFY ROW_NUMBER()"
                        + " OVER (…) <= 10.");
    }

    private RuntimeException refused(String what, String hint) {
        return lowering.refused(lowering.place(lowering.query().single(SqlKind.OVER)), what, hint);
    }
}

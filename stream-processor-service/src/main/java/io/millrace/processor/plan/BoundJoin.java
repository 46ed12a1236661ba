package io.millrace.processor.plan;

import io.millrace.processor.plan.Traits.RowTime;
import io.millrace.processor.plan.Traits.RowWindows;
import io.millrace.processor.plan.Traits.Spread;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.JoinKind;
import io.millrace.processor.step.TimeBounds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * What bounds the state of a join. Of two streams, partners lie no further apart in event time than the condition says, or than
 * the view's retention: without either the join is refused. Of a stream and a table, whose rows change, the stream's events count
 * as long as the retention. Of two tables nothing needs a bound.
 *
 * <pre>
 * a JOIN b ON a.k = b.k AND b.t BETWEEN a.t AND a.t + INTERVAL '1' HOUR    →    0 ≤ b.t − a.t ≤ 1 h, late rows dropped
 * a JOIN b ON a.k = b.k, retention R                                       →    −R ≤ b.t − a.t ≤ R, late rows dropped
 * a LEFT JOIN b ON a.k = b.k, retention R                                  →    a expires after R, b after 2 R
 * a JOIN (SELECT … GROUP BY …), retention R                                →    a expires after R
 * </pre>
 *
 * <p>A join bounded in time puts out a row without a partner when none can come any more. Where only the retention says when,
 * that is too late: then rows come without a partner at once, change when one comes, and go with the retention. Their partners
 * stay twice as long, so that none goes before them.
 */
final class BoundJoin {
    private final Lowering lowering;

    BoundJoin(Lowering lowering) {
        this.lowering = lowering;
    }

    /**
     * How long events are kept against the watermark.
     *
     * @param leftMs those of the left; -1 for rows that are no events, or that are taken back by themselves
     * @param rightMs those of the right, likewise
     * @param within how far partners may lie apart; null where nothing says so
     */
    record Expiry(long leftMs, long rightMs, @Nullable Spread within) {
        static final Expiry NONE = new Expiry(-1, -1, null);
    }

    /**
     * @param left the left input with what bounds it
     * @param right the right input with what bounds it
     * @param bounds over the nodes' columns; null where there are none
     * @param distance of the event times, right − left, as the bounds have it; null where there are none
     * @param others what the bounds do not say yet, over the relations' columns
     */
    record Bounded(
            Layout left,
            Layout right,
            @Nullable TimeBounds bounds,
            @Nullable Spread distance,
            List<RexNode> others,
            Expiry expiry) {
        static Bounded by(Layout left, Layout right, JoinKeys keys, Expiry expiry) {
            return new Bounded(left, right, null, null, keys.others(), expiry);
        }
    }

    /**
     * @param keys the join's condition
     * @param width columns of the left relation
     * @param equal pairs of the nodes' columns that must be equal
     */
    Bounded of(JoinKind kind, Layout left, Layout right, JoinKeys keys, int width, List<int[]> equal) {
        boolean leftEvents = left.traits().events();
        boolean rightEvents = right.traits().events();
        if (leftEvents && rightEvents) {
            return streams(kind, left, right, keys, width, equal);
        }
        if (!leftEvents && !rightEvents) {
            return Bounded.by(left, right, keys, Expiry.NONE);
        }
        if (!lowering.retention().isGiven()) {
            throw lowering.retention()
                    .unbounded(
                            place(),
                            "A join of a stream with rows that change keeps every event of the stream, without end.");
        }
        long retentionMs = lowering.retention().use();
        Layout events = leftEvents ? left : right;
        requireTime(events);
        long keptMs = leaves(events) ? -1 : goneAfter(events, retentionMs);
        return Bounded.by(left, right, keys, new Expiry(leftEvents ? keptMs : -1, leftEvents ? -1 : keptMs, null));
    }

    private void requireTime(Layout events) {
        RowTime time = events.traits().time();
        if (time == null) {
            throw lowering.refused(
                    place(),
                    "A join of events that have no event time any more is not supported.",
                    "Join the streams first, the one with the event time on the left.");
        }
        if (time.delayMs() >= RowTime.NEVER) {
            throw lowering.refused(
                    place(),
                    "A join of rows that wait for rows to follow, as those of LEAD do, is not supported.",
                    "Compute LEAD of the join, or write a frame of RANGE that ends.");
        }
    }

    private static boolean leaves(Layout events) {
        RowTime time = events.traits().time();
        return time != null && time.leaves();
    }

    /** When a row of the events is gone, after its time. */
    private static long goneAfter(Layout events, long retentionMs) {
        return leaves(events) ? delayMs(events) : Math.addExact(delayMs(events), retentionMs);
    }

    private Bounded streams(JoinKind kind, Layout left, Layout right, JoinKeys keys, int width, List<int[]> equal) {
        requireTime(left);
        requireTime(right);
        Spread distance = windows(left, right, equal);
        List<RexNode> others = new ArrayList<>();
        for (RexNode other : keys.others()) {
            JoinTimes times = JoinTimes.of(other, width);
            Spread spread = times == null ? null : between(left, right, times);
            if (times == null || spread == null || !isExact(left, right, times)) {
                others.add(other);
            }
            distance = spread == null ? distance : both(distance, spread);
        }
        boolean said = distance.leastMs() > -JoinTimes.UNBOUNDED / 2 && distance.mostMs() < JoinTimes.UNBOUNDED / 2;
        if (!said && !lowering.retention().isGiven()) {
            throw lowering.retention()
                    .unbounded(place(), "A join of streams without a bound in time keeps every event, without end.");
        }
        long retentionMs = lowering.retention().use();
        boolean atOnce = kind == JoinKind.INNER || kind == JoinKind.SEMI;
        if (!said && !atOnce) {
            return expiring(kind, left, right, keys, retentionMs);
        }
        Spread bounded = retentionMs < 0 ? distance : both(distance, new Spread(-retentionMs, retentionMs));
        return within(left, right, bounded, others);
    }

    /** Rows that are kept without a partner go with the retention, and their partners behind them. */
    private Bounded expiring(JoinKind kind, Layout left, Layout right, JoinKeys keys, long retentionMs) {
        boolean leftIsPartner = kind == JoinKind.RIGHT || kind == JoinKind.FULL;
        boolean rightIsPartner = kind != JoinKind.RIGHT;
        if (leftIsPartner && leaves(left) || rightIsPartner && leaves(right)) {
            throw lowering.refused(
                    place(),
                    "An outer join with events that were joined with rows that change is not supported.",
                    "Join the streams with each other first, the others last.");
        }
        long leftGone = goneAfter(left, retentionMs);
        long rightGone = goneAfter(right, retentionMs);
        long leftMs = leftIsPartner ? Math.addExact(rightGone, retentionMs) : leaves(left) ? -1 : leftGone;
        long rightMs = rightIsPartner ? Math.addExact(leftGone, retentionMs) : leaves(right) ? -1 : rightGone;
        return Bounded.by(left, right, keys, new Expiry(leftMs, rightMs, new Spread(-retentionMs, retentionMs)));
    }

    private Bounded within(Layout left, Layout right, Spread distance, List<RexNode> others) {
        long delays = delayMs(right) - delayMs(left);
        Shift one = shift(onTime(left));
        Shift two = shift(onTime(right));
        TimeBounds bounds =
                new TimeBounds(one.column, two.column, distance.leastMs() + delays, distance.mostMs() + delays);
        return new Bounded(one.layout, two.layout, bounds, distance, others, Expiry.NONE);
    }

    private static long delayMs(Layout layout) {
        RowTime time = layout.traits().time();
        return time == null ? 0 : time.delayMs();
    }

    private SqlPlace place() {
        return lowering.place(lowering.query().single(SqlKind.JOIN));
    }

    private static Spread both(Spread a, Spread b) {
        return new Spread(Math.max(a.leastMs(), b.leastMs()), Math.min(a.mostMs(), b.mostMs()));
    }

    /** What a comparison of any two event times says of the distance of the rows' times; null where it is of others. */
    private static @Nullable Spread between(Layout left, Layout right, JoinTimes times) {
        Spread a = lead(left, times.left());
        Spread b = lead(right, times.right());
        // right time − left time = (right column + its lead) − (left column + its lead)
        return a == null || b == null
                ? null
                : new Spread(
                        times.distance().leastMs() + b.leastMs() - a.mostMs(),
                        times.distance().mostMs() + b.mostMs() - a.leastMs());
    }

    private static boolean isExact(Layout left, Layout right, JoinTimes times) {
        return times.exact()
                && Spread.NONE.equals(lead(left, times.left()))
                && Spread.NONE.equals(lead(right, times.right()));
    }

    private static @Nullable Spread lead(Layout layout, int column) {
        RowTime time = layout.traits().time();
        Integer index = layout.indexes().get(column);
        return time == null || index == null ? null : time.leadOver(index);
    }

    /** Times in one window are less than its size apart. */
    private static Spread windows(Layout left, Layout right, List<int[]> equal) {
        RowWindows a = left.traits().windows();
        RowWindows b = right.traits().windows();
        if (a != null
                && b != null
                && a.sizeMs() >= 0
                && b.sizeMs() >= 0
                && has(equal, a.start(), b.start())
                && has(equal, a.end(), b.end())) {
            long sizeMs = Math.max(a.sizeMs(), b.sizeMs());
            return new Spread(1 - sizeMs, sizeMs - 1);
        }
        return new Spread(-JoinTimes.UNBOUNDED, JoinTimes.UNBOUNDED);
    }

    static boolean has(List<int[]> equal, int left, int right) {
        return left >= 0 && right >= 0 && equal.stream().anyMatch(pair -> pair[0] == left && pair[1] == right);
    }

    /** Without late rows. They can be told in the stage of their scan only. */
    static Layout onTime(Layout layout) {
        return layout.traits().late()
                ? layout.with(dropped(layout.node()), layout.traits().onTime())
                : layout;
    }

    private static ViewPlan.Node dropped(ViewPlan.Node node) {
        if (node instanceof ViewPlan.Union union && PlaceExchanges.isSplit(union)) {
            return new ViewPlan.Union(
                    union.inputs().stream().map(BoundJoin::dropped).toList(), union.columns());
        }
        return PlaceExchanges.isBehindExchange(node) ? node : new ViewPlan.DropLate(node);
    }

    /** A layout with the column of time whose rows come before the watermark has passed it. */
    private record Shift(Layout layout, int column) {}

    private Shift shift(Layout layout) {
        RowTime time = layout.traits().time();
        if (time == null) {
            throw new IllegalStateException("no time");
        }
        if (time.delayMs() == 0) {
            return new Shift(layout, time.column());
        }
        LowerCalc.Columns columns = lowering.calcs().new Columns(layout);
        for (int i = 0; i < layout.width(); i++) {
            columns.keep(i);
        }
        RexNode ref = LowerCalc.ref(lowering.rex(), layout.column(time.column()), time.column());
        int column = columns.add(lowering.calcs().plus(ref, time.delayMs()), "$delayed");
        Map<Integer, Integer> indexes = new HashMap<>(layout.indexes());
        return new Shift(columns.calc(List.of(), indexes), column);
    }
}

package io.millrace.processor.plan;

import io.millrace.processor.plan.Traits.Partition;
import io.millrace.processor.plan.Traits.RowTime;
import io.millrace.processor.plan.Traits.RowWindows;
import io.millrace.processor.plan.Traits.Spread;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.JoinKind;
import io.millrace.processor.step.RowFunction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Puts a join together: its exchanges, its node, and what is known of its rows.
 *
 * <p>The key is that of the left with that of the right, less what follows: where the right has one row for the columns that must
 * be equal, a row of the left has one partner at most, and the left's key is enough.
 */
final class AssembleJoin {
    /** Name of the column that tells a row of the left is there. */
    private static final String THERE = "$left";

    private final Lowering lowering;
    private final JoinKind kind;
    private final int width;

    /** @param width columns of the left relation */
    AssembleJoin(Lowering lowering, JoinKind kind, int width) {
        this.lowering = lowering;
        this.kind = kind;
        this.width = width;
    }

    /** With a column that is null where a full join has no row of this side, as a part of the key. */
    static Layout marked(Lowering lowering, Layout layout) {
        List<Integer> key = layout.traits().requireKey();
        if (key.stream().anyMatch(column -> !layout.column(column).nullable())) {
            return layout;
        }
        LowerCalc.Columns columns = lowering.calcs().new Columns(layout);
        for (int i = 0; i < layout.width(); i++) {
            columns.keep(i);
        }
        int there = columns.add(
                lowering.rex()
                        .makeExactLiteral(
                                BigDecimal.ONE, lowering.rex().getTypeFactory().createSqlType(SqlTypeName.BIGINT)),
                THERE);
        Layout marked = columns.calc(List.of(), layout.indexes());
        List<Integer> longer = new ArrayList<>(key);
        longer.add(there);
        return marked.with(
                marked.node(),
                marked.traits().keyedBy(List.copyOf(longer), marked.traits().fixed()));
    }

    Layout of(BoundJoin.Bounded bounded, List<Integer> leftKeys, List<Integer> rightKeys, Demand demand) {
        Exchanged exchanged = exchanged(bounded.left(), bounded.right(), leftKeys, rightKeys);
        BoundJoin.Expiry expiry = bounded.expiry();
        Layout left = expired(exchanged.left, expiry.leftMs());
        Layout right = expired(exchanged.right, expiry.rightMs());
        List<ViewPlan.Column> columns = columns(left, right);
        Map<Integer, Integer> indexes = new HashMap<>(left.indexes());
        if (kind.pairs()) {
            right.indexes().forEach((column, index) -> indexes.put(column + width, index + left.width()));
        }
        ViewPlan.Join node = new ViewPlan.Join(
                left.node(),
                right.node(),
                kind,
                leftKeys,
                rightKeys,
                condition(left, right, bounded),
                bounded.bounds(),
                columns);
        Traits traits = traits(left, right, bounded, leftKeys, rightKeys);
        Layout joined = new Layout(node, indexes, traits.withPartitions(partitions(exchanged)));
        return demand.timed() && kind == JoinKind.FULL ? timed(joined, left, right, bounded) : joined;
    }

    private List<ViewPlan.Column> columns(Layout left, Layout right) {
        List<ViewPlan.Column> columns = new ArrayList<>();
        left.node().columns().forEach(column -> columns.add(padded(column, leftPadded())));
        if (kind.pairs()) {
            right.node().columns().forEach(column -> columns.add(padded(column, rightPadded())));
        }
        return List.copyOf(columns);
    }

    private static ViewPlan.Column padded(ViewPlan.Column column, boolean padded) {
        return padded ? new ViewPlan.Column(column.name(), column.type(), true) : column;
    }

    private @Nullable RowFunction condition(Layout left, Layout right, BoundJoin.Bounded bounded) {
        Map<Integer, Integer> indexes = new HashMap<>(left.indexes());
        right.indexes().forEach((column, index) -> indexes.put(column + width, index + left.width()));
        Layout both = new Layout(left.node(), indexes, left.traits());
        List<RexNode> conditions = new ArrayList<>();
        bounded.others().forEach(other -> conditions.add(both.over(other, lowering.rex())));
        Spread within = bounded.expiry().within();
        if (within != null) {
            conditions.addAll(apart(left, right, within));
        }
        if (conditions.isEmpty()) {
            return null;
        }
        List<String> names = new ArrayList<>(left.names());
        names.addAll(right.names());
        return lowering.calcs()
                .functions()
                .of(
                        new ExpressionText(lowering.statement().query(), names),
                        RexUtil.composeConjunction(lowering.rex(), conditions),
                        List.of());
    }

    /** How far the event times of partners may lie apart, over the columns of both nodes. */
    private List<RexNode> apart(Layout left, Layout right, Spread within) {
        int leftTime = requireTime(left).column();
        int rightTime = requireTime(right).column();
        RexNode one = LowerCalc.ref(lowering.rex(), left.column(leftTime), leftTime);
        RexNode two = LowerCalc.ref(lowering.rex(), right.column(rightTime), rightTime + left.width());
        LowerCalc calcs = lowering.calcs();
        return List.of(
                lowering.rex()
                        .makeCall(SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, two, calcs.plus(one, within.leastMs())),
                lowering.rex().makeCall(SqlStdOperatorTable.LESS_THAN_OR_EQUAL, two, calcs.plus(one, within.mostMs())));
    }

    /** The sides, and by which of the equal columns both are partitioned. */
    private record Exchanged(Layout left, Layout right, List<Integer> leftBy, List<Integer> rightBy) {}

    /** A side that lies behind an exchange by some of the columns stays, and the other is exchanged by their counterparts. */
    private static Exchanged exchanged(Layout left, Layout right, List<Integer> leftKeys, List<Integer> rightKeys) {
        List<Integer> places = places(left, leftKeys);
        boolean leftStays = places != null;
        if (places == null) {
            places = places(right, rightKeys);
        }
        List<Integer> leftBy = places == null ? leftKeys : at(leftKeys, places);
        List<Integer> rightBy = places == null ? rightKeys : at(rightKeys, places);
        boolean rightStays = places != null && isAt(right, rightBy);
        return new Exchanged(
                leftStays ? left : PlaceExchanges.exchanged(left, leftBy),
                rightStays ? right : PlaceExchanges.exchanged(right, rightBy),
                leftBy,
                rightBy);
    }

    /** Which of the keys a side behind exchanges is partitioned by, in its order; null where it has to be exchanged. */
    private static @Nullable List<Integer> places(Layout side, List<Integer> keys) {
        if (!PlaceExchanges.isBehindExchange(side.node())) {
            return null;
        }
        for (Partition partition : side.traits().partitions()) {
            List<Integer> columns = partition.columns();
            if (partition.hashed() && keys.containsAll(columns) && columns.isEmpty() == keys.isEmpty()) {
                return columns.stream().map(keys::indexOf).toList();
            }
        }
        return null;
    }

    private static boolean isAt(Layout side, List<Integer> by) {
        return PlaceExchanges.isBehindExchange(side.node())
                && side.traits().partitions().contains(Partition.hashed(by));
    }

    private static List<Integer> at(List<Integer> keys, List<Integer> places) {
        return places.stream().map(keys::get).toList();
    }

    private Layout expired(Layout side, long retentionMs) {
        return retentionMs < 0
                ? side
                : side.with(new ViewPlan.Expire(side.node(), requireTime(side).column(), retentionMs), side.traits());
    }

    private static RowTime requireTime(Layout side) {
        RowTime time = side.traits().time();
        if (time == null) {
            throw new IllegalStateException("a join in time of rows without a time");
        }
        return time;
    }

    /** A side that stayed where it was keeps all that is known of it. */
    private List<Partition> partitions(Exchanged exchanged) {
        List<Partition> left = exchanged.left.traits().partitions();
        int width = exchanged.left.width();
        Traits shifted = exchanged.right.traits().mapped(column -> column + width);
        return switch (kind) {
            case INNER ->
                Stream.concat(left.stream(), shifted.partitions().stream()).toList();
            case LEFT, SEMI, ANTI -> left;
            case RIGHT -> shifted.partitions();
            // The side that is there says where the row is.
            case FULL -> {
                List<Integer> rightBy =
                        exchanged.rightBy.stream().map(column -> column + width).toList();
                yield List.of(new Partition(joined(exchanged.leftBy, rightBy), rightBy.isEmpty()));
            }
        };
    }

    private Traits traits(
            Layout left, Layout right, BoundJoin.Bounded bounded, List<Integer> leftKeys, List<Integer> rightKeys) {
        Traits shifted = right.traits().mapped(column -> column + left.width());
        List<Integer> shiftedKeys =
                rightKeys.stream().map(column -> column + left.width()).toList();
        List<Integer> key = key(left.traits().key(), shifted.key(), leftKeys, shiftedKeys);
        boolean both = kind.pairs();
        return new Traits(
                key,
                fixed(key, left.traits(), shifted, isTold(left), isTold(right)),
                List.of(),
                left.traits().events() || (both && right.traits().events()),
                false,
                time(left.traits(), shifted, bounded),
                windows(left.traits().windows(), right.traits().windows(), leftKeys, rightKeys));
    }

    private @Nullable List<Integer> key(
            @Nullable List<Integer> left,
            @Nullable List<Integer> right,
            List<Integer> leftKeys,
            List<Integer> rightKeys) {
        if (left == null) {
            return null;
        }
        if (!kind.pairs()) {
            return left;
        }
        if (right == null) {
            return null;
        }
        return switch (kind) {
            case INNER ->
                !rightKeys.containsAll(right) && leftKeys.containsAll(left)
                        ? right
                        : joined(left, without(right, rightKeys));
            case LEFT -> joined(left, without(right, rightKeys));
            case RIGHT -> leftKeys.containsAll(left) ? right : joined(without(left, leftKeys), right);
            case FULL -> joined(left, right);
            case SEMI, ANTI -> left;
        };
    }

    private static List<Integer> joined(List<Integer> left, List<Integer> right) {
        List<Integer> both = new ArrayList<>(left);
        both.addAll(right);
        return List.copyOf(both);
    }

    private static List<Integer> without(List<Integer> key, List<Integer> equal) {
        return key.stream().filter(column -> !equal.contains(column)).toList();
    }

    /** Columns of a side are fixed where its whole key is in the join's, and tells whether the side is there. */
    private Set<Integer> fixed(
            @Nullable List<Integer> key, Traits left, Traits right, boolean leftTold, boolean rightTold) {
        Set<Integer> fixed = new HashSet<>();
        if (key == null) {
            return fixed;
        }
        fixed.addAll(key);
        if (left.key() != null && key.containsAll(left.key()) && (!leftPadded() || leftTold)) {
            fixed.addAll(left.fixed());
        }
        if (right.key() != null && key.containsAll(right.key()) && (!rightPadded() || rightTold)) {
            fixed.addAll(right.fixed());
        }
        return fixed;
    }

    /** Whether the key tells a row of the side from none. */
    private static boolean isTold(Layout side) {
        List<Integer> key = side.traits().key();
        return key != null
                && key.stream().anyMatch(column -> !side.column(column).nullable());
    }

    /** Of two streams the left's, of which no row comes later than its partners can; of a stream and a table the stream's. */
    private @Nullable RowTime time(Traits left, Traits right, BoundJoin.Bounded bounded) {
        Spread distance = bounded.distance();
        RowTime leftTime = left.time();
        RowTime rightTime = right.time();
        if (distance == null) {
            BoundJoin.Expiry expiry = bounded.expiry();
            boolean ofLeft = left.events() && (!right.events() || kind != JoinKind.RIGHT);
            boolean kept = ofLeft ? !leftPadded() : right.events() && !rightPadded();
            return kept ? gone(ofLeft ? leftTime : rightTime, ofLeft ? expiry.leftMs() : expiry.rightMs()) : null;
        }
        if (leftTime == null || rightTime == null || kind == JoinKind.FULL) {
            return null;
        }
        if (kind == JoinKind.RIGHT) {
            long delayMs = rightTime.delayMs() + Math.max(0, -distance.leastMs());
            return new RowTime(rightTime.column(), delayMs, false, rightTime.others());
        }
        Map<Integer, Spread> others = new HashMap<>(leftTime.others());
        if (kind == JoinKind.INNER) {
            Spread lead = new Spread(-distance.mostMs(), -distance.leastMs());
            others.put(rightTime.column(), lead);
            rightTime.others().forEach((column, spread) -> others.put(column, lead.plus(spread)));
        }
        long delayMs = leftTime.delayMs() + Math.max(0, distance.mostMs());
        return new RowTime(leftTime.column(), delayMs, false, others);
    }

    private boolean leftPadded() {
        return kind == JoinKind.RIGHT || kind == JoinKind.FULL;
    }

    private boolean rightPadded() {
        return kind == JoinKind.LEFT || kind == JoinKind.FULL;
    }

    /** The time of rows that are taken back when their events are. */
    private static @Nullable RowTime gone(@Nullable RowTime time, long expiryMs) {
        return time == null
                ? null
                : new RowTime(time.column(), expiryMs < 0 ? time.delayMs() : expiryMs, true, time.others());
    }

    /**
     * Groups of windows that are joined by their windows stay groups of windows. Beside anything else they come and go when their
     * windows are long over.
     */
    private @Nullable RowWindows windows(
            @Nullable RowWindows left, @Nullable RowWindows right, List<Integer> leftKeys, List<Integer> rightKeys) {
        if (left == null || !left.grouped() || kind == JoinKind.RIGHT || kind == JoinKind.FULL) {
            return null;
        }
        List<int[]> equal = new ArrayList<>();
        for (int i = 0; i < leftKeys.size(); i++) {
            equal.add(new int[] {leftKeys.get(i), rightKeys.get(i)});
        }
        return right != null
                        && right.grouped()
                        && BoundJoin.has(equal, left.start(), right.start())
                        && BoundJoin.has(equal, left.end(), right.end())
                ? left
                : null;
    }

    /** A full join's rows have the time of the side that is there. */
    private Layout timed(Layout joined, Layout left, Layout right, BoundJoin.Bounded bounded) {
        RowTime leftTime = left.traits().time();
        RowTime rightTime = right.traits().time();
        if (leftTime == null
                || rightTime == null
                || !left.traits().events()
                || !right.traits().events()) {
            return joined;
        }
        LowerCalc.Columns columns = lowering.calcs().new Columns(joined);
        for (int i = 0; i < joined.width(); i++) {
            columns.keep(i);
        }
        int rightColumn = rightTime.column() + left.width();
        RexNode one = LowerCalc.ref(lowering.rex(), joined.column(leftTime.column()), leftTime.column());
        RexNode two = LowerCalc.ref(lowering.rex(), joined.column(rightColumn), rightColumn);
        RexNode isThere = lowering.rex().makeCall(SqlStdOperatorTable.IS_NOT_NULL, one);
        int time = columns.add(lowering.rex().makeCall(SqlStdOperatorTable.CASE, isThere, one, two), "$time");
        Layout timed = columns.calc(List.of(), joined.indexes());
        Spread distance = bounded.distance();
        BoundJoin.Expiry expiry = bounded.expiry();
        long delayMs = distance == null
                ? Math.max(expiry.leftMs(), expiry.rightMs())
                : Math.max(leftTime.delayMs(), rightTime.delayMs())
                        + Math.max(0, Math.max(distance.mostMs(), -distance.leastMs()));
        return timed.with(timed.node(), timed.traits().withTime(new RowTime(time, delayMs, false, Map.of())));
    }
}

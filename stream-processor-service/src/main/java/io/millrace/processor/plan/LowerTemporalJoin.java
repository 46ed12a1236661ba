package io.millrace.processor.plan;

import io.millrace.processor.plan.LowerLatest.Versions;
import io.millrace.processor.plan.Traits.Partition;
import io.millrace.processor.plan.Traits.RowTime;
import io.millrace.processor.plan.Traits.Spread;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.RowFunction;
import io.millrace.processor.step.TemporalJoin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/**
 * A join of events with the version of a table's row that was valid at their time. Conditions on the table do not choose the
 * version: where they do not hold for it, the event has no partner.
 *
 * <pre>
 * Join(a.k = b.k AND $AS_OF(a.t, b.k))        TemporalJoin [k] = [k] where v &gt; 2
 *   a                                            Exchange [k]
 *   Filter(v &gt; 2)                        →         DropLate
 *     $LATEST                                        a
 *       Scan b                                   Exchange [k]
 *                                                  DropLate
 *                                                    Scan b
 * </pre>
 */
final class LowerTemporalJoin {
    private final Lowering lowering;
    private final RexBuilder rex;

    LowerTemporalJoin(Lowering lowering) {
        this.lowering = lowering;
        this.rex = lowering.rex();
    }

    Lowering.Base of(Chain chain, Join join, RexCall asOf, Demand demand) {
        Chain table = Chain.of(join.getRight(), rex);
        if (!LatestRows.isCalledBy(table.base())) {
            throw refused(
                    "What FOR SYSTEM_TIME AS OF stands behind does not keep the latest event of a key, and has no"
                            + " versions.",
                    "Name a table, CREATE TABLE … WITH (stream = '…'), or a view that is a projection of a stream with"
                            + " a primary key.");
        }
        boolean outer = join.getJoinType() == JoinRelType.LEFT;
        if (!outer && join.getJoinType() != JoinRelType.INNER) {
            throw refused("FOR SYSTEM_TIME AS OF is supported in JOIN and LEFT JOIN.", "Write one of them.");
        }
        Joined joined = new Joined(join, asOf, table, outer);
        Chain whole = chain.on(joined.chain(), rex);
        Layout layout = joined.layout(whole.read(demand.columns()), demand.keyed());
        return new Lowering.Base(layout, whole.conjuncts(), whole.projects());
    }

    private RuntimeException refused(String what, String hint) {
        return lowering.refused(lowering.place(lowering.query().single(SqlKind.JOIN)), what, hint);
    }

    /** The join over the columns of the left and those of the latest rows behind them. */
    private final class Joined {
        private final Join join;
        private final RexCall asOf;
        private final Chain table;
        private final TableFunctionScan latest;
        private final boolean outer;
        private final int width;

        Joined(Join join, RexCall asOf, Chain table, boolean outer) {
            this.join = join;
            this.asOf = asOf;
            this.table = table;
            this.latest = (TableFunctionScan) table.base();
            this.outer = outer;
            this.width = join.getLeft().getRowType().getFieldCount();
        }

        Chain chain() {
            List<RexNode> projects = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                projects.add(rex.makeInputRef(join, i));
            }
            table.projects().forEach(project -> projects.add(behind(project, outer)));
            return new Chain(join, null, projects);
        }

        /** Over columns of the latest rows, which can be null where a row of the left has no partner. */
        private RexNode behind(RexNode expression, boolean padded) {
            return expression.accept(new RexShuttle() {
                @Override
                public RexNode visitInputRef(RexInputRef ref) {
                    boolean nullable = padded || ref.getType().isNullable();
                    return rex.makeInputRef(
                            rex.getTypeFactory().createTypeWithNullability(ref.getType(), nullable),
                            ref.getIndex() + width);
                }
            });
        }

        /** Over the join's columns, now over those of the latest rows. */
        private RexNode onLatest(RexNode expression) {
            return expression.accept(new RexShuttle() {
                @Override
                public RexNode visitInputRef(RexInputRef ref) {
                    return ref.getIndex() < width
                            ? ref
                            : behind(table.projects().get(ref.getIndex() - width), false);
                }
            });
        }

        /** @param columns of the left and the latest rows that are wanted */
        Layout layout(Set<Integer> columns, boolean keyed) {
            JoinKeys keys = JoinKeys.of(join, rex);
            Equalities equalities = equalities(keys);
            List<RexNode> conditions = new ArrayList<>(equalities.others);
            keys.others().stream()
                    .filter(other -> !AsOf.isCalledBy(other))
                    .map(this::onLatest)
                    .forEach(conditions::add);
            table.conjuncts().forEach(conjunct -> conditions.add(behind(conjunct, false)));
            Set<Integer> read = new TreeSet<>(columns);
            read.addAll(Layout.used(conditions));
            read.addAll(Layout.used(asOf.getOperands().subList(0, 1)));
            LowerJoin.Side left = new LowerJoin(lowering)
                    .side(join.getLeft(), equalities.left, LowerJoin.below(read, 0, width), keyed, false);
            requireMillis();
            int end = width + latest.getRowType().getFieldCount();
            Versions right = new LowerLatest(lowering).versions(latest, LowerJoin.below(read, width, end), true);
            return new Sides(left, right, outer).joined(conditions, asOf, width);
        }

        /** Versions are told apart by the milliseconds of their times. */
        private void requireMillis() {
            if (!new LowerLatest(lowering).isTimedInMillis(latest)) {
                throw refused(
                        "FOR SYSTEM_TIME AS OF needs versions with an event time of milliseconds, and the stream of"
                                + " what it stands behind has none, or one of microseconds.",
                        "Set millrace.eventTime in its contract to a TIMESTAMP(3) column.");
            }
        }

        /**
         * The equalities of the join.
         *
         * @param left what equals the columns of the primary key, in its order
         * @param others equalities of other columns, over those of the left and of the latest rows
         */
        private record Equalities(List<RexNode> left, List<RexNode> others) {}

        private Equalities equalities(JoinKeys keys) {
            LowerLatest latests = new LowerLatest(lowering);
            List<Integer> primaryKey = latests.keyColumns(latest);
            Map<Integer, RexNode> equal = new HashMap<>();
            List<RexNode> others = new ArrayList<>();
            for (int i = 0; i < keys.left().size(); i++) {
                RexNode left = keys.left().get(i);
                RexNode right = onLatest(RexUtil.shift(keys.right().get(i), width));
                int column = right instanceof RexInputRef ref ? ref.getIndex() - width : -1;
                if (!primaryKey.contains(column) || equal.putIfAbsent(column, left) != null) {
                    others.add(rex.makeCall(SqlStdOperatorTable.EQUALS, left, right));
                }
            }
            if (primaryKey.stream().anyMatch(column -> column < 0 || !equal.containsKey(column))) {
                throw refused(
                        "FOR SYSTEM_TIME AS OF needs an equality of one type for each column of the primary key of"
                                + " what it stands behind: "
                                + String.join(", ", latests.keyNames(latest)) + ".",
                        "Write ON and a column of the left = each of them; a view must select them.");
            }
            return new Equalities(primaryKey.stream().map(equal::get).toList(), others);
        }
    }

    /** Both inputs, as nodes. */
    private final class Sides {
        private final LowerJoin.Side left;
        private final Versions right;
        private final boolean outer;

        Sides(LowerJoin.Side left, Versions right, boolean outer) {
            this.left = left;
            this.right = right;
            this.outer = outer;
        }

        Layout joined(List<RexNode> conditions, RexCall asOf, int width) {
            RowTime time = leftTime(asOf);
            RowTime from = right.layout().traits().time();
            if (from == null) {
                throw new IllegalStateException("versions without a time");
            }
            Layout one = PlaceExchanges.exchanged(BoundJoin.onTime(left.layout()), left.keys());
            Layout two = PlaceExchanges.exchanged(BoundJoin.onTime(right.layout()), right.key());
            Map<Integer, Integer> indexes = new HashMap<>(one.indexes());
            two.indexes().forEach((column, index) -> indexes.put(column + width, index + one.width()));
            long validMs = right.retained() ? lowering.retention().use() : -1;
            ViewPlan.TemporalJoin node = new ViewPlan.TemporalJoin(
                    one.node(),
                    two.node(),
                    left.keys(),
                    right.key(),
                    new TemporalJoin.Times(time.column(), from.column(), time.delayMs(), validMs),
                    new TemporalJoin.On(outer, condition(one, two, indexes, conditions)),
                    columns(one, two));
            return new Layout(node, indexes, traits(one, two, time));
        }

        /** The left is events that are never taken back, joined as of their own time. */
        private RowTime leftTime(RexCall asOf) {
            Layout layout = left.layout();
            RowTime time = layout.traits().time();
            if (!layout.traits().events() || !ViewPlan.isAppendOnly(layout.node()) || time == null) {
                throw refused(
                        "The left of FOR SYSTEM_TIME AS OF has rows that change, or no event time.",
                        "It takes events of streams: join them first, group the result.");
            }
            boolean own = asOf.getOperands().getFirst() instanceof RexInputRef ref
                    && layout.indexes().containsKey(ref.getIndex())
                    && Spread.NONE.equals(time.leadOver(layout.indexOf(ref.getIndex())));
            if (!own) {
                String name = layout.column(time.column()).name();
                throw refused(
                        "FOR SYSTEM_TIME AS OF takes the event time of the left side"
                                + (name.startsWith("$") ? "." : ", which is " + name + "."),
                        name.startsWith("$")
                                ? "Set millrace.eventTime in the contract of the left's stream to a timestamp column."
                                : "Write FOR SYSTEM_TIME AS OF the left's " + name + ".");
            }
            return time;
        }

        private @Nullable RowFunction condition(
                Layout one, Layout two, Map<Integer, Integer> indexes, List<RexNode> conditions) {
            if (conditions.isEmpty()) {
                return null;
            }
            List<String> names = new ArrayList<>(one.names());
            names.addAll(two.names());
            Layout both = new Layout(one.node(), indexes, one.traits());
            return lowering.calcs()
                    .functions()
                    .of(
                            new ExpressionText(lowering.statement().query(), names),
                            both.over(RexUtil.composeConjunction(rex, conditions), rex),
                            List.of());
        }

        private List<ViewPlan.Column> columns(Layout one, Layout two) {
            List<ViewPlan.Column> columns = new ArrayList<>(one.node().columns());
            two.node()
                    .columns()
                    .forEach(column ->
                            columns.add(new ViewPlan.Column(column.name(), column.type(), outer || column.nullable())));
            return List.copyOf(columns);
        }

        /** A row has one partner at most, for good. */
        private Traits traits(Layout one, Layout two, RowTime time) {
            Traits traits = one.traits();
            List<Partition> partitions = new ArrayList<>(traits.partitions());
            if (!outer) {
                partitions.addAll(
                        two.traits().mapped(column -> column + one.width()).partitions());
            }
            Set<Integer> fixed = new HashSet<>(traits.fixed());
            IntStream.range(one.width(), one.width() + two.width()).forEach(fixed::add);
            return new Traits(traits.key(), fixed, partitions, true, false, time, traits.windows());
        }
    }
}

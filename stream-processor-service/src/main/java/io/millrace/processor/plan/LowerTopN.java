package io.millrace.processor.plan;

import io.millrace.processor.plan.Traits.RowWindows;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.RowOrder;
import io.millrace.processor.step.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * The first rows of partitions in an order: ROW_NUMBER with an upper bound on it.
 *
 * <pre>
 * Filter(n &lt;= 3)                                            TopN 1 to 3 of each a by b
 *   Project(a, n = ROW_NUMBER() OVER (… a ORDER BY b))   →    Exchange a
 *     relation                                                  Calc [a, b]
 * </pre>
 */
final class LowerTopN {
    private final Lowering lowering;
    private final RexBuilder rex;

    LowerTopN(Lowering lowering) {
        this.lowering = lowering;
        this.rex = lowering.rex();
    }

    /** Null where it is not ROW_NUMBER alone, with an upper bound. */
    Lowering.@Nullable Base of(Chain chain, Project numbered, Demand demand) {
        RexOver over = over(numbered);
        if (over == null) {
            return null;
        }
        RelNode input = numbered.getInput();
        int width = input.getRowType().getFieldCount();
        Chain whole = chain.on(numbers(numbered, over, width), rex);
        NumberBounds bounds = NumberBounds.of(whole.conjuncts(), width);
        if (bounds == null) {
            return null;
        }
        List<RexNode> read = new ArrayList<>(bounds.others());
        demand.columns().forEach(column -> read.add(whole.projects().get(column)));
        Set<Integer> used = Layout.used(read);
        boolean isNumbered = used.remove(width);
        Ordered ordered = ordered(input, over);
        Set<Integer> columns = new TreeSet<>(used);
        columns.addAll(ordered.partition);
        ordered.order.forEach(order -> columns.add(order.column()));
        boolean single = bounds.first() == 1 && bounds.last() == 1;
        boolean inputKeyed = demand.keyed() && !isNumbered && !single;
        Demand below = new Demand(new TreeSet<>(columns), inputKeyed, demand.timed());
        Layout layout = lowering.calcs().narrowed(lowering.lower(ordered.input, below), below);
        if (layout.traits().events() && !ViewPlan.isAppendOnly(layout.node())) {
            throw lowering.refused(
                    lowering.place(lowering.query().single(SqlKind.OVER)),
                    "ROW_NUMBER() with a bound, over events that OVER or an outer join corrects, is not supported.",
                    "Number the events before that, or group them.");
        }
        Layout top = top(layout, ordered, bounds, isNumbered, demand.keyed());
        Map<Integer, Integer> indexes = new HashMap<>(top.indexes());
        if (isNumbered) {
            indexes.put(width, top.width() - 1);
        }
        return new Lowering.Base(new Layout(top.node(), indexes, top.traits()), bounds.others(), whole.projects());
    }

    /** The one function of OVER in a projection, where that is ROW_NUMBER. */
    private static @Nullable RexOver over(Project numbered) {
        List<RexOver> found = new ArrayList<>();
        RexShuttle finder = new RexShuttle() {
            @Override
            public RexNode visitOver(RexOver over) {
                found.add(over);
                return over;
            }
        };
        numbered.getProjects().forEach(project -> project.accept(finder));
        RexOver first = found.getFirst();
        boolean alone = first.getKind() == SqlKind.ROW_NUMBER && found.stream().allMatch(other -> other.equals(first));
        return alone ? first : null;
    }

    /** The projection over the input's columns and the number behind them. */
    private Chain numbers(Project numbered, RexOver over, int width) {
        RexNode number = rex.makeInputRef(over.getType(), width);
        List<RexNode> projects = new ArrayList<>();
        for (RexNode project : numbered.getProjects()) {
            projects.add(project.accept(new RexShuttle() {
                @Override
                public RexNode visitOver(RexOver one) {
                    return number;
                }
            }));
        }
        return new Chain(numbered.getInput(), null, projects);
    }

    /** The input with expressions of PARTITION BY and ORDER BY as further columns. */
    private record Ordered(RelNode input, List<Integer> partition, List<RowOrder.By> order) {}

    private Ordered ordered(RelNode input, RexOver over) {
        List<RexNode> projects = new ArrayList<>(rex.identityProjects(input.getRowType()));
        // The number stands behind the input's columns, so that computed ones stand behind the number.
        projects.add(rex.makeLiteral(true));
        int computed = projects.size();
        List<Integer> partition = new ArrayList<>();
        for (RexNode key : over.getWindow().partitionKeys) {
            requireNoMap(lowering, "PARTITION BY", key);
            partition.add(place(projects, LowerGroups.oneZero(rex, key)));
        }
        List<RowOrder.By> order = new ArrayList<>();
        for (RexFieldCollation collation : over.getWindow().orderKeys) {
            requireScalar(lowering, collation.getKey());
            boolean descending = collation.getDirection().isDescending();
            boolean nullsFirst = collation.getNullDirection() == RelFieldCollation.NullDirection.FIRST;
            order.add(new RowOrder.By(place(projects, collation.getKey()), descending, nullsFirst));
        }
        RelNode relation = projects.size() == computed
                ? input
                : LogicalProject.create(input, List.of(), projects, (List<String>) null);
        return new Ordered(relation, partition, order);
    }

    /** What rows are ordered by. */
    static void requireScalar(Lowering lowering, RexNode key) {
        if (SqlTypes.valueType(key.getType()).map(ValueType::isNested).orElse(false)) {
            throw lowering.refused(
                    lowering.place(lowering.query().single(SqlKind.OVER)),
                    "ORDER BY of an object, an array or a map is not supported.",
                    "Order by something that is in it, such as a.b, a[1] or a['b'].");
        }
    }

    /** What rows of an OVER are told apart by. */
    static void requireNoMap(Lowering lowering, String clause, RexNode key) {
        MapKeys.refuse(
                lowering, key.getType(), clause, lowering.place(lowering.query().single(SqlKind.OVER)));
    }

    private static int place(List<RexNode> projects, RexNode key) {
        if (key instanceof RexInputRef ref) {
            return ref.getIndex();
        }
        projects.add(key);
        return projects.size() - 1;
    }

    private static Layout top(Layout input, Ordered ordered, NumberBounds bounds, boolean numbered, boolean keyed) {
        List<Integer> partition = input.indexesOf(ordered.partition);
        Layout below = PlaceExchanges.by(input, partition);
        List<RowOrder.By> order = ordered.order.stream()
                .map(one -> new RowOrder.By(below.indexOf(one.column()), one.descending(), one.nullsFirst()))
                .toList();
        List<ViewPlan.Column> columns = new ArrayList<>(below.node().columns());
        if (numbered) {
            columns.add(new ViewPlan.Column("$number", ValueType.of(ValueType.Kind.BIGINT), false));
        }
        ViewPlan.TopN node = new ViewPlan.TopN(
                below.node(), partition, order, bounds.first(), bounds.last(), numbered, List.copyOf(columns));
        Traits traits = below.traits();
        boolean single = bounds.first() == 1 && bounds.last() == 1;
        List<Integer> key = traits.key();
        Set<Integer> fixed = new HashSet<>(traits.fixed());
        if (single || numbered) {
            key = new ArrayList<>(partition);
            if (numbered && !single) {
                key.add(columns.size() - 1);
            }
            fixed = new HashSet<>(key);
        }
        return new Layout(
                node,
                below.indexes(),
                new Traits(
                        keyed && key != null ? List.copyOf(key) : null,
                        fixed,
                        traits.partitions(),
                        false,
                        traits.late(),
                        traits.time(),
                        windows(traits.windows(), partition)));
    }

    /** Where rows of several windows are numbered together, those of a window that is over go when a later one has better ones. */
    private static @Nullable RowWindows windows(@Nullable RowWindows windows, List<Integer> partition) {
        boolean within = windows != null
                && partition.contains(windows.start())
                && (windows.startTells() || partition.contains(windows.end()));
        return within ? windows : null;
    }
}

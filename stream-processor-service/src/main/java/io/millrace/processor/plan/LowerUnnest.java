package io.millrace.processor.plan;

import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/**
 * UNNEST, with the conditions that do not speak of elements in front of it. Behind it the array is there only where it is read
 * besides. The number of an element is a part of the rows' key.
 *
 * <pre>
 * Filter(a &gt; 2 AND x = 1)         Unnest b
 *   UnnestArray(b)             →      Calc [a, b, …] where a &gt; 2
 *     Scan(a, b)                        Scan
 * </pre>
 */
final class LowerUnnest {
    private static final String INDEX = "$index";

    private final Lowering lowering;

    LowerUnnest(Lowering lowering) {
        this.lowering = lowering;
    }

    Lowering.Base of(Chain chain, UnnestArray unnest, Demand demand) {
        int width = unnest.getInput().getRowType().getFieldCount();
        List<RexNode> before = new ArrayList<>();
        List<RexNode> behind = new ArrayList<>();
        for (RexNode conjunct : chain.conjuncts()) {
            boolean element = Layout.used(List.of(conjunct)).stream().anyMatch(column -> column >= width);
            (element ? behind : before).add(conjunct);
        }
        List<RexNode> read = new ArrayList<>(behind);
        demand.columns().forEach(column -> read.add(chain.projects().get(column)));
        Set<Integer> columns = new TreeSet<>(Layout.used(read));
        columns.removeIf(column -> column >= width);
        Layout below = input(unnest, before, demand, columns, width);
        return new Lowering.Base(unnested(below, unnest, columns, width), behind, chain.projects());
    }

    /** With the array behind the relation's columns. */
    private Layout input(UnnestArray unnest, List<RexNode> before, Demand demand, Set<Integer> columns, int width) {
        Chain input = Chain.of(unnest.getInput(), lowering.rex());
        List<RexNode> projects = new ArrayList<>(
                lowering.rex().identityProjects(unnest.getInput().getRowType()));
        projects.add(unnest.array());
        RexNode condition = before.isEmpty() ? null : RexUtil.composeConjunction(lowering.rex(), before);
        Chain over = new Chain(unnest.getInput(), condition, projects).on(input, lowering.rex());
        Set<Integer> wanted = new TreeSet<>(columns);
        wanted.add(width);
        return lowering.lower(over, demand.over(wanted));
    }

    private Layout unnested(Layout below, UnnestArray unnest, Set<Integer> columns, int width) {
        int array = below.indexOf(width);
        boolean read = columns.stream().anyMatch(column -> below.indexOf(column) == array);
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < below.width(); i++) {
            if (i != array || read) {
                kept.add(i);
            }
        }
        List<ViewPlan.Column> made = new ArrayList<>();
        kept.forEach(index -> made.add(below.column(index)));
        Map<Integer, Integer> indexes = new HashMap<>();
        columns.forEach(column -> indexes.put(column, kept.indexOf(below.indexOf(column))));
        List<RelDataTypeField> fields = unnest.getRowType().getFieldList();
        for (RelDataTypeField field : fields.subList(width, fields.size())) {
            indexes.put(field.getIndex(), made.size());
            ValueType type = SqlTypes.stored(lowering.calcs().type(field.getType()));
            made.add(new ViewPlan.Column(field.getName(), type, true));
        }
        made.add(new ViewPlan.Column(INDEX, ValueType.of(ValueType.Kind.BIGINT), false));
        ViewPlan.Node node = placed(below.node(), array, kept, unnest, List.copyOf(made));
        return new Layout(node, indexes, traits(below.traits(), array, kept, made.size()));
    }

    /** A union whose inputs are in different stages has no place of its own yet. */
    private static ViewPlan.Node placed(
            ViewPlan.Node input, int array, List<Integer> kept, UnnestArray unnest, List<ViewPlan.Column> columns) {
        if (input instanceof ViewPlan.Union union && PlaceExchanges.isSplit(union)) {
            return new ViewPlan.Union(
                    union.inputs().stream()
                            .map(branch -> placed(branch, array, kept, unnest, columns))
                            .toList(),
                    columns);
        }
        return new ViewPlan.Unnest(input, array, List.copyOf(kept), unnest.isOuter(), unnest.isNumbered(), columns);
    }

    private static Traits traits(Traits below, int array, List<Integer> kept, int width) {
        Traits mapped = below.mapped(kept::indexOf);
        List<Integer> key = mapped.key();
        List<Integer> longer = key == null ? null : new ArrayList<>(key);
        if (longer != null) {
            longer.add(width - 1);
        }
        Set<Integer> fixed = new HashSet<>(mapped.fixed());
        fixed.add(width - 1);
        if (below.fixed().contains(array)) {
            for (int element = kept.size(); element < width; element++) {
                fixed.add(element);
            }
        }
        return mapped.keyedBy(longer == null ? null : List.copyOf(longer), fixed);
    }
}

package io.millrace.processor.plan;

import io.millrace.processor.plan.Traits.Partition;
import io.millrace.processor.plan.Traits.RowTime;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * UNION ALL. Branches get the same columns of the same types; where a key is wanted, it is the branch's number with the keys of
 * all branches, side by side where their types differ.
 *
 * <pre>
 * Union all          Union
 *   a          →       Calc [x, 0 AS $branch, a's key, time]
 *   b                  Calc [x, 1 AS $branch, b's key, time]
 * </pre>
 */
final class LowerUnion {
    private static final String BRANCH = "$branch";

    private final Lowering lowering;
    private final RexBuilder rex;

    LowerUnion(Lowering lowering) {
        this.lowering = lowering;
        this.rex = lowering.rex();
    }

    Layout of(Union union, Demand demand) {
        if (!union.all) {
            throw new IllegalStateException("UNION was not rewritten");
        }
        List<Layout> branches = new ArrayList<>();
        for (RelNode input : union.getInputs()) {
            branches.add(lowering.lower(input, demand));
        }
        boolean timed = demand.timed()
                && branches.stream().allMatch(branch -> branch.traits().time() != null);
        List<RelDataTypeField> fields = union.getRowType().getFieldList();
        List<Slot> slots = demand.keyed() ? slots(branches, fields, demand) : List.of();
        List<Layout> aligned = new ArrayList<>();
        int shared = timed && lowering.statement().isStream() ? sharedTime(branches, demand) : -1;
        for (int i = 0; i < branches.size(); i++) {
            aligned.add(aligned(branches.get(i), i, fields, demand, slots, timed && shared < 0));
        }
        return united(aligned, demand, slots, timed, shared);
    }

    /** Which of the columns is the event time of every branch; -1 for none. */
    private static int sharedTime(List<Layout> branches, Demand demand) {
        int place = 0;
        for (int column : demand.columns()) {
            if (branches.stream().allMatch(branch -> isTime(branch, branch.indexOf(column)))) {
                return place;
            }
            place++;
        }
        return -1;
    }

    private static boolean isTime(Layout branch, int index) {
        RowTime time = branch.traits().time();
        return time != null && time.column() == index;
    }

    /** A column of the union for the key. @param columns by branch: the node's column, or -1 for null */
    private record Slot(ViewPlan.Column column, List<Integer> columns) {}

    /**
     * Columns that all branches' keys find their place in. None where the keys are columns of the union already: then these are
     * the key.
     */
    private List<Slot> slots(List<Layout> branches, List<RelDataTypeField> fields, Demand demand) {
        if (visible(branches, fields, demand) != null) {
            return List.of();
        }
        List<Slot> slots = new ArrayList<>();
        for (int branch = 0; branch < branches.size(); branch++) {
            Layout layout = branches.get(branch);
            Set<Slot> taken = new HashSet<>();
            for (int column : layout.traits().requireKey()) {
                ValueType type = layout.column(column).type();
                Slot slot = slots.stream()
                        .filter(one -> one.column.type().equals(type) && !taken.contains(one))
                        .findFirst()
                        .orElse(null);
                if (slot == null) {
                    slot = new Slot(layout.column(column), new ArrayList<>());
                    slots.add(slot);
                }
                while (slot.columns.size() < branch) {
                    slot.columns.add(-1);
                }
                slot.columns.add(column);
                taken.add(slot);
            }
        }
        slots.forEach(slot -> {
            while (slot.columns.size() < branches.size()) {
                slot.columns.add(-1);
            }
        });
        return slots;
    }

    /**
     * Columns of the relation that hold the keys of all branches; null where there are none. One that is cast holds no key: what
     * differs in its own type can be equal in the union's.
     */
    private @Nullable Set<Integer> visible(List<Layout> branches, List<RelDataTypeField> fields, Demand demand) {
        Set<Integer> found = new TreeSet<>();
        for (Layout layout : branches) {
            for (int column : layout.traits().requireKey()) {
                Integer place = demand.columns().stream()
                        .filter(one -> layout.indexOf(one) == column
                                && isOf(
                                        layout.column(column).type(),
                                        fields.get(one).getType()))
                        .findFirst()
                        .orElse(null);
                if (place == null) {
                    return null;
                }
                found.add(place);
            }
        }
        return found;
    }

    private Layout aligned(
            Layout branch, int number, List<RelDataTypeField> fields, Demand demand, List<Slot> slots, boolean timed) {
        LowerCalc.Columns columns = lowering.calcs().new Columns(branch);
        Map<Integer, Integer> indexes = new HashMap<>();
        for (int column : demand.columns()) {
            int index = branch.indexOf(column);
            RexNode ref = LowerCalc.ref(rex, branch.column(index), index);
            indexes.put(
                    column,
                    columns.add(
                            as(ref, fields.get(column).getType()),
                            fields.get(column).getName()));
        }
        if (demand.keyed()) {
            columns.add(number(number), BRANCH);
        }
        for (int i = 0; i < slots.size(); i++) {
            columns.add(slot(branch, slots.get(i), number), slots.get(i).column.name());
        }
        RowTime time = branch.traits().time();
        if (timed && time != null) {
            columns.add(LowerCalc.ref(rex, branch.column(time.column()), time.column()), "$time");
        }
        return columns.isIdentity() ? branch : columns.calc(List.of(), indexes);
    }

    private RexNode number(int number) {
        return rex.makeExactLiteral(
                BigDecimal.valueOf(number), rex.getTypeFactory().createSqlType(SqlTypeName.BIGINT));
    }

    private RexNode slot(Layout branch, Slot slot, int number) {
        int column = slot.columns.get(number);
        RexNode ref = LowerCalc.ref(rex, column < 0 ? slot.column : branch.column(column), Math.max(0, column));
        return column < 0
                ? rex.makeNullLiteral(rex.getTypeFactory().createTypeWithNullability(ref.getType(), true))
                : ref;
    }

    /** In the union's type: numbers of different types have a common one. */
    private RexNode as(RexNode ref, RelDataType type) {
        return isOf(lowering.calcs().type(ref.getType()), type)
                ? ref
                : rex.makeCast(
                        rex.getTypeFactory()
                                .createTypeWithNullability(type, ref.getType().isNullable()),
                        ref);
    }

    private boolean isOf(ValueType own, RelDataType type) {
        return SqlTypes.stored(own).equals(SqlTypes.stored(lowering.calcs().type(type)));
    }

    private Layout united(List<Layout> branches, Demand demand, List<Slot> slots, boolean timed, int shared) {
        Layout first = branches.getFirst();
        int visible = demand.columns().size();
        List<ViewPlan.Column> columns = new ArrayList<>();
        for (int i = 0; i < first.width(); i++) {
            int index = i;
            boolean nullable =
                    branches.stream().anyMatch(branch -> branch.column(index).nullable());
            columns.add(
                    new ViewPlan.Column(first.column(i).name(), first.column(i).type(), nullable));
        }
        ViewPlan.Union node =
                new ViewPlan.Union(branches.stream().map(Layout::node).toList(), List.copyOf(columns));
        List<Integer> key = demand.keyed() ? key(branches, visible, slots) : null;
        RowTime time = timed ? time(branches, shared < 0 ? first.width() - 1 : shared) : null;
        Traits traits = new Traits(
                key,
                fixed(branches, key),
                partitions(branches, node, demand.keyed(), visible),
                branches.stream().anyMatch(branch -> branch.traits().events()),
                branches.stream().anyMatch(branch -> branch.traits().late()),
                time,
                null);
        return new Layout(node, first.indexes(), traits);
    }

    /** The branches' times in one column; the latest of them says how late a row can be. */
    private static RowTime time(List<Layout> branches, int column) {
        List<RowTime> times = branches.stream()
                .map(branch -> branch.traits().time())
                .filter(Objects::nonNull)
                .toList();
        long delayMs = times.stream().mapToLong(RowTime::delayMs).max().orElse(0);
        boolean leave = times.stream().allMatch(time -> time.leaves() && time.delayMs() == delayMs);
        return new RowTime(column, delayMs, leave, Map.of());
    }

    private static List<Integer> key(List<Layout> branches, int visible, List<Slot> slots) {
        List<Integer> key = new ArrayList<>();
        key.add(visible);
        if (slots.isEmpty()) {
            Set<Integer> columns = new TreeSet<>();
            branches.forEach(branch -> {
                List<Integer> one = branch.traits().key();
                if (one != null) {
                    columns.addAll(one);
                }
            });
            key.addAll(columns);
        }
        for (int i = 0; i < slots.size(); i++) {
            key.add(visible + 1 + i);
        }
        return List.copyOf(key);
    }

    private static Set<Integer> fixed(List<Layout> branches, @Nullable List<Integer> key) {
        Set<Integer> fixed = new HashSet<>(branches.getFirst().traits().fixed());
        branches.forEach(branch -> fixed.retainAll(branch.traits().fixed()));
        if (key != null) {
            fixed.addAll(key);
        }
        return fixed;
    }

    /** Those of all branches, or those of each by the branch's number; none where the branches are in several stages. */
    private static List<Partition> partitions(List<Layout> branches, ViewPlan.Node node, boolean keyed, int number) {
        if (PlaceExchanges.isSplit(node)) {
            return List.of();
        }
        List<Partition> common = new ArrayList<>(branches.getFirst().traits().partitions());
        branches.forEach(branch -> common.retainAll(branch.traits().partitions()));
        boolean all = branches.stream()
                .noneMatch(branch -> branch.traits().partitions().isEmpty());
        if (common.isEmpty() && keyed && all) {
            Set<Integer> columns = new TreeSet<>(Set.of(number));
            branches.forEach(branch ->
                    columns.addAll(branch.traits().partitions().getFirst().columns()));
            common.add(new Partition(List.copyOf(columns), false));
        }
        return List.copyOf(common);
    }
}

package io.millrace.processor.plan;

import io.millrace.processor.step.RowOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;

/**
 * Functions of OVER by the partitions and orders that they share, over an input in which all that they are computed of is a column.
 *
 * @param relation the input's columns, places for those of the functions, then computed columns
 */
record OverWindows(RelNode relation, List<Window> windows) {
    /** Functions of one partition and order; columns are those of the relation. */
    record Window(List<Integer> partition, List<RowOrder.By> order, List<Call> calls) {}

    /**
     * @param column its place
     * @param arguments columns of its operands; -1 for literals that are no value of a row
     */
    record Call(int column, RexOver over, RelDataType type, List<Integer> arguments) {}

    /** @param wanted places of functions that are */
    static OverWindows of(RelNode input, List<FoundOvers.Found> overs, Set<Integer> wanted, RexBuilder rex) {
        int width = input.getRowType().getFieldCount();
        List<RexNode> projects = new ArrayList<>(rex.identityProjects(input.getRowType()));
        overs.forEach(over -> projects.add(rex.makeLiteral(true)));
        int computed = projects.size();
        Map<List<Object>, Window> windows = new LinkedHashMap<>();
        for (int i = 0; i < overs.size(); i++) {
            if (wanted.contains(width + i)) {
                RexOver over = overs.get(i).over();
                Window window = window(over, projects, rex);
                windows.computeIfAbsent(List.of(window.partition, window.order), absent -> window)
                        .calls
                        .add(new Call(width + i, over, overs.get(i).type(), arguments(over, projects, rex)));
            }
        }
        RelNode relation = projects.size() == computed
                ? input
                : LogicalProject.create(input, List.of(), projects, (List<String>) null);
        return new OverWindows(relation, List.copyOf(windows.values()));
    }

    private static Window window(RexOver over, List<RexNode> projects, RexBuilder rex) {
        List<Integer> partition = new ArrayList<>();
        over.getWindow().partitionKeys.forEach(key -> partition.add(place(projects, LowerGroups.oneZero(rex, key))));
        List<RowOrder.By> order = new ArrayList<>();
        for (RexFieldCollation collation : over.getWindow().orderKeys) {
            boolean descending = collation.getDirection().isDescending();
            boolean nullsFirst = collation.getNullDirection() == RelFieldCollation.NullDirection.FIRST;
            order.add(new RowOrder.By(place(projects, collation.getKey()), descending, nullsFirst));
        }
        return new Window(List.copyOf(partition), List.copyOf(order), new ArrayList<>());
    }

    /** The value; of LAG and LEAD also what stands for it where there is none, in the value's type. */
    private static List<Integer> arguments(RexOver over, List<RexNode> projects, RexBuilder rex) {
        List<Integer> arguments = new ArrayList<>();
        for (int i = 0; i < over.getOperands().size(); i++) {
            RexNode operand = over.getOperands().get(i);
            boolean isNumber = i == 1 && operand instanceof RexLiteral;
            RelDataType type = over.getOperands().getFirst().getType();
            RexNode value = i == 2 && mayCast(operand.getType(), type) ? rex.makeAbstractCast(type, operand) : operand;
            arguments.add(isNumber ? (Integer) (-1) : (Integer) place(projects, value));
        }
        return List.copyOf(arguments);
    }

    /** Whole numbers into others without loss. */
    private static boolean mayCast(RelDataType from, RelDataType to) {
        return switch (from.getSqlTypeName()) {
            case INTEGER, BIGINT ->
                switch (to.getSqlTypeName()) {
                    case DOUBLE, DECIMAL -> true;
                    default -> false;
                };
            default -> false;
        };
    }

    private static int place(List<RexNode> projects, RexNode expression) {
        int known = projects.indexOf(expression);
        if (expression instanceof RexInputRef ref) {
            return ref.getIndex();
        }
        if (known >= 0 && !(expression instanceof RexLiteral)) {
            return known;
        }
        projects.add(expression);
        return projects.size() - 1;
    }

    /** Columns of the relation that are read. */
    Set<Integer> columns() {
        Set<Integer> columns = new TreeSet<>();
        for (Window window : windows) {
            columns.addAll(window.partition);
            window.order.forEach(by -> columns.add(by.column()));
            window.calls.forEach(call ->
                    call.arguments.stream().filter(column -> column >= 0).forEach(columns::add));
        }
        return columns;
    }
}

package io.millrace.processor.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * The aggregate calls that are wanted, without FILTER. Aggregates leave nulls out, so that a row that does not pass is one whose argument is null; the
 * argument is computed for the rows that pass only.
 *
 * <pre>
 * SUM(x) FILTER (WHERE c)      →   SUM(CASE WHEN c THEN x END)
 * COUNT(*) FILTER (WHERE c)    →   COUNT(CASE WHEN c THEN TRUE END)
 * ARRAY_AGG(x)                 →   ARRAY_AGG(ARRAY[x]), which has nulls among its values
 * </pre>
 *
 * @param input the aggregate's input, with filtered arguments as further columns
 * @param places of the calls among the aggregate's
 */
record FilterArguments(RelNode input, List<AggregateCall> calls, List<Integer> places) {
    static FilterArguments of(Aggregate aggregate, Demand demand, RexBuilder rex) {
        RelNode input = aggregate.getInput();
        List<RexNode> projects = new ArrayList<>(rex.identityProjects(input.getRowType()));
        int width = projects.size();
        List<AggregateCall> calls = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
            AggregateCall call = aggregate.getAggCallList().get(i);
            if (!demand.columns().contains(aggregate.getGroupCount() + i)) {
                continue;
            }
            places.add(i);
            if (call.hasFilter() || call.getAggregation().getKind() == SqlKind.ARRAY_AGG) {
                // What stands behind the argument, such as the separator of LISTAGG, is the same for every row.
                List<Integer> arguments = new ArrayList<>(call.getArgList());
                if (!arguments.isEmpty()) {
                    arguments.removeFirst();
                }
                arguments.addFirst(projects.size());
                projects.add(argument(rex, input, call));
                calls.add(call.withArgList(arguments).withFilter(-1));
            } else {
                calls.add(call);
            }
        }
        return new FilterArguments(
                projects.size() == width
                        ? input
                        : LogicalProject.create(input, List.of(), projects, (List<String>) null),
                calls,
                places);
    }

    private static RexNode argument(RexBuilder rex, RelNode input, AggregateCall call) {
        RexNode value = call.getArgList().isEmpty()
                ? rex.makeLiteral(true)
                : rex.makeInputRef(input, call.getArgList().getFirst());
        RexNode counted = call.getAggregation().getKind() == SqlKind.ARRAY_AGG ? wrapped(rex, value) : value;
        if (!call.hasFilter()) {
            return counted;
        }
        RexNode none = rex.makeNullLiteral(counted.getType());
        return rex.makeCall(SqlStdOperatorTable.CASE, rex.makeInputRef(input, call.filterArg), counted, none);
    }

    /** An array of one value. */
    private static RexNode wrapped(RexBuilder rex, RexNode value) {
        RelDataType type = rex.getTypeFactory().createArrayType(value.getType(), -1);
        return rex.makeCall(type, SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR, List.of(value));
    }
}

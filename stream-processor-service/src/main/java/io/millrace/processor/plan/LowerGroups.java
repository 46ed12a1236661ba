package io.millrace.processor.plan;

import io.millrace.processor.plan.Traits.RowWindows;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.AggregateCall;
import io.millrace.processor.step.WindowBounds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * GROUP BY and DISTINCT: a Calc that computes keys and arguments where they are not plain columns, an exchange where rows of a
 * group are not together yet, and the aggregate. FILTER becomes part of the argument, so that the argument is computed for the
 * rows that pass it only.
 *
 * <pre>
 * Aggregate(a, SUM(b) FILTER (c))       Aggregate by a compute SUM
 *   relation                       →      Exchange a
 *                                           Calc [a, CASE WHEN c THEN b END]
 * </pre>
 */
final class LowerGroups {
    private final Lowering lowering;

    LowerGroups(Lowering lowering) {
        this.lowering = lowering;
    }

    /** The group columns are there whether they are wanted or not: they are the key. */
    Layout of(Aggregate aggregate, Demand demand) {
        if (aggregate.getGroupType() != Aggregate.Group.SIMPLE) {
            throw lowering.refused("These GROUPING SETS are not supported.", "Create one view per grouping.");
        }
        FilterArguments calls = FilterArguments.of(aggregate, demand, lowering.rex());
        List<Integer> keys = aggregate.getGroupSet().asList();
        refuseMaps(calls, keys);
        Layout input = input(calls, keys);
        List<Integer> groupColumns = input.indexesOf(keys);
        int end = windowEnd(input, groupColumns);
        Layout together = PlaceExchanges.by(input, groupColumns);
        List<ViewPlan.Column> columns = new ArrayList<>();
        groupColumns.forEach(column -> columns.add(together.column(column)));
        List<AggregateCall> lowered = new ArrayList<>();
        Map<Integer, Integer> indexes = identity(keys.size());
        LowerAggregateCall lower =
                new LowerAggregateCall(lowering, (function, column) -> parameter(function, calls.input(), column));
        for (int i = 0; i < calls.calls().size(); i++) {
            org.apache.calcite.rel.core.AggregateCall call = calls.calls().get(i);
            AggregateCall one = lower.of(together, call);
            lowered.add(one);
            indexes.put(keys.size() + calls.places().get(i), columns.size());
            columns.add(new ViewPlan.Column(
                    LowerAggregateCall.name(call, lowered.size()),
                    one.resultType(),
                    call.getType().isNullable()));
        }
        RowWindows windows = input.traits().windows();
        WindowBounds bounds = end < 0 || windows == null
                ? WindowBounds.NONE
                : lowering.retention().windows(end, windows.areSessions());
        ViewPlan.Aggregate node = new ViewPlan.Aggregate(
                together.node(), groupColumns, List.copyOf(lowered), bounds, List.copyOf(columns));
        return new Layout(node, indexes, traits(together, groupColumns, end));
    }

    private void refuseMaps(FilterArguments calls, List<Integer> keys) {
        List<RelDataTypeField> columns = calls.input().getRowType().getFieldList();
        SqlPlace place = lowering.start();
        for (int key : keys) {
            MapKeys.refuse(lowering, columns.get(key).getType(), "GROUP BY, DISTINCT or UNION without ALL of", place);
        }
        for (org.apache.calcite.rel.core.AggregateCall call : calls.calls()) {
            String name = call.getAggregation().getName();
            boolean tells = call.isDistinct() || name.equals(SqlStdOperatorTable.APPROX_COUNT_DISTINCT.getName());
            for (int argument : tells ? call.getArgList() : List.<Integer>of()) {
                MapKeys.refuse(
                        lowering,
                        columns.get(argument).getType(),
                        name + (call.isDistinct() ? " with DISTINCT of" : " of"),
                        place);
            }
        }
    }

    private static Map<Integer, Integer> identity(int width) {
        Map<Integer, Integer> identity = new HashMap<>();
        for (int i = 0; i < width; i++) {
            identity.put(i, i);
        }
        return identity;
    }

    private String parameter(AggregateCall.Function function, RelNode input, int column) {
        RexNode parameter = Chain.of(input, lowering.rex()).projects().get(column);
        return function == AggregateCall.Function.LISTAGG ? separator(parameter) : fraction(parameter);
    }

    private String separator(RexNode parameter) {
        if (parameter instanceof RexLiteral literal && literal.getValueAs(String.class) instanceof String text) {
            return text;
        }
        throw lowering.refused("LISTAGG's separator must be a text in quotes.", "Write LISTAGG(x, ', ').");
    }

    private String fraction(RexNode parameter) {
        if (parameter instanceof RexLiteral literal
                && literal.getValueAs(BigDecimal.class) instanceof BigDecimal fraction
                && fraction.signum() >= 0
                && fraction.compareTo(BigDecimal.ONE) <= 0) {
            return fraction.stripTrailingZeros().toPlainString();
        }
        throw lowering.refused(
                "The fraction of APPROX_PERCENTILE must be a number from 0 to 1.", "Write APPROX_PERCENTILE(x, 0.95).");
    }

    private Layout input(FilterArguments calls, List<Integer> keys) {
        Set<Integer> used = new TreeSet<>(keys);
        calls.calls().stream()
                .filter(call -> !call.getArgList().isEmpty())
                .forEach(call -> used.add(call.getArgList().getFirst()));
        Chain chain = Chain.of(calls.input(), lowering.rex());
        Demand demand = Demand.of(used);
        Lowering.Base base = lowering.base(chain, demand);
        List<RexNode> projects = new ArrayList<>(base.projects());
        for (int key : keys) {
            projects.set(key, oneZero(lowering.rex(), projects.get(key)));
        }
        return lowering.calcs().apply(new Lowering.Base(base.layout(), base.conjuncts(), projects), demand);
    }

    /** 0.0 and -0.0 are one group. */
    static RexNode oneZero(RexBuilder rex, RexNode key) {
        return key.getType().getSqlTypeName() == SqlTypeName.DOUBLE && !(key instanceof RexCall)
                ? rex.makeCall(
                        key.getType(), SqlStdOperatorTable.PLUS, List.of(key, rex.makeApproxLiteral(BigDecimal.ZERO)))
                : key;
    }

    /** The group column that is window_end, or -1 where groups are not of windows. */
    private int windowEnd(Layout input, List<Integer> groupColumns) {
        RowWindows windows = input.traits().windows();
        if (windows == null) {
            return -1;
        }
        int start = windows.start() < 0 ? -1 : groupColumns.indexOf(windows.start());
        int end = windows.end() < 0 ? -1 : groupColumns.indexOf(windows.end());
        if (start >= 0 && end >= 0) {
            return end;
        }
        if (windows.grouped()) {
            return -1;
        }
        throw lowering.refused(
                groupPlace(),
                "A windowed query must group by window_start and window_end.",
                "Write GROUP BY window_start, window_end, and the other columns.");
    }

    private SqlPlace groupPlace() {
        SqlSelect select = lowering.query().select();
        SqlNodeList group = select.getGroup();
        return lowering.place(group == null || group.isEmpty() ? select : group.get(0));
    }

    private static Traits traits(Layout input, List<Integer> groupColumns, int end) {
        Traits below = input.traits().mapped(groupColumns::indexOf);
        List<Integer> key = new ArrayList<>();
        for (int i = 0; i < groupColumns.size(); i++) {
            key.add(i);
        }
        RowWindows windows = below.windows();
        return new Traits(
                List.copyOf(key),
                new HashSet<>(key),
                below.partitions(),
                false,
                false,
                null,
                windows == null || end < 0
                        ? null
                        : new RowWindows(windows.start(), windows.end(), windows.sizeMs(), true, windows.startTells()));
    }
}

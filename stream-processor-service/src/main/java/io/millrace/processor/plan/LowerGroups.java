package io.millrace.processor.plan;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.AggregateCall;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * GROUP BY: a Calc that computes keys and arguments where they are not plain columns, and the aggregate.
 *
 * <p>Rows of one group are in one source partition where the group contains the stream's whole primary key, for that is the
 * Kafka key; then nothing is exchanged. Only types whose equal values have equal key bytes count: text, whole numbers and
 * booleans.
 */
final class LowerGroups {
    private final QueryText query;
    private final RexBuilder rex;
    private final StreamTable table;

    LowerGroups(QueryText query, RexBuilder rex, StreamTable table) {
        this.query = query;
        this.rex = rex;
        this.table = table;
    }

    /**
     * @param layout the aggregate; relation and node have the same columns
     * @param windowStart the group column that is window_start, or -1
     * @param windowEnd the group column that is window_end, or -1
     */
    record Grouped(Layout layout, int windowStart, int windowEnd) {}

    Grouped of(LowerSource.Source source, Chain chain, Aggregate aggregate) {
        List<Integer> keys = aggregate.getGroupSet().asList();
        List<RexNode> projects = new ArrayList<>(chain.projects());
        for (int key : keys) {
            projects.set(key, oneZero(projects.get(key)));
        }
        Layout input = input(source, projects, used(aggregate));
        List<ViewPlan.Column> columns = new ArrayList<>();
        List<Integer> groupColumns = new ArrayList<>();
        for (int key : keys) {
            groupColumns.add(input.indexOf(key));
            columns.add(input.node().columns().get(input.indexOf(key)));
        }
        List<AggregateCall> calls = new ArrayList<>();
        for (org.apache.calcite.rel.core.AggregateCall call : aggregate.getAggCallList()) {
            AggregateCall lowered = call(input, call);
            calls.add(lowered);
            columns.add(new ViewPlan.Column(
                    name(call, calls.size()),
                    lowered.resultType(),
                    call.getType().isNullable()));
        }
        int width = table.columns().size();
        int windowStart = groupOf(keys, chain, width);
        int windowEnd = groupOf(keys, chain, width + 1);
        ViewPlan.Aggregate node = new ViewPlan.Aggregate(
                input.node(),
                List.copyOf(groupColumns),
                List.copyOf(calls),
                !containsPrimaryKey(keys, chain),
                windowEnd,
                List.copyOf(columns));
        Map<Integer, Integer> identity = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            identity.put(i, i);
        }
        return new Grouped(new Layout(node, identity), windowStart, windowEnd);
    }

    /** Columns of its input that an aggregate reads. */
    static Set<Integer> used(Aggregate aggregate) {
        Set<Integer> used = new java.util.TreeSet<>(aggregate.getGroupSet().asList());
        aggregate.getAggCallList().forEach(call -> used.addAll(call.getArgList()));
        return used;
    }

    /** 0.0 and -0.0 are one group. */
    private RexNode oneZero(RexNode key) {
        return key.getType().getSqlTypeName() == SqlTypeName.DOUBLE && key instanceof RexInputRef
                ? rex.makeCall(
                        key.getType(), SqlStdOperatorTable.PLUS, List.of(key, rex.makeApproxLiteral(BigDecimal.ZERO)))
                : key;
    }

    private Layout input(LowerSource.Source source, List<RexNode> projects, Set<Integer> used) {
        Layout below = source.layout();
        boolean plain = source.conjuncts().isEmpty()
                && used.stream().allMatch(column -> projects.get(column) instanceof RexInputRef);
        Map<Integer, Integer> indexes = new HashMap<>();
        if (plain) {
            used.forEach(column -> indexes.put(column, below.indexOf(((RexInputRef) projects.get(column)).getIndex())));
            return new Layout(below.node(), indexes);
        }
        List<RexNode> computed = new ArrayList<>();
        List<ViewPlan.Column> columns = new ArrayList<>();
        ExpressionText texts = new ExpressionText(query, below.names());
        for (int column : used) {
            RexNode project = below.over(projects.get(column), rex);
            indexes.put(column, computed.size());
            computed.add(project);
            columns.add(new ViewPlan.Column(
                    texts.of(project),
                    SqlTypes.stored(type(project.getType())),
                    project.getType().isNullable()));
        }
        RexNode condition = source.conjuncts().isEmpty()
                ? null
                : below.over(RexUtil.composeConjunction(rex, source.conjuncts()), rex);
        return new Layout(
                new ViewPlan.Calc(
                        below.node(), GenerateRowFunction.of(query, texts, condition, computed), List.copyOf(columns)),
                indexes);
    }

    private AggregateCall call(Layout input, org.apache.calcite.rel.core.AggregateCall call) {
        boolean plain =
                !call.isDistinct() && !call.hasFilter() && call.getArgList().size() <= 1;
        AggregateCall.Function function = switch (call.getAggregation().getKind()) {
            case COUNT ->
                call.getArgList().isEmpty() ? AggregateCall.Function.COUNT_STAR : AggregateCall.Function.COUNT;
            case SUM -> AggregateCall.Function.SUM;
            case MIN -> AggregateCall.Function.MIN;
            case MAX -> AggregateCall.Function.MAX;
            case AVG -> AggregateCall.Function.AVG;
            default -> throw unsupported(call);
        };
        if (!plain) {
            throw unsupported(call);
        }
        ValueType result = SqlTypes.stored(type(call.getType()));
        if (function == AggregateCall.Function.COUNT_STAR) {
            return new AggregateCall(function, -1, ValueType.of(Kind.BIGINT), result);
        }
        int argument = input.indexOf(call.getArgList().getFirst());
        return new AggregateCall(
                function, argument, input.node().columns().get(argument).type(), result);
    }

    private RuntimeException unsupported(org.apache.calcite.rel.core.AggregateCall call) {
        return SqlRefusal.at(
                ProcessorError.UNSUPPORTED_SQL,
                query.start(),
                "The aggregate " + call.getAggregation().getName() + " is not supported in this form.",
                "Use COUNT(*), COUNT(x), SUM(x), MIN(x), MAX(x), AVG(x).");
    }

    private ValueType type(RelDataType type) {
        return SqlTypes.valueType(type)
                .filter(known -> !SqlTypes.isInterval(type))
                .orElseThrow(() -> SqlRefusal.at(
                        ProcessorError.UNSUPPORTED_SQL,
                        query.start(),
                        "A value of type " + type.getSqlTypeName() + " cannot be grouped or aggregated.",
                        "Cast it, or use TIMESTAMPDIFF for a length of time."));
    }

    private static String name(org.apache.calcite.rel.core.AggregateCall call, int number) {
        return "$" + call.getAggregation().getName().toLowerCase(java.util.Locale.ROOT) + number;
    }

    private static int groupOf(List<Integer> keys, Chain chain, int column) {
        for (int i = 0; i < keys.size(); i++) {
            if (chain.projects().get(keys.get(i)) instanceof RexInputRef ref && ref.getIndex() == column) {
                return i;
            }
        }
        return -1;
    }

    private boolean containsPrimaryKey(List<Integer> keys, Chain chain) {
        Set<String> grouped = new HashSet<>();
        for (int key : keys) {
            if (chain.projects().get(key) instanceof RexInputRef ref
                    && ref.getIndex() < table.columns().size()) {
                grouped.add(table.columns().get(ref.getIndex()).name());
            }
        }
        List<ColumnSchema> primaryKey = table.stream().keyColumns();
        return !primaryKey.isEmpty()
                && primaryKey.stream().allMatch(column -> grouped.contains(column.name()) && hasOneForm(column));
    }

    private static boolean hasOneForm(ColumnSchema column) {
        return switch (column.type()) {
            case STRING, LONG, BOOLEAN -> true;
            case DOUBLE, DECIMAL, DATE, TIME, TIMESTAMP, OBJECT, ARRAY -> false;
        };
    }

    /** A reference to a column of a node. */
    static RexNode ref(RexBuilder rex, io.millrace.processor.stage.ViewPlan.Column column, int index) {
        RelDataTypeFactory types = rex.getTypeFactory();
        RelDataType type = switch (column.type().kind()) {
            case BOOLEAN -> types.createSqlType(SqlTypeName.BOOLEAN);
            case INTEGER, BIGINT -> types.createSqlType(SqlTypeName.BIGINT);
            case DOUBLE -> types.createSqlType(SqlTypeName.DOUBLE);
            case DECIMAL ->
                types.createSqlType(
                        SqlTypeName.DECIMAL,
                        column.type().precision(),
                        column.type().scale());
            case VARCHAR -> types.createSqlType(SqlTypeName.VARCHAR);
            case DATE -> types.createSqlType(SqlTypeName.DATE);
            case TIME -> types.createSqlType(SqlTypeName.TIME, 3);
            case TIMESTAMP -> types.createSqlType(SqlTypeName.TIMESTAMP, 3);
        };
        return rex.makeInputRef(types.createTypeWithNullability(type, column.nullable()), index);
    }
}

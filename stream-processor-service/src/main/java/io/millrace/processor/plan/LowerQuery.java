package io.millrace.processor.plan;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewColumn;
import io.millrace.kernel.Namespace;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.StreamQuery;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/** From Calcite's logical plan to the nodes that run, with the view's key and what its retention counts from. */
final class LowerQuery {
    private final CreateView statement;
    private final StreamQuery query;
    private final StreamTable table;
    private final Relations relations;
    private final Namespace namespace;
    private final List<String> names;

    LowerQuery(
            CreateView statement,
            StreamQuery query,
            StreamTable table,
            Relations relations,
            Namespace namespace,
            List<String> names) {
        this.statement = statement;
        this.query = query;
        this.table = table;
        this.relations = relations;
        this.namespace = namespace;
        this.names = names;
    }

    /**
     * @param key names of the key's columns in key order, those that are hidden with {@link PublishedView#HIDDEN} in front
     * @param hidden the key's columns that are no columns of the view
     */
    record Lowered(ViewPlan.Emit emit, List<String> key, List<ViewColumn> hidden) {}

    Lowered lower() {
        Chain upper = Chain.of(relations.root(), relations.rex());
        if (upper.base() instanceof Aggregate aggregate) {
            return grouped(upper, aggregate);
        }
        if (upper.base() instanceof TableFunctionScan) {
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    place(query.select().getFrom()),
                    "TUMBLE without GROUP BY is not supported.",
                    "Add GROUP BY window_start, window_end; for a projection write FLOOR(time TO HOUR).");
        }
        if (statement.onWindowClose()) {
            throw windowCloseRefused();
        }
        return projected(upper);
    }

    /**
     * The key is the stream's primary key, selected or not: what is not selected is put behind the columns of the view.
     */
    private Lowered projected(Chain chain) {
        boolean retained = statement.options().retentionMs() >= 0;
        Integer eventTime = table.eventTimeIndex().orElse(null);
        List<Integer> keyInTable = new ArrayList<>();
        for (ColumnSchema column : table.stream().keyColumns()) {
            table.indexOf(column.name()).ifPresent(keyInTable::add);
        }
        boolean arrival = retained && eventTime == null;
        List<RexNode> read = new ArrayList<>(chain.projects());
        keyInTable.forEach(column -> read.add(relations.rex().makeInputRef(chain.base(), column)));
        LowerSource.Source source = source().of(chain, read, arrival);
        Outputs outputs = new Outputs(source.layout(), chain.projects());
        List<Integer> key = new ArrayList<>();
        for (int column : keyInTable) {
            key.add(outputs.indexOf(
                    column, PublishedView.HIDDEN + table.columns().get(column).name()));
        }
        int retention = -1;
        if (retained) {
            retention = eventTime != null
                    ? outputs.indexOf(eventTime, "$event_time")
                    : outputs.append(source.layout().node().columns().size() - 1);
        }
        ViewPlan.Node calc = outputs.calc(source.conjuncts());
        boolean byOffset = key.isEmpty();
        ViewPlan.Emit emit = new ViewPlan.Emit(
                calc,
                List.copyOf(key),
                byOffset,
                names.size(),
                statement.options().retentionMs(),
                retention,
                false);
        return byOffset
                ? new Lowered(emit, List.of(PublishedView.HIDDEN_KEY), List.of())
                : new Lowered(emit, names(calc, key), hidden(calc, key));
    }

    private static List<String> names(ViewPlan.Node node, List<Integer> key) {
        return key.stream().map(index -> node.columns().get(index).name()).toList();
    }

    private List<ViewColumn> hidden(ViewPlan.Node node, List<Integer> key) {
        return key.stream()
                .filter(index -> index >= names.size())
                .map(node.columns()::get)
                .map(column -> new ViewColumn(column.name(), SqlTypes.sqlName(column.type())))
                .toList();
    }

    private Lowered grouped(Chain upper, Aggregate aggregate) {
        Chain lower = Chain.of(aggregate.getInput(), relations.rex());
        boolean windowed = lower.base() instanceof TableFunctionScan;
        boolean retained = statement.options().retentionMs() >= 0;
        if (retained && !windowed) {
            throw SqlRefusal.at(
                    ProcessorError.INVALID_OPTION,
                    statement.namePlace(),
                    "The groups of this query have no time, so that retention has nothing to count from.",
                    "Leave retention out, or group by the windows of TUMBLE.");
        }
        if (statement.onWindowClose() && !windowed) {
            throw windowCloseRefused();
        }
        LowerGroups groups = new LowerGroups(statement.query(), relations.rex(), table);
        List<RexNode> read = LowerGroups.used(aggregate).stream()
                .map(column -> lower.projects().get(column))
                .toList();
        LowerSource.Source source = source().of(lower, read, false);
        LowerGroups.Grouped grouped = groups.of(source, lower, aggregate);
        if (windowed && (grouped.windowStart() < 0 || grouped.windowEnd() < 0)) {
            SqlNode place = query.select().getGroup() == null
                    ? query.select()
                    : query.select().getGroup();
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    place(place),
                    "A windowed query must group by window_start and window_end.",
                    "Write GROUP BY window_start, window_end, and the other columns.");
        }
        Layout layout = grouped.layout();
        Outputs outputs = new Outputs(layout, upper.projects());
        List<Integer> key = keyOf(upper, aggregate, grouped);
        boolean windowEndNeeded = retained || statement.onWindowClose();
        int windowEnd = windowEndNeeded ? outputs.indexOf(grouped.windowEnd(), "window_end") : -1;
        ViewPlan.Node calc = outputs.calc(upper.conjuncts());
        return new Lowered(
                new ViewPlan.Emit(
                        calc,
                        key,
                        false,
                        names.size(),
                        statement.options().retentionMs(),
                        windowEnd,
                        statement.onWindowClose()),
                key.stream().map(names::get).toList(),
                List.of());
    }

    private List<Integer> keyOf(Chain upper, Aggregate aggregate, LowerGroups.Grouped grouped) {
        List<Integer> key = new ArrayList<>();
        List<Violation> violations = new ArrayList<>();
        for (int group = 0; group < aggregate.getGroupCount(); group++) {
            int output = outputOf(upper.projects(), group);
            if (output >= 0) {
                key.add(output);
            } else if (group != grouped.windowEnd()) {
                String name = grouped.layout().names().get(group);
                violations.add(SqlRefusal.violation(
                        ProcessorError.KEY_NOT_SELECTED,
                        statement.query().start(),
                        "The GROUP BY columns are the view's key, and " + name + " is not selected.",
                        "Add " + name + " to the SELECT list."));
            }
        }
        if (!violations.isEmpty()) {
            throw SqlRefusal.of(violations, ProcessorError.KEY_NOT_SELECTED);
        }
        return List.copyOf(key);
    }

    private static int outputOf(List<RexNode> projects, int column) {
        for (int i = 0; i < projects.size(); i++) {
            if (projects.get(i) instanceof RexInputRef ref && ref.getIndex() == column) {
                return i;
            }
        }
        return -1;
    }

    private LowerSource source() {
        return new LowerSource(
                statement.query(),
                table,
                relations.rex(),
                namespace,
                statement.options().graceMs());
    }

    private RuntimeException windowCloseRefused() {
        return SqlRefusal.at(
                ProcessorError.UNSUPPORTED_SQL,
                statement.emitPlace(),
                "EMIT ON WINDOW CLOSE needs windows.",
                "Read from TABLE(TUMBLE(…)) and group by window_start, window_end, or leave EMIT out.");
    }

    private SqlPlace place(@Nullable SqlNode node) {
        if (node == null) {
            return statement.query().start();
        }
        if (node instanceof SqlNodeList list && !list.isEmpty()) {
            return place(list.get(0));
        }
        return statement
                .query()
                .original(
                        node.getParserPosition().getLineNum(),
                        node.getParserPosition().getColumnNum());
    }

    /** The output columns while they are collected: those of the query, then those that only the key or retention needs. */
    private final class Outputs {
        private final Layout layout;
        private final List<RexNode> projections = new ArrayList<>();
        private final List<String> columnNames = new ArrayList<>(names);

        Outputs(Layout layout, List<RexNode> projects) {
            this.layout = layout;
            projects.forEach(project -> projections.add(layout.over(project, relations.rex())));
        }

        /** Where a column of the relation stands in the output; it is appended under the name where it is not selected. */
        int indexOf(int column, String name) {
            int index = layout.indexOf(column);
            int output = outputOf(projections, index);
            if (output >= 0) {
                return output;
            }
            columnNames.add(names.contains(name) ? "$" + name : name);
            projections.add(ref(index));
            return projections.size() - 1;
        }

        /** Appends a column of the node. */
        int append(int index) {
            columnNames.add(layout.names().get(index));
            projections.add(ref(index));
            return projections.size() - 1;
        }

        private RexNode ref(int index) {
            return LowerGroups.ref(relations.rex(), layout.node().columns().get(index), index);
        }

        ViewPlan.Node calc(List<RexNode> conjuncts) {
            RexNode condition = conjuncts.isEmpty()
                    ? null
                    : layout.over(RexUtil.composeConjunction(relations.rex(), conjuncts), relations.rex());
            List<ViewPlan.Column> columns = new ArrayList<>();
            for (int i = 0; i < projections.size(); i++) {
                RexNode projection = projections.get(i);
                ValueType type = SqlTypes.valueType(projection.getType())
                        .filter(known -> !SqlTypes.isInterval(projection.getType()))
                        .orElseThrow(() -> unsupportedColumn(projection));
                columns.add(new ViewPlan.Column(
                        columnNames.get(i),
                        SqlTypes.stored(type),
                        projection.getType().isNullable()));
            }
            ExpressionText texts = new ExpressionText(statement.query(), layout.names());
            return new ViewPlan.Calc(
                    layout.node(),
                    GenerateRowFunction.of(statement.query(), texts, condition, projections),
                    List.copyOf(columns));
        }

        private RuntimeException unsupportedColumn(RexNode projection) {
            return SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    statement.query().start(),
                    "A column of type " + projection.getType().getSqlTypeName() + " is not supported.",
                    "Use TIMESTAMPDIFF(MINUTE, a, b) for a length of time, or cast.");
        }
    }
}

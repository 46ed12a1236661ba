package io.millrace.processor.plan;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.Namespace;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * The lower end of a plan: the scan of the needed columns, the conditions that stand right behind it, and the windows.
 *
 * <pre>
 * Project, Filter                        Tumble
 *   TUMBLE                       →         Calc (conditions that do not speak of the window)
 *     Project(all), Scan(all)                Scan (needed columns)
 * </pre>
 */
final class LowerSource {
    private final QueryText query;
    private final StreamTable table;
    private final RexBuilder rex;
    private final Namespace namespace;
    private final long graceMs;

    LowerSource(QueryText query, StreamTable table, RexBuilder rex, Namespace namespace, long graceMs) {
        this.query = query;
        this.table = table;
        this.rex = rex;
        this.namespace = namespace;
        this.graceMs = graceMs;
    }

    /**
     * @param layout what the rest of the plan stands on
     * @param conjuncts conditions that are still to be held, over the relation's columns
     */
    record Source(Layout layout, List<RexNode> conjuncts) {}

    /**
     * @param chain the filters and projections above the stream or its windows
     * @param projects those of the chain's projections that the rest of the plan needs
     * @param arrival whether the record's timestamp is needed as one more column
     */
    Source of(Chain chain, List<RexNode> projects, boolean arrival) {
        List<RexNode> read = new ArrayList<>(projects);
        read.addAll(chain.conjuncts());
        Set<Integer> columns = new TreeSet<>(Layout.used(read));
        table.eventTimeIndex().ifPresent(columns::add);
        int width = table.columns().size();
        columns.removeIf(column -> column >= width);
        Layout scan = scan(columns, arrival);
        if (!(chain.base() instanceof TableFunctionScan windows)) {
            return new Source(scan, chain.conjuncts());
        }
        List<RexNode> before = new ArrayList<>();
        List<RexNode> behind = new ArrayList<>();
        for (RexNode conjunct : chain.conjuncts()) {
            boolean window = Layout.used(List.of(conjunct)).stream().anyMatch(column -> column >= width);
            (window ? behind : before).add(conjunct);
        }
        List<RexNode> after = new ArrayList<>(projects);
        after.addAll(behind);
        Layout filtered = before.isEmpty() ? scan : filtered(scan, before, Layout.used(after));
        return new Source(tumble(filtered, windows), behind);
    }

    private Layout scan(Set<Integer> columns, boolean arrival) {
        StreamSchema stream = table.stream();
        UUID topicId = stream.topicId();
        if (topicId == null) {
            throw SqlRefusal.at(
                    ProcessorError.STREAM_NOT_READY,
                    query.start(),
                    "The topic of " + stream.stream() + " is being created.",
                    "Try again in a second.");
        }
        Map<Integer, Integer> indexes = new HashMap<>();
        List<ViewPlan.Column> scanned = new ArrayList<>();
        List<ViewPlan.@Nullable TimeForm> times = new ArrayList<>();
        for (int column : columns) {
            ColumnSchema schema = table.columns().get(column);
            indexes.put(column, scanned.size());
            scanned.add(
                    new ViewPlan.Column(schema.name(), StreamTable.valueType(schema), StreamTable.isNullable(schema)));
            times.add(timeForm(schema));
        }
        int arrivalColumn = arrival ? scanned.size() : -1;
        if (arrival) {
            scanned.add(new ViewPlan.Column("$arrival", ValueType.of(ValueType.Kind.TIMESTAMP), false));
            times.add(null);
        }
        int eventTime = table.eventTimeIndex().map(indexes::get).orElse(-1);
        ViewPlan.Scan scan = new ViewPlan.Scan(
                stream.stream(),
                stream.contractId() + " " + stream.contractVersion(),
                namespace.of(stream.topic()),
                topicId,
                stream.partitions(),
                List.copyOf(scanned),
                java.util.Collections.unmodifiableList(times),
                eventTime,
                arrivalColumn,
                keyColumns(indexes),
                stream.outOfOrdernessMs(),
                graceMs);
        return new Layout(scan, indexes);
    }

    /** Places of the primary key's columns, where all of them are scanned. */
    private List<Integer> keyColumns(Map<Integer, Integer> indexes) {
        List<Integer> key = new ArrayList<>();
        for (ColumnSchema column : table.stream().keyColumns()) {
            Integer index = table.indexOf(column.name()).map(indexes::get).orElse(null);
            if (index == null) {
                return List.of();
            }
            key.add(index);
        }
        return List.copyOf(key);
    }

    private static ViewPlan.@Nullable TimeForm timeForm(ColumnSchema column) {
        return switch (column.type()) {
            case DATE, TIME, TIMESTAMP -> {
                String zone = column.constraints().defaultTimezone();
                yield new ViewPlan.TimeForm(
                        zone == null ? "UTC" : zone, column.constraints().format());
            }
            default -> null;
        };
    }

    private Layout filtered(Layout below, List<RexNode> conjuncts, Set<Integer> used) {
        Set<Integer> kept = new TreeSet<>(used);
        table.eventTimeIndex().ifPresent(kept::add);
        kept.retainAll(below.indexes().keySet());
        Map<Integer, Integer> indexes = new HashMap<>();
        List<RexNode> projections = new ArrayList<>();
        List<ViewPlan.Column> columns = new ArrayList<>();
        for (int column : kept) {
            int index = below.indexOf(column);
            indexes.put(column, projections.size());
            projections.add(rex.makeInputRef(
                    table.getRowType(rex.getTypeFactory())
                            .getFieldList()
                            .get(column)
                            .getType(),
                    index));
            columns.add(below.node().columns().get(index));
        }
        RexNode condition = below.over(org.apache.calcite.rex.RexUtil.composeConjunction(rex, conjuncts), rex);
        return new Layout(
                new ViewPlan.Calc(
                        below.node(),
                        GenerateRowFunction.of(query, new ExpressionText(query, below.names()), condition, projections),
                        List.copyOf(columns)),
                indexes);
    }

    private Layout tumble(Layout below, TableFunctionScan windows) {
        int time = table.eventTimeIndex()
                .orElseThrow(() -> new IllegalStateException("TUMBLE over arrival was not refused"));
        RexCall call = (RexCall) windows.getCall();
        int first = call.getOperands().size() - 1;
        while (first > 0 && call.getOperands().get(first - 1) instanceof RexLiteral) {
            first--;
        }
        long sizeMs = millis(call, first, true);
        long offsetMs = first + 1 < call.getOperands().size() ? millis(call, first + 1, false) : 0;
        int width = table.columns().size();
        List<ViewPlan.Column> columns = new ArrayList<>(below.node().columns());
        Map<Integer, Integer> indexes = new HashMap<>(below.indexes());
        for (String name : List.of("window_start", "window_end")) {
            indexes.put(width++, columns.size());
            columns.add(new ViewPlan.Column(name, ValueType.of(ValueType.Kind.TIMESTAMP), false));
        }
        return new Layout(
                new ViewPlan.Tumble(below.node(), below.indexOf(time), sizeMs, offsetMs, List.copyOf(columns)),
                indexes);
    }

    private long millis(RexCall call, int index, boolean positive) {
        if (!(call.getOperands().get(index) instanceof RexLiteral literal)
                || SqlTypes.isMonthInterval(literal.getType())
                || !SqlTypes.isInterval(literal.getType())) {
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    query.start(),
                    "TUMBLE's size and offset must have a fixed length: months and years have none.",
                    "Use DAY, HOUR, MINUTE or SECOND.");
        }
        BigDecimal value = literal.getValueAs(BigDecimal.class);
        long millis = value == null ? 0 : value.longValueExact();
        if (positive && millis <= 0) {
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    query.start(),
                    "TUMBLE's size must be more than 0.",
                    "INTERVAL '1' HOUR.");
        }
        return millis;
    }
}

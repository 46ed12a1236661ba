package io.millrace.processor.plan;

import io.millrace.processor.plan.Traits.RowTime;
import io.millrace.processor.plan.Traits.RowWindows;
import io.millrace.processor.plan.Traits.Spread;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.stage.ViewPlan.WindowKind;
import io.millrace.processor.step.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Window table functions, with the conditions that do not speak of the window in front of them.
 *
 * <pre>
 * Filter(a &gt; 2)             Window
 *   TUMBLE            →       Calc [time, …] where a &gt; 2
 *     Scan(a, time)             Scan
 *
 * SESSION by k        →     Session
 *   Scan                      Exchange k
 *                               DropLate
 *                                 Scan
 * </pre>
 */
final class LowerWindow {
    private final Lowering lowering;

    LowerWindow(Lowering lowering) {
        this.lowering = lowering;
    }

    Lowering.Base of(Chain chain, TableFunctionScan windows, Demand demand) {
        RelNode input = windows.getInput(0);
        int width = input.getRowType().getFieldCount();
        RexCall call = (RexCall) windows.getCall();
        List<RexNode> before = new ArrayList<>();
        List<RexNode> behind = new ArrayList<>();
        for (RexNode conjunct : chain.conjuncts()) {
            boolean window = Layout.used(List.of(conjunct)).stream().anyMatch(column -> column >= width);
            (window ? behind : before).add(conjunct);
        }
        List<RexNode> read = new ArrayList<>(behind);
        demand.columns().forEach(column -> read.add(chain.projects().get(column)));
        TreeSet<Integer> columns = new TreeSet<>(Layout.used(read));
        columns.removeIf(column -> column >= width);
        int time = descriptors(call, 0).getFirst();
        columns.add(time);
        boolean session = name(call).equals("SESSION");
        List<Integer> partition = session ? sessionColumns(call) : List.of();
        columns.addAll(partition);
        Demand timed = new Demand(columns, demand.keyed(), true);
        Layout below = lowering.lower(filtered(input, before), timed);
        requireEventTime(call, below, timeOf(below, time));
        Layout layout =
                session ? session(below, call, time, partition, timed) : window(below, call, timeOf(below, time));
        Map<Integer, Integer> indexes = new HashMap<>(layout.indexes());
        indexes.put(width, layout.width() - 2);
        indexes.put(width + 1, layout.width() - 1);
        return new Lowering.Base(new Layout(layout.node(), indexes, layout.traits()), behind, chain.projects());
    }

    /** The node's column of a time: the milliseconds of one of microseconds. */
    private static int timeOf(Layout below, int column) {
        int index = below.indexOf(column);
        RowTime time = below.traits().time();
        boolean micros = below.column(index).type().kind() == ValueType.Kind.TIMESTAMP_MICROS;
        return micros && time != null && Spread.NONE.equals(time.leadOver(index)) ? time.column() : index;
    }

    /** The input with conditions, which are over its columns. */
    private Chain filtered(RelNode input, List<RexNode> conjuncts) {
        Chain chain = Chain.of(input, lowering.rex());
        if (conjuncts.isEmpty()) {
            return chain;
        }
        return Chain.of(
                LogicalFilter.create(input, RexUtil.composeConjunction(lowering.rex(), conjuncts)), lowering.rex());
    }

    private Layout window(Layout below, RexCall call, int time) {
        WindowKind kind = WindowKind.valueOf(name(call));
        int first = firstLength(call);
        long stepMs = millis(call, first, true);
        long sizeMs = kind == WindowKind.TUMBLE ? stepMs : millis(call, first + 1, true);
        int offset = kind == WindowKind.TUMBLE ? first + 1 : first + 2;
        long offsetMs = offset < call.getOperands().size() ? millis(call, offset, false) : 0;
        if (sizeMs % stepMs != 0) {
            throw lowering.refused(
                    kind + "'s size must be a multiple of its step.", "The step comes first, then the size.");
        }
        List<ViewPlan.Column> columns = columns(below);
        int start = columns.size() - 2;
        RowWindows windows = new RowWindows(start, start + 1, sizeMs, false, kind != WindowKind.CUMULATE);
        List<Integer> more = switch (kind) {
            case TUMBLE -> List.of();
            case HOP -> List.of(start);
            case CUMULATE -> List.of(start + 1);
        };
        Traits traits = windowed(below, windows, more);
        return new Layout(
                new ViewPlan.Window(below.node(), kind, time, sizeMs, stepMs, offsetMs, columns),
                below.indexes(),
                traits.onTime());
    }

    /** An event comes again, with other bounds, as long as its session grows: joins could not tell when it is over. */
    private Layout session(Layout input, RexCall call, int time, List<Integer> partition, Demand demand) {
        long gapMs = millis(call, firstLength(call), true);
        boolean inexact = partition.stream()
                .anyMatch(column -> input.column(input.indexOf(column)).type().kind() == ValueType.Kind.DOUBLE);
        if (inexact) {
            throw lowering.refused("Sessions of a DOUBLE are not supported.", "Cast it to DECIMAL in a subquery.");
        }
        Layout narrowed = lowering.calcs().narrowed(input, demand);
        Layout onTime = narrowed.with(
                new ViewPlan.DropLate(narrowed.node()), narrowed.traits().onTime());
        Layout below = PlaceExchanges.by(onTime, onTime.indexesOf(partition));
        List<ViewPlan.Column> columns = columns(below);
        RowWindows windows = new RowWindows(columns.size() - 2, columns.size() - 1, -1, false, true);
        return new Layout(
                new ViewPlan.Session(below.node(), below.indexesOf(partition), timeOf(below, time), gapMs, columns),
                below.indexes(),
                windowed(below, windows, List.of()).withTime(null));
    }

    private static List<ViewPlan.Column> columns(Layout below) {
        List<ViewPlan.Column> columns = new ArrayList<>(below.node().columns());
        for (String name : List.of("window_start", "window_end")) {
            columns.add(new ViewPlan.Column(name, ValueType.of(ValueType.Kind.TIMESTAMP), false));
        }
        return List.copyOf(columns);
    }

    /** @param more columns of the key beside the event's */
    private static Traits windowed(Layout below, RowWindows windows, List<Integer> more) {
        Traits traits = below.traits();
        List<Integer> key = traits.key();
        List<Integer> keyed = key == null ? null : new ArrayList<>(key);
        if (keyed != null) {
            keyed.addAll(more);
        }
        Set<Integer> fixed = new HashSet<>(traits.fixed());
        if (windows.sizeMs() >= 0) {
            fixed.add(windows.start());
            fixed.add(windows.end());
        }
        return new Traits(
                keyed == null ? null : List.copyOf(keyed),
                fixed,
                traits.partitions(),
                traits.events(),
                traits.late(),
                traits.time(),
                windows);
    }

    private void requireEventTime(RexCall call, Layout below, int column) {
        RowTime time = below.traits().time();
        boolean isScanned = below.traits().windows() == null
                && !PlaceExchanges.isSplit(below.node())
                && !PlaceExchanges.isBehindExchange(below.node());
        if (time == null || time.column() != column || time.delayMs() != 0 || !isScanned) {
            throw lowering.refused(
                    name(call) + " needs the event time of one stream, unchanged.",
                    "Give it the stream, or a query of one stream with WHERE alone that selects the event time.");
        }
    }

    private static String name(RexCall call) {
        return call.getOperator().getName().toUpperCase(java.util.Locale.ROOT);
    }

    /** Columns of the nth DESCRIPTOR. */
    private static List<Integer> descriptors(RexCall call, int nth) {
        return call.getOperands().stream()
                .filter(operand -> operand instanceof RexCall descriptor
                        && descriptor.getOperator() == SqlStdOperatorTable.DESCRIPTOR)
                .skip(nth)
                .findFirst()
                .map(descriptor -> ((RexCall) descriptor)
                        .getOperands().stream()
                                .map(column -> ((RexInputRef) column).getIndex())
                                .collect(Collectors.toList()))
                .orElse(List.of());
    }

    private static List<Integer> sessionColumns(RexCall call) {
        return descriptors(call, 1);
    }

    private static int firstLength(RexCall call) {
        int first = call.getOperands().size() - 1;
        while (first > 0 && call.getOperands().get(first - 1) instanceof RexLiteral) {
            first--;
        }
        return first;
    }

    private long millis(RexCall call, int index, boolean positive) {
        if (!(call.getOperands().get(index) instanceof RexLiteral literal)
                || SqlTypes.isMonthInterval(literal.getType())
                || !SqlTypes.isInterval(literal.getType())) {
            throw lowering.refused(
                    name(call) + "'s size and offset must have a fixed length: months and years have none.",
                    "Use DAY, HOUR, MINUTE or SECOND.");
        }
        BigDecimal value = literal.getValueAs(BigDecimal.class);
        long millis = value == null ? 0 : value.longValueExact();
        if (positive && millis <= 0) {
            throw lowering.refused(name(call) + "'s size must be more than 0.", "INTERVAL '1' HOUR.");
        }
        return millis;
    }
}

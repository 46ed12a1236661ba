package io.millrace.processor.plan;

import io.millrace.api.view.PublishedView;
import io.millrace.processor.plan.Traits.RowTime;
import io.millrace.processor.plan.Traits.RowWindows;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.OverCall;
import io.millrace.processor.step.RowOrder;
import io.millrace.processor.step.ValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindow;
import org.jspecify.annotations.Nullable;

/**
 * Functions of OVER: a node for each partition and order, one upon the other, those last whose rows wait for others to follow.
 *
 * <pre>
 * Project(a, SUM(b) OVER (… a ORDER BY t), RANK() OVER (… c ORDER BY t))        Over each c compute RANK
 *   relation                                                                →     Exchange c
 *                                                                                   Over each a compute SUM
 *                                                                                     Exchange a
 * </pre>
 */
final class LowerOver {
    private final Lowering lowering;

    LowerOver(Lowering lowering) {
        this.lowering = lowering;
    }

    Lowering.Base of(Chain chain, Project project, Demand demand) {
        FoundOvers found = FoundOvers.in(project, lowering.rex());
        for (FoundOvers.Found one : found.overs()) {
            RexWindow window = one.over().getWindow();
            window.orderKeys.forEach(key -> LowerTopN.requireScalar(lowering, key.getKey()));
            window.partitionKeys.forEach(key -> LowerTopN.requireNoMap(lowering, "PARTITION BY", key));
            if (one.over().isDistinct()) {
                one.over().getOperands().forEach(value -> LowerTopN.requireNoMap(lowering, "DISTINCT of", value));
            }
        }
        Chain whole = chain.on(new Chain(project.getInput(), null, found.projects()), lowering.rex());
        List<RexNode> read = new ArrayList<>(whole.conjuncts());
        demand.columns().forEach(column -> read.add(whole.projects().get(column)));
        Set<Integer> used = Layout.used(read);
        OverWindows windows = OverWindows.of(project.getInput(), found.overs(), used, lowering.rex());
        int width = project.getInput().getRowType().getFieldCount();
        Set<Integer> columns = new TreeSet<>(windows.columns());
        used.stream().filter(column -> column < width).forEach(columns::add);
        Demand below = new Demand(new TreeSet<>(columns), true, true);
        Layout input = lowering.calcs().narrowed(lowering.lower(windows.relation(), below), below);
        Layout layout = new Computed(input, windows.windows()).layout(demand.keyed());
        return new Lowering.Base(layout, whole.conjuncts(), whole.projects());
    }

    /** @param order by columns of the input */
    private record Lowered(OverWindows.Window window, List<RowOrder.By> order, List<OverCall> calls) {}

    /** The windows over their input; functions have columns of the input. */
    private final class Computed {
        private final Layout input;
        private final List<Lowered> windows;

        Computed(Layout input, List<OverWindows.Window> unordered) {
            this.input = input;
            LowerOverCall lower = new LowerOverCall(lowering, input);
            this.windows = unordered.stream()
                    .map(window -> lowered(window, lower))
                    .sorted(Comparator.comparing(window -> BoundOver.waitsForRows(window.calls)))
                    .toList();
        }

        private Lowered lowered(OverWindows.Window window, LowerOverCall lower) {
            return new Lowered(
                    window,
                    window.order().stream()
                            .map(by -> new RowOrder.By(input.indexOf(by.column()), by.descending(), by.nullsFirst()))
                            .toList(),
                    window.calls().stream().map(call -> lower.of(window, call)).toList());
        }

        Layout layout(boolean keyed) {
            if (windows.isEmpty()) {
                return input;
            }
            BoundOver.Bounded bounded = new BoundOver(lowering)
                    .of(
                            input,
                            windows.stream().map(Lowered::order).toList(),
                            windows.stream().map(Lowered::calls).toList());
            Layout layout = bounded.input();
            for (int i = 0; i < windows.size(); i++) {
                layout = over(layout, windows.get(i), bounded, i == 0);
            }
            Traits traits = layout.traits();
            return keyed ? layout : layout.with(layout.node(), traits.keyedBy(null, traits.fixed()));
        }

        private Layout over(Layout below, Lowered lowered, BoundOver.Bounded bounded, boolean first) {
            List<Integer> partition = input.indexesOf(lowered.window.partition());
            Layout together = PlaceExchanges.by(below, partition);
            if (first && bounded.expiryMs() >= 0) {
                together = expiring(together, partition, bounded.expiryMs());
            }
            RowTime time = together.traits().time();
            List<ViewPlan.Column> columns = new ArrayList<>(together.node().columns());
            Map<Integer, Integer> indexes = new HashMap<>(together.indexes());
            for (OverWindows.Call call : lowered.window.calls()) {
                indexes.put(call.column(), columns.size());
                columns.add(column(call, columns.size()));
            }
            ViewPlan.Over node = new ViewPlan.Over(
                    together.node(),
                    partition,
                    lowered.order,
                    ties(together),
                    lowered.calls,
                    bounded.closing() && time != null ? time.delayMs() : -1,
                    List.copyOf(columns));
            RowTime later = bounded.closing() ? delayed(time, lowered.calls) : time;
            Traits traits = LowerOver.traits(together.traits().withTime(later), partition);
            return new Layout(node, indexes, together.members(), traits);
        }

        private ViewPlan.Column column(OverWindows.Call call, int number) {
            String name = "$" + call.over().getAggOperator().getName().toLowerCase(Locale.ROOT) + number;
            ValueType type = SqlTypes.stored(lowering.calcs().type(call.type()));
            return new ViewPlan.Column(
                    name.replace("$$", "$"), type, call.type().isNullable());
        }
    }

    /** Rows that go when their time does. */
    private Layout expiring(Layout layout, List<Integer> partition, long expiryMs) {
        Layout behind =
                PlaceExchanges.isBehindExchange(layout.node()) ? layout : PlaceExchanges.exchanged(layout, partition);
        RowTime time = behind.traits().time();
        if (time == null) {
            throw new IllegalStateException("no time");
        }
        return behind.with(
                new ViewPlan.Expire(behind.node(), time.column(), expiryMs),
                behind.traits().withTime(new RowTime(time.column(), expiryMs, true, time.others())));
    }

    /** By the key; events of one partition of their stream in the order of the log. */
    private static List<RowOrder.Tie> ties(Layout layout) {
        return layout.traits().requireKey().stream()
                .map(column ->
                        new RowOrder.Tie(column, layout.column(column).name().startsWith(PublishedView.HIDDEN_KEY)))
                .toList();
    }

    private static @Nullable RowTime delayed(@Nullable RowTime time, List<OverCall> calls) {
        if (time == null) {
            return null;
        }
        long aheadMs = calls.stream()
                .filter(call -> !call.frame().rows())
                .mapToLong(call -> Math.max(0, call.frame().to()))
                .max()
                .orElse(0);
        long delayMs = BoundOver.waitsForRows(calls)
                ? RowTime.NEVER
                : Math.min(RowTime.NEVER, Math.addExact(time.delayMs(), aheadMs));
        return new RowTime(time.column(), delayMs, false, time.others());
    }

    /** The columns' traits are not changed by others behind them, but for what holds within one window alone. */
    private static Traits traits(Traits below, List<Integer> partition) {
        RowWindows windows = windowed(below, partition);
        return new Traits(
                windows == null ? withoutEnd(below) : below.requireKey(),
                below.fixed(),
                below.partitions(),
                below.events(),
                below.late(),
                below.time(),
                windows);
    }

    /** The key, less a window_end that its window_start tells. */
    private static List<Integer> withoutEnd(Traits traits) {
        RowWindows windows = traits.windows();
        List<Integer> key = traits.requireKey();
        return windows != null && windows.startTells() && key.contains(windows.start())
                ? key.stream().filter(column -> column != windows.end()).toList()
                : key;
    }

    /** Groups of windows stay so where no group changes those of other windows. */
    private static @Nullable RowWindows windowed(Traits traits, List<Integer> partition) {
        RowWindows windows = traits.windows();
        boolean within = windows != null
                && windows.grouped()
                && partition.containsAll(new HashSet<>(List.of(windows.start(), windows.end())));
        return within ? windows : null;
    }
}

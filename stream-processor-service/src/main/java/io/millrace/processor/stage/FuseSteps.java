package io.millrace.processor.stage;

import io.millrace.processor.step.Accumulators;
import io.millrace.processor.step.Aggregate;
import io.millrace.processor.step.AppendRows;
import io.millrace.processor.step.Bags;
import io.millrace.processor.step.Calc;
import io.millrace.processor.step.Combine;
import io.millrace.processor.step.CombineSlices;
import io.millrace.processor.step.DropLate;
import io.millrace.processor.step.Expire;
import io.millrace.processor.step.ExpireNet;
import io.millrace.processor.step.ExpireRows;
import io.millrace.processor.step.Groups;
import io.millrace.processor.step.Index;
import io.millrace.processor.step.Join;
import io.millrace.processor.step.Latest;
import io.millrace.processor.step.OrderedRows;
import io.millrace.processor.step.Origin;
import io.millrace.processor.step.Over;
import io.millrace.processor.step.OverBase;
import io.millrace.processor.step.RowCodec;
import io.millrace.processor.step.RowOrder;
import io.millrace.processor.step.SendRows;
import io.millrace.processor.step.Session;
import io.millrace.processor.step.Sessions;
import io.millrace.processor.step.State;
import io.millrace.processor.step.Step;
import io.millrace.processor.step.TemporalJoin;
import io.millrace.processor.step.TimeBounds;
import io.millrace.processor.step.ToAll;
import io.millrace.processor.step.TopN;
import io.millrace.processor.step.Unnest;
import io.millrace.processor.step.Upsert;
import io.millrace.processor.step.UpsertInOrder;
import io.millrace.processor.step.UpsertNet;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.Window;
import io.millrace.processor.step.WindowAssigner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the steps of one stage out of nodes of the plan, from what takes rows to what gives them. Every step is made with the
 * step behind it, so {@link #steps} has a step before all those that it pushes to. A node that stands in several places is one
 * step, which is made when all that take its rows are there.
 */
final class FuseSteps {
    /** A step, and the node that it does the work of. */
    record Placed(Step step, ViewPlan.Node node) {}

    private final Outlet outlet;
    private final @Nullable Origin origin;
    private final LinkedList<Placed> steps = new LinkedList<>();
    private final List<State> states = new ArrayList<>();
    private final List<Step> entries = new ArrayList<>();
    private final SharedNodes nodes;
    /** By the aggregate that takes parts, or by the exchange over which rows come. */
    private final Map<ViewPlan.Node, MergeStage.Port> ports = new IdentityHashMap<>();
    /** How many take the rows of each node. */
    private final Map<ViewPlan.Node, Integer> takers = new IdentityHashMap<>();
    /** Those that are there already. */
    private final Map<ViewPlan.Node, List<Step>> waiting = new IdentityHashMap<>();

    private int nextTag = 1;

    /**
     * @param nodes those of the plan
     * @param origin where rows come from, in a scan; null in a stage behind an exchange
     */
    FuseSteps(SharedNodes nodes, Outlet outlet, @Nullable Origin origin) {
        this.nodes = nodes;
        this.outlet = outlet;
        this.origin = origin;
    }

    List<Placed> steps() {
        return steps;
    }

    List<State> states() {
        return states;
    }

    /** What takes the rows of the scan. */
    List<Step> entries() {
        return entries;
    }

    /** What takes the rows of a port. */
    MergeStage.Port port(CutPlan.Port port) {
        MergeStage.Port found = ports.get(nodes.of(port.combined() == null ? port.exchange() : port.combined()));
        if (found == null) {
            throw new IllegalArgumentException("nothing reads " + port.exchange());
        }
        return found;
    }

    /** What puts rows into the view's changelog. */
    Step end(ViewPlan.Emit emit) {
        return emit(emit);
    }

    /** What puts rows into the blocks of an exchange. */
    Step end(CutPlan.Route route, Outlet.Blocks blocks) {
        ViewPlan.Exchange exchange = route.exchange();
        ViewPlan.Aggregate combined = route.combined();
        if (combined == null) {
            return front(exchange, new SendRows(types(exchange), ints(exchange.keyColumns()), blocks));
        }
        Accumulators accumulators = new Accumulators(combined.calls(), ViewPlan.isAppendOnly(exchange.input()), null);
        int[] groupColumns = ints(combined.groupColumns());
        Combine combine = front(exchange, new Combine(groupColumns, keyTypes(combined), accumulators, blocks));
        ViewPlan.Window sliced = route.sliced();
        return sliced == null
                ? combine
                : front(
                        exchange,
                        new CombineSlices(
                                assigner(sliced),
                                origin(),
                                sliced.input().columns().size(),
                                groupColumns,
                                accumulators,
                                combine));
    }

    /** Fuses all that the stage computes, in front of what takes its results. */
    void fuse(Map<ViewPlan.Node, List<Step>> ends) {
        Set<ViewPlan.Node> counted = Collections.newSetFromMap(new IdentityHashMap<>());
        ends.forEach((root, steps) -> {
            takers.merge(nodes.of(root), steps.size(), Integer::sum);
            count(root, counted);
        });
        ends.forEach((root, steps) -> steps.forEach(step -> fuse(root, step)));
    }

    private void count(ViewPlan.Node node, Set<ViewPlan.Node> counted) {
        if (node instanceof ViewPlan.Exchange || !counted.add(nodes.of(node))) {
            return;
        }
        for (ViewPlan.Node input : node.inputs()) {
            boolean parts = input instanceof ViewPlan.Exchange exchange
                    && CutPlan.Port.of(exchange, node).combined() != null;
            if (!parts) {
                takers.merge(nodes.of(input), 1, Integer::sum);
                count(input, counted);
            }
        }
    }

    /** Waits with a node until all that take its rows are there. */
    private void fuse(ViewPlan.Node node, Step next) {
        ViewPlan.Node shared = nodes.of(node);
        List<Step> steps = waiting.computeIfAbsent(shared, absent -> new ArrayList<>());
        steps.add(next);
        if (steps.size() == takers.getOrDefault(shared, 0)) {
            make(node, steps.size() == 1 ? next : new ToAll(steps));
        }
    }

    /** Makes the step of a node in front of another, and what is below it. */
    private void make(ViewPlan.Node node, Step next) {
        switch (node) {
            case ViewPlan.Scan scan -> entries.add(next);
            case ViewPlan.Exchange exchange -> ports.put(nodes.of(exchange), rows(exchange, next));
            case ViewPlan.Calc calc -> {
                // Rows that were held back have no place in the stream any more.
                Origin from = ViewPlan.isAppendOnly(calc.input()) ? origin : null;
                Calc step =
                        new Calc(calc.function(), outlet.quarantine(calc.input().columns(), from), next);
                fuse(calc.input(), front(calc, step));
            }
            case ViewPlan.Unnest unnest -> fuse(unnest.input(), front(unnest, unnest(unnest, next)));
            case ViewPlan.Window window ->
                fuse(window.input(), front(window, new Window(assigner(window), origin(), next)));
            case ViewPlan.DropLate dropLate -> fuse(dropLate.input(), front(dropLate, new DropLate(origin(), next)));
            case ViewPlan.Aggregate aggregate -> aggregate(aggregate, next);
            case ViewPlan.Union union -> union.inputs().forEach(input -> fuse(input, next));
            case ViewPlan.Join join -> {
                Join step = front(join, join(join, next));
                fuse(join.left(), step.left());
                fuse(join.right(), step.right());
            }
            case ViewPlan.TemporalJoin join -> {
                TemporalJoin step = front(join, join(join, next));
                fuse(join.left(), step.left());
                fuse(join.right(), step.right());
            }
            case ViewPlan.Latest latest -> {
                Index rows = index(latest.input(), latest.keyColumns(), -1);
                fuse(latest.input(), front(latest, new Latest(rows, latest.timeColumn(), latest.retentionMs(), next)));
            }
            case ViewPlan.TopN topN -> fuse(topN.input(), front(topN, topN(topN, next)));
            case ViewPlan.Over over -> fuse(over.input(), front(over, over(over, next)));
            case ViewPlan.Expire expire -> {
                Index rows = index(expire.input(), List.of(), -1);
                fuse(
                        expire.input(),
                        front(expire, new ExpireRows(expire.timeColumn(), expire.retentionMs(), rows, next)));
            }
            case ViewPlan.Session session -> fuse(session.input(), front(session, session(session, next)));
            case ViewPlan.Emit emit -> throw new IllegalArgumentException("a plan has one Emit, its root");
        }
    }

    private Origin origin() {
        if (origin == null) {
            throw new IllegalArgumentException("what is late is known in the stage of the scan alone");
        }
        return origin;
    }

    private <T extends Step> T front(ViewPlan.Node node, T step) {
        steps.addFirst(new Placed(step, node));
        return step;
    }

    private static MergeStage.Port rows(ViewPlan.Exchange exchange, Step next) {
        RowCodec codec = new RowCodec(types(exchange));
        return in -> {
            while (in.hasMore()) {
                long weight = in.getZigzag();
                next.push(codec.read(in), weight);
            }
        };
    }

    private static MergeStage.Port parts(Aggregate aggregate) {
        return in -> {
            while (in.hasMore()) {
                aggregate.merge(in);
            }
        };
    }

    private static Unnest unnest(ViewPlan.Unnest node, Step next) {
        ValueType type = node.input().columns().get(node.arrayColumn()).type();
        boolean map = type.kind() == ValueType.Kind.MAP;
        boolean rows = !map && type.element().kind() == ValueType.Kind.ROW;
        int width = map ? 2 : rows ? type.element().fields().size() : 1;
        Unnest.Kind kind = map ? Unnest.Kind.ENTRIES : rows ? Unnest.Kind.ROWS : Unnest.Kind.VALUES;
        return new Unnest(
                node.arrayColumn(),
                ints(node.kept()),
                new Unnest.Elements(width, kind, node.outer(), node.numbered()),
                next);
    }

    private static WindowAssigner assigner(ViewPlan.Window node) {
        return switch (node.kind()) {
            case TUMBLE -> WindowAssigner.tumble(node.timeColumn(), node.sizeMs(), node.offsetMs());
            case HOP -> WindowAssigner.hop(node.timeColumn(), node.sizeMs(), node.stepMs(), node.offsetMs());
            case CUMULATE -> WindowAssigner.cumulate(node.timeColumn(), node.sizeMs(), node.stepMs(), node.offsetMs());
        };
    }

    private Session session(ViewPlan.Session node, Step next) {
        Sessions sessions = state(new Sessions(
                nextTag++, types(node.input()), ints(node.partitionColumns()), node.timeColumn(), node.gapMs()));
        return new Session(sessions, next);
    }

    private void aggregate(ViewPlan.Aggregate node, Step next) {
        boolean appendOnly = ViewPlan.isAppendOnly(node.input());
        List<ValueType> keyTypes = keyTypes(node);
        Bags bags = Accumulators.needBags(node.calls(), appendOnly)
                ? state(new Bags(nextTag++, keyTypes, node.calls()))
                : null;
        Groups groups = state(new Groups(nextTag++, keyTypes, new Accumulators(node.calls(), appendOnly, bags)));
        List<ViewPlan.Column> keyColumns = node.groupColumns().stream()
                .map(column -> node.input().columns().get(column))
                .toList();
        Aggregate step = front(
                node,
                new Aggregate(
                        ints(node.groupColumns()),
                        groups,
                        bags,
                        node.windows(),
                        outlet.quarantine(keyColumns, null),
                        next));
        if (node.input() instanceof ViewPlan.Exchange exchange
                && CutPlan.Port.of(exchange, node).combined() != null) {
            ports.put(nodes.of(node), parts(step));
        } else {
            fuse(node.input(), step);
        }
    }

    private <T extends State> T state(T state) {
        states.add(state);
        return state;
    }

    private Join join(ViewPlan.Join node, Step next) {
        TimeBounds bounds = node.bounds();
        Index left = index(node.left(), node.leftKeys(), bounds == null ? -1 : bounds.leftTime());
        Index right = index(node.right(), node.rightKeys(), bounds == null ? -1 : bounds.rightTime());
        List<ViewPlan.Column> pair = new ArrayList<>(node.left().columns());
        pair.addAll(node.right().columns());
        return new Join(
                node.kind(), left, right, new Join.On(node.condition(), bounds), outlet.quarantine(pair, null), next);
    }

    private TemporalJoin join(ViewPlan.TemporalJoin node, Step next) {
        Index left = index(node.left(), List.of(), -1);
        Index right = index(node.right(), node.rightKeys(), node.times().right());
        List<ViewPlan.Column> pair = new ArrayList<>(node.left().columns());
        pair.addAll(node.right().columns());
        return new TemporalJoin(
                new TemporalJoin.Inputs(left, ints(node.leftKeys()), right),
                node.times(),
                node.on(),
                outlet.quarantine(pair, null),
                next);
    }

    private Index index(ViewPlan.Node side, List<Integer> keys, int timeColumn) {
        List<ValueType> types = types(side);
        return state(
                timeColumn < 0
                        ? new Index(nextTag++, types, ints(keys))
                        : new Index(nextTag++, types, ints(keys), RowOrder.ascending(timeColumn, types.size())));
    }

    private TopN topN(ViewPlan.TopN node, Step next) {
        List<ValueType> types = types(node.input());
        Index index = state(
                new Index(nextTag++, types, ints(node.partitionColumns()), new RowOrder(node.order(), types.size())));
        return new TopN(
                index,
                new TopN.Numbers(node.first(), node.last(), node.numbered()),
                ViewPlan.isAppendOnly(node.input()),
                next);
    }

    private Over over(ViewPlan.Over node, Step next) {
        List<ValueType> types = types(node.input());
        int[] partition = ints(node.partitionColumns());
        RowOrder order = new RowOrder(node.order(), node.ties(), types.size());
        OrderedRows rows = state(new OrderedRows(nextTag++, types, partition, order, node.calls()));
        Over.Closing closing = null;
        if (node.closeAfterMs() >= 0) {
            OverBase base = new OverBase(() -> nextTag++, types, partition, node.calls());
            base.states().forEach(this::state);
            closing = new Over.Closing(node.order().getFirst().column(), node.closeAfterMs(), base);
        }
        return new Over(
                rows, node.calls(), closing, outlet.quarantine(node.input().columns(), null), next);
    }

    private Step emit(ViewPlan.Emit emit) {
        if (emit.isStream()) {
            return front(emit, new AppendRows(outlet.events(emit)));
        }
        int[] keyColumns = ints(emit.keyColumns());
        Upsert.Changes changelog = outlet.changelog(emit, emit.columns(), keyColumns);
        long keptMs = emit.retentionMs();
        int width = emit.columns().size();
        if (emit.changes() == ViewPlan.Changes.NET && !ViewPlan.isInOrder(emit.input())) {
            UpsertNet last = front(emit, new UpsertNet(keyColumns, emit.visibleColumns(), changelog));
            return keptMs < 0
                    ? last
                    : front(emit, new ExpireNet(emit.timeColumn(), keyColumns, keptMs, width, latest(emit), last));
        }
        UpsertInOrder last = front(emit, new UpsertInOrder(keyColumns, emit.visibleColumns(), changelog));
        return keptMs < 0
                ? last
                : front(emit, new Expire(emit.timeColumn(), keyColumns, keptMs, width, latest(emit), last));
    }

    private Groups latest(ViewPlan.Emit emit) {
        List<ValueType> keyTypes = emit.keyColumns().stream()
                .map(column -> emit.columns().get(column).type())
                .toList();
        return state(new Groups(nextTag++, keyTypes, Accumulators.lastTime(emit.timeColumn())));
    }

    private static List<ValueType> types(ViewPlan.Node node) {
        return node.columns().stream().map(ViewPlan.Column::type).toList();
    }

    private static List<ValueType> keyTypes(ViewPlan.Aggregate aggregate) {
        return aggregate.groupColumns().stream()
                .map(column -> aggregate.input().columns().get(column).type())
                .toList();
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}

package io.millrace.processor.stage;

import io.millrace.processor.step.Accumulators;
import io.millrace.processor.step.Aggregate;
import io.millrace.processor.step.Bags;
import io.millrace.processor.step.Calc;
import io.millrace.processor.step.Combine;
import io.millrace.processor.step.Expire;
import io.millrace.processor.step.Groups;
import io.millrace.processor.step.Identify;
import io.millrace.processor.step.Origin;
import io.millrace.processor.step.State;
import io.millrace.processor.step.Step;
import io.millrace.processor.step.Upsert;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.Window;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns a plan into stages: cuts it at the aggregate that needs an exchange, puts a combiner in front of the cut, and fuses
 * each half into one chain of steps.
 *
 * <pre>
 * Emit(Calc(Aggregate(Tumble(Calc(Scan)), exchange)))   →   scan: Calc, Window, Combine | merge: Aggregate, Calc, Upsert
 * Emit(Aggregate(Scan))                                 →   scan: Aggregate, Upsert
 * </pre>
 */
public final class CompileStages {
    private final ViewPlan plan;
    private final Outlet outlet;
    private final Origin origin = new Origin();
    private final LinkedList<Step> steps = new LinkedList<>();
    private final List<State> states = new ArrayList<>();
    private int nextTag = 1;
    private boolean scanning;

    private CompileStages(ViewPlan plan, StageMeter meter) {
        this.plan = plan;
        this.outlet = new Outlet(meter);
    }

    /** Where a plan is cut. */
    private record Chain(ViewPlan.Scan scan, List<ViewPlan.Node> nodes, int cut) {
        ViewPlan.Aggregate exchanged() {
            return (ViewPlan.Aggregate) nodes.get(cut);
        }
    }

    /** The stream that a plan reads. */
    public static ViewPlan.Scan scanOf(ViewPlan plan) {
        return chain(plan).scan;
    }

    /**
     * Whether a plan has two stages with an exchange between them.
     *
     * @throws IllegalArgumentException where it would need more
     */
    public static boolean hasExchange(ViewPlan plan) {
        return chain(plan).cut >= 0;
    }

    /**
     * A new first stage.
     *
     * @param destinations partitions of the exchange; without meaning where the plan has none
     */
    public static ScanStage scanStage(ViewPlan plan, int destinations, EpochClock clock, StageMeter meter) {
        return new CompileStages(plan, meter).scan(destinations, clock);
    }

    /** A new second stage of a plan with an exchange. */
    public static MergeStage mergeStage(ViewPlan plan, EpochClock clock, StageMeter meter) {
        return new CompileStages(plan, meter).merge(clock);
    }

    private static Chain chain(ViewPlan plan) {
        LinkedList<ViewPlan.Node> nodes = new LinkedList<>();
        ViewPlan.Node node = plan.root();
        while (!(node instanceof ViewPlan.Scan scan)) {
            nodes.addFirst(node);
            node = switch (node) {
                case ViewPlan.Emit emit -> emit.input();
                case ViewPlan.Calc calc -> calc.input();
                case ViewPlan.Tumble tumble -> tumble.input();
                case ViewPlan.Aggregate aggregate -> aggregate.input();
                case ViewPlan.Scan unreachable -> unreachable;
            };
        }
        int cut = -1;
        boolean aggregated = false;
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i) instanceof ViewPlan.Aggregate aggregate) {
                if (aggregate.exchange() && aggregated) {
                    throw new IllegalArgumentException(
                            "view " + plan.view() + " needs an exchange behind an aggregate; that is not supported");
                }
                cut = aggregate.exchange() ? i : cut;
                aggregated = true;
            }
        }
        return new Chain(scan, List.copyOf(nodes), cut);
    }

    private ScanStage scan(int destinations, EpochClock clock) {
        scanning = true;
        Chain chain = chain(plan);
        Outlet.Blocks blocks = null;
        Step next = null;
        int last = chain.nodes.size();
        if (chain.cut >= 0) {
            ViewPlan.Aggregate aggregate = chain.exchanged();
            blocks = outlet.new Blocks(destinations);
            next = front(new Combine(
                    ints(aggregate.groupColumns()),
                    keyTypes(aggregate),
                    new Accumulators(aggregate.calls(), true, null),
                    blocks));
            last = chain.cut;
        }
        fuse(chain, 0, last, next);
        ScanStage.Parts parts = new ScanStage.Parts(steps, states, origin, outlet, blocks);
        return new ScanStage(chain.scan, parts, clock);
    }

    private MergeStage merge(EpochClock clock) {
        Chain chain = chain(plan);
        if (chain.cut < 0) {
            throw new IllegalArgumentException("view " + plan.view() + " has one stage");
        }
        fuse(chain, chain.cut, chain.nodes.size(), null);
        return new MergeStage(chain.scan, (Aggregate) steps.getFirst(), outlet, steps, states, clock);
    }

    private void fuse(Chain chain, int from, int to, @Nullable Step behind) {
        Step next = behind;
        for (int i = to - 1; i >= from; i--) {
            next = switch (chain.nodes.get(i)) {
                case ViewPlan.Emit emit -> emit(emit, chain);
                case ViewPlan.Calc calc ->
                    front(new Calc(
                            calc.function(), outlet.quarantine(calc.input().columns(), source()), known(next)));
                case ViewPlan.Tumble tumble ->
                    front(Window.tumble(tumble.timeColumn(), tumble.sizeMs(), tumble.offsetMs(), origin, known(next)));
                case ViewPlan.Aggregate aggregate -> front(aggregate(aggregate, chain, i, known(next)));
                case ViewPlan.Scan scan -> throw new IllegalStateException("a scan inside the chain: " + scan);
            };
        }
    }

    private static Step known(@Nullable Step next) {
        if (next == null) {
            throw new IllegalArgumentException("a plan ends with Emit");
        }
        return next;
    }

    private @Nullable Origin source() {
        return scanning ? origin : null;
    }

    private <T extends Step> T front(T step) {
        steps.addFirst(step);
        return step;
    }

    private Aggregate aggregate(ViewPlan.Aggregate node, Chain chain, int index, Step next) {
        boolean appendOnly =
                chain.nodes.subList(0, index).stream().noneMatch(before -> before instanceof ViewPlan.Aggregate);
        List<ValueType> keyTypes = keyTypes(node);
        Bags bags =
                Accumulators.needBags(node.calls(), appendOnly) ? new Bags(nextTag++, keyTypes, node.calls()) : null;
        Groups groups = new Groups(nextTag++, keyTypes, new Accumulators(node.calls(), appendOnly, bags));
        if (bags != null) {
            states.add(bags);
        }
        states.add(groups);
        Aggregate.Windows windows = appendOnly && node.windowEndColumn() >= 0
                ? new Aggregate.Windows(
                        node.windowEndColumn(),
                        plan.root().retentionMs(),
                        plan.root().onWindowClose())
                : Aggregate.Windows.NONE;
        List<ViewPlan.Column> keyColumns = node.groupColumns().stream()
                .map(column -> node.input().columns().get(column))
                .toList();
        return new Aggregate(
                ints(node.groupColumns()), groups, bags, windows, outlet.quarantine(keyColumns, null), next);
    }

    private Step emit(ViewPlan.Emit emit, Chain chain) {
        List<ViewPlan.Column> columns = new ArrayList<>(emit.columns());
        int[] keyColumns = ints(emit.keyColumns());
        if (emit.hiddenKey()) {
            keyColumns = new int[] {columns.size()};
            columns.add(new ViewPlan.Column("$offset", ValueType.of(ValueType.Kind.VARCHAR), false));
        }
        Step first = front(new Upsert(keyColumns, emit.visibleColumns(), outlet.changelog(emit, columns, keyColumns)));
        boolean projection = chain.nodes.stream().noneMatch(node -> node instanceof ViewPlan.Aggregate);
        if (projection && emit.retentionMs() >= 0 && emit.retentionColumn() >= 0) {
            List<ValueType> keyTypes = new ArrayList<>();
            for (int column : keyColumns) {
                keyTypes.add(columns.get(column).type());
            }
            Groups latest = new Groups(nextTag++, keyTypes, Accumulators.lastTime(emit.retentionColumn()));
            states.add(latest);
            first = front(
                    new Expire(emit.retentionColumn(), keyColumns, emit.retentionMs(), columns.size(), latest, first));
        }
        return emit.hiddenKey() ? front(new Identify(origin, first)) : first;
    }

    private static List<ValueType> keyTypes(ViewPlan.Aggregate aggregate) {
        List<ValueType> types = new ArrayList<>();
        for (int column : aggregate.groupColumns()) {
            types.add(aggregate.input().columns().get(column).type());
        }
        return types;
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}

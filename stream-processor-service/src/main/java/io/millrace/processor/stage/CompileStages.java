package io.millrace.processor.stage;

import io.millrace.processor.step.Origin;
import io.millrace.processor.step.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the parts of a plan into stages: fuses each into one graph of steps, and puts combiners in front of exchanges whose
 * aggregate takes parts of groups.
 *
 * <pre>
 * Emit(Calc(Aggregate(Exchange(Window(Calc(Scan))))))   →   scan: Calc, Window, Combine | merge: Aggregate, Calc, Upsert
 * Emit(Aggregate(Scan))                                 →   scan: Aggregate, Upsert
 * </pre>
 */
public final class CompileStages {
    private final CutPlan plan;
    private final int sinks;
    private final Outlet outlet;
    private final FuseSteps fused;
    private final List<Outlet.Blocks> blocks = new ArrayList<>();

    private CompileStages(CutPlan plan, int sinks, StageMeter meter, @Nullable Origin origin) {
        this.plan = plan;
        this.sinks = sinks;
        this.outlet = new Outlet(meter);
        this.fused = new FuseSteps(plan.nodes(), outlet, origin);
    }

    /**
     * A new stage that reads a stream.
     *
     * @param scan index into {@link CutPlan#streams}
     * @param sinks partitions of each exchange; without meaning where the plan has none
     */
    public static ScanStage scanStage(CutPlan plan, int scan, int sinks, EpochClock clock, StageMeter meter) {
        Origin origin = new Origin();
        return new CompileStages(plan, sinks, meter, origin).scan(plan.scans().get(scan), origin, clock);
    }

    /**
     * A new stage behind an exchange.
     *
     * @param merge the exchange's number
     */
    public static MergeStage mergeStage(CutPlan plan, int merge, int sinks, EpochClock clock, StageMeter meter) {
        return new CompileStages(plan, sinks, meter, null).merge(plan.merges().get(merge), clock);
    }

    private ScanStage scan(CutPlan.ScanPart part, Origin origin, EpochClock clock) {
        Map<ViewPlan.Node, List<Step>> ends = new LinkedHashMap<>();
        if (part.emit() != null) {
            ends.put(part.emit().input(), new ArrayList<>(List.of(fused.end(part.emit()))));
        }
        send(part.routes(), ends);
        fused.fuse(ends);
        return new ScanStage(
                part,
                new ScanStage.Parts(steps(), fused.states(), origin, fused.entries(), outlet, outbound(part)),
                clock);
    }

    private MergeStage merge(CutPlan.MergePart part, EpochClock clock) {
        Map<ViewPlan.Node, List<Step>> ends = new LinkedHashMap<>();
        if (part.root() instanceof ViewPlan.Emit emit) {
            ends.put(emit.input(), List.of(fused.end(emit)));
        }
        send(part.routes(), ends);
        fused.fuse(ends);
        List<MergeStage.Source> sources = sources(part);
        MergeStage.Parts parts = new MergeStage.Parts(
                steps(),
                new StepWatermarks(
                        fused.steps().stream()
                                .map(placed -> plan.nodes().scansBelow(placed.node()))
                                .toList(),
                        sources),
                fused.states(),
                part.ports().stream().map(fused::port).toList(),
                outlet,
                outbound(part),
                plan.senders(part.index(), sinks),
                sinks,
                sources,
                part.root() instanceof ViewPlan.Emit emit && !emit.isStream());
        return new MergeStage(parts, clock);
    }

    private List<Step> steps() {
        return fused.steps().stream().map(FuseSteps.Placed::step).toList();
    }

    private List<MergeStage.Source> sources(CutPlan.MergePart part) {
        List<MergeStage.Source> sources = new ArrayList<>();
        for (CutPlan.ScanPart below : plan.scansBelow(part.index())) {
            ViewPlan.Scan scan = below.scan();
            long delayMs = scan.outOfOrdernessMs() + scan.graceMs();
            for (int i = 0; i < scan.partitions(); i++) {
                sources.add(new MergeStage.Source(below.sourceBase() + i, scan, i, delayMs));
            }
        }
        return sources;
    }

    /** @param ends takes what sends the rows of each node */
    private void send(List<CutPlan.Route> routes, Map<ViewPlan.Node, List<Step>> ends) {
        for (CutPlan.Route route : routes) {
            Outlet.Blocks open = outlet.new Blocks(route.target(), route.port(), sinks);
            blocks.add(open);
            ViewPlan.Window sliced = route.sliced();
            ends.computeIfAbsent(sliced == null ? route.exchange().input() : sliced.input(), root -> new ArrayList<>())
                    .add(fused.end(route, open));
        }
    }

    private Outbound outbound(CutPlan.Part part) {
        Map<Integer, Integer> bases = new HashMap<>();
        CutPlan.targets(part).forEach(target -> bases.put(target, plan.senderBase(target, part, sinks)));
        return new Outbound(outlet, blocks, bases);
    }
}

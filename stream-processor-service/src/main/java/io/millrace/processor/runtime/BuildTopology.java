package io.millrace.processor.runtime;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.kernel.Topics;
import io.millrace.processor.stage.CompileStages;
import io.millrace.processor.stage.CutPlan;
import io.millrace.processor.stage.EpochClock;
import io.millrace.processor.stage.MergeStage;
import io.millrace.processor.stage.Stage;
import io.millrace.processor.stage.StageMeter;
import io.millrace.processor.stage.ViewPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The topology of a runtime: per stream one source, behind it the scan of each view, and behind exchanges the view's merges.
 * Stores and internal topics are named by view and version, so that a plan may run alone or together with others.
 *
 * <pre>
 * stream → v.v1.scan0 ─→ (v.v1.exchange0) → v.v1.merge0 → changelog of v
 *        → w.v2.scan0 ─→ changelog of w
 *        → s.v1.scan0 ─→ derived stream s
 * </pre>
 */
final class BuildTopology {
    /** Asks the broker for an exchange. */
    interface Exchanges {
        /**
         * The id of the topic.
         *
         * @param exchange its name in the topology
         * @throws MillraceException RUNTIME_TOPIC_MISMATCH where it is not the one that was read so far
         */
        UUID require(String exchange, int partition, MergeStage.Taken taken);
    }

    private final RuntimeSpec spec;
    private final Namespace namespace;
    private final Function<ViewPlan, StageMeter> meters;
    private final Exchanges exchanges;
    private final ReadPositions.Notes positions;
    private final Supplier<CommitPace> paces;
    private final StreamsBuilder builder = new StreamsBuilder();
    private final Map<String, KStream<byte[], byte[]>> streams = new HashMap<>();

    /**
     * @param meters by view
     * @param positions what the consumers of the topology note
     * @param paces that of the stream thread that asks
     */
    BuildTopology(
            RuntimeSpec spec,
            Namespace namespace,
            Function<ViewPlan, StageMeter> meters,
            Exchanges exchanges,
            ReadPositions.Notes positions,
            Supplier<CommitPace> paces) {
        this.spec = spec;
        this.namespace = namespace;
        this.meters = meters;
        this.exchanges = exchanges;
        this.positions = positions;
        this.paces = paces;
    }

    Topology build() {
        for (ViewPlan plan : spec.views()) {
            add(plan);
        }
        return builder.build();
    }

    private void add(ViewPlan view) {
        new AddView(view).add();
    }

    private KStream<byte[], byte[]> stream(ViewPlan.Scan scan) {
        return streams.computeIfAbsent(
                scan.topic(),
                topic -> builder.stream(
                        topic,
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                                .withTimestampExtractor((record, partitionTime) -> Math.max(0, record.timestamp()))
                                .withOffsetResetPolicy(AutoOffsetReset.earliest())
                                .withName("stream." + topic)));
    }

    /** Adds the stages of one view or derived stream, from its streams to its topic. */
    private final class AddView {
        private final ViewPlan view;
        private final CutPlan plan;
        private final String name;
        private final int sinks;
        private final @Nullable DerivedTopic derived;
        private final EpochClock clock;
        private final StageMeter meter;
        private final BackfillPace pace;
        /** By exchange the paths of those that send to it. */
        private final Map<Integer, List<KStream<Addressed, byte[]>>> paths = new HashMap<>();

        AddView(ViewPlan view) {
            this.view = view;
            plan = CutPlan.of(view);
            name = view.view() + ".v" + view.version();
            sinks = spec.changelog(view).partitions();
            derived = spec.derived(view);
            clock = new EpochClock(plan.sources(), System::currentTimeMillis);
            meter = meters.apply(view);
            pace = spec.pace(view);
        }

        void add() {
            for (int i = 0; i < plan.streams().size(); i++) {
                int scan = i;
                String topic = plan.streams().get(scan).topic();
                String node = name + ".scan" + scan;
                StageProcessor.Children children = children(node, plan.targetsOfScan(scan));
                connect(
                        stream(plan.streams().get(scan))
                                .process(
                                        supplier(
                                                node,
                                                () -> CompileStages.scanStage(plan, scan, sinks, clock, meter),
                                                children,
                                                null,
                                                pace.reading(plan.streams().get(scan).stream()),
                                                (partition, stage) -> positions.tell(topic, partition, stage)),
                                        Named.as(node)),
                        node,
                        children);
            }
            for (int i = plan.exchanges() - 1; i >= 0; i--) {
                int merge = i;
                String node = name + ".merge" + merge;
                StageProcessor.Children children = children(node, plan.targetsOfMerge(merge));
                connect(
                        exchange(merge)
                                .process(
                                        supplier(
                                                node,
                                                () -> CompileStages.mergeStage(plan, merge, sinks, clock, meter),
                                                children,
                                                (partition, taken) ->
                                                        exchanges.require(exchangeName(merge), partition, taken),
                                                BackfillPace.NONE.reading(name),
                                                (partition, stage) -> {}),
                                        Named.as(node)),
                        node,
                        children);
            }
        }

        private StageProcessor.Children children(String node, List<Integer> targets) {
            Map<Integer, String> exchanges = new HashMap<>();
            targets.forEach(target -> exchanges.put(target, node + ".to" + target));
            return new StageProcessor.Children(
                    exchanges,
                    sinks,
                    namespace.of(results()),
                    node + ".quarantine",
                    derived == null ? null : derived.contract());
        }

        private void connect(KStream<Addressed, byte[]> results, String node, StageProcessor.Children children) {
            children.exchanges()
                    .forEach((target, path) -> paths.computeIfAbsent(target, absent -> new ArrayList<>())
                            .add(results.filter((key, value) -> true, Named.as(path))));
            if (children.exchanges().isEmpty()) {
                sink(results, results(), node + (derived == null ? ".changelog" : ".events"));
            }
            sink(
                    results,
                    derived == null
                            ? Topics.viewQuarantine(view.view(), view.version())
                            : Topics.quarantine(derived.topic()),
                    children.quarantine());
        }

        private String results() {
            return derived == null ? Topics.viewChangelog(view.view(), view.version()) : derived.topic();
        }

        private void sink(KStream<Addressed, byte[]> results, String topic, String node) {
            results.to(
                    namespace.of(topic),
                    Produced.with(Addressed.SERDE, Serdes.ByteArray(), Addressed.partitioner())
                            .withName(node));
        }

        private String exchangeName(int merge) {
            return name + ".exchange" + merge;
        }

        private KStream<Addressed, byte[]> exchange(int merge) {
            String exchange = exchangeName(merge);
            List<KStream<Addressed, byte[]>> senders = paths.getOrDefault(merge, List.of());
            KStream<Addressed, byte[]> all = senders.getFirst();
            for (int i = 1; i < senders.size(); i++) {
                all = all.merge(senders.get(i), Named.as(exchange + ".senders" + i));
            }
            return all.repartition(Repartitioned.with(Addressed.SERDE, Serdes.ByteArray())
                    .withName(exchange)
                    .withNumberOfPartitions(sinks)
                    .withStreamPartitioner(Addressed.partitioner()));
        }
    }

    private <K> ProcessorSupplier<K, byte[], Addressed, byte[]> supplier(
            String store,
            Supplier<? extends Stage> stages,
            StageProcessor.Children children,
            StageProcessor.@Nullable Exchange exchange,
            BackfillPace.Reading backfill,
            StageProcessor.Positions read) {
        Duration tick = Duration.ofMillis(spec.commitIntervalMs());
        Set<StoreBuilder<?>> stores =
                Set.of(CommitHook.builder(store, stages), CommitHook.identity(store + ".identity"));
        return new ProcessorSupplier<>() {
            @Override
            public Processor<K, byte[], Addressed, byte[]> get() {
                return new StageProcessor<>(store, children, tick, exchange, backfill, read, paces);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return stores;
            }
        };
    }
}

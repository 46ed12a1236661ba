package io.millrace.processor.runtime;

import io.millrace.kernel.Namespace;
import io.millrace.kernel.Topics;
import io.millrace.processor.stage.CompileStages;
import io.millrace.processor.stage.EpochClock;
import io.millrace.processor.stage.Stage;
import io.millrace.processor.stage.StageMeter;
import io.millrace.processor.stage.ViewPlan;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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

/**
 * The topology of a runtime: per stream one source, behind it the scan of each view, and behind an exchange the view's merge.
 * Stores and internal topics are named by view and version, so that a plan may run alone or together with others.
 *
 * <pre>
 * stream → v.v1.scan ─→ (v.v1.exchange) → v.v1.merge → changelog of v
 *        → w.v2.scan ─→ changelog of w
 * </pre>
 */
final class BuildTopology {
    /** The node that Kafka Streams puts first on the way to a repartition topic. */
    private static final String FIRST_NODE = "-repartition-filter";

    private final RuntimeSpec spec;
    private final Namespace namespace;
    private final Function<String, StageMeter> meters;
    private final StreamsBuilder builder = new StreamsBuilder();
    private final Map<String, KStream<byte[], byte[]>> streams = new HashMap<>();

    /** @param meters by view */
    BuildTopology(RuntimeSpec spec, Namespace namespace, Function<String, StageMeter> meters) {
        this.spec = spec;
        this.namespace = namespace;
        this.meters = meters;
    }

    Topology build() {
        for (ViewPlan plan : spec.views()) {
            add(plan);
        }
        return builder.build();
    }

    private void add(ViewPlan plan) {
        String name = plan.view() + ".v" + plan.version();
        ViewPlan.Scan scan = CompileStages.scanOf(plan);
        ChangelogSettings changelog = spec.changelog(plan);
        EpochClock clock = new EpochClock(scan.partitions(), System::currentTimeMillis);
        StageMeter meter = meters.apply(plan.view());
        KStream<byte[], byte[]> stream = streams.computeIfAbsent(
                scan.topic(),
                topic -> builder.stream(
                        topic,
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                                .withTimestampExtractor((record, partitionTime) -> Math.max(0, record.timestamp()))
                                .withOffsetResetPolicy(AutoOffsetReset.earliest())
                                .withName("stream." + topic)));
        if (CompileStages.hasExchange(plan)) {
            String exchange = name + ".exchange";
            StageProcessor.Children children = new StageProcessor.Children(
                    exchange + FIRST_NODE, changelog.partitions(), name + ".scan.changelog", name + ".scan.quarantine");
            KStream<Addressed, byte[]> parts = stream.process(
                    supplier(
                            name + ".scan",
                            () -> CompileStages.scanStage(plan, changelog.partitions(), clock, meter),
                            children),
                    Named.as(name + ".scan"));
            sinks(plan, parts, children);
            KStream<Addressed, byte[]> exchanged =
                    parts.repartition(Repartitioned.with(Addressed.SERDE, Serdes.ByteArray())
                            .withName(exchange)
                            .withNumberOfPartitions(changelog.partitions())
                            .withStreamPartitioner(Addressed.partitioner()));
            StageProcessor.Children last =
                    new StageProcessor.Children(null, 0, name + ".merge.changelog", name + ".merge.quarantine");
            sinks(
                    plan,
                    exchanged.process(
                            supplier(name + ".merge", () -> CompileStages.mergeStage(plan, clock, meter), last),
                            Named.as(name + ".merge")),
                    last);
        } else {
            StageProcessor.Children children =
                    new StageProcessor.Children(null, 0, name + ".scan.changelog", name + ".scan.quarantine");
            sinks(
                    plan,
                    stream.process(
                            supplier(name + ".scan", () -> CompileStages.scanStage(plan, 0, clock, meter), children),
                            Named.as(name + ".scan")),
                    children);
        }
    }

    private void sinks(ViewPlan plan, KStream<Addressed, byte[]> results, StageProcessor.Children children) {
        results.to(
                namespace.of(Topics.viewChangelog(plan.view(), plan.version())),
                Produced.with(Addressed.SERDE, Serdes.ByteArray(), Addressed.partitioner())
                        .withName(children.changelog()));
        results.to(
                namespace.of(Topics.viewQuarantine(plan.view(), plan.version())),
                Produced.with(Addressed.SERDE, Serdes.ByteArray(), Addressed.partitioner())
                        .withName(children.quarantine()));
    }

    private <K> ProcessorSupplier<K, byte[], Addressed, byte[]> supplier(
            String store, Supplier<? extends Stage> stages, StageProcessor.Children children) {
        Duration tick = Duration.ofMillis(spec.commitIntervalMs());
        Set<StoreBuilder<?>> stores =
                Set.of(CommitHook.builder(store, stages), CommitHook.identity(store + ".identity"));
        return new ProcessorSupplier<>() {
            @Override
            public Processor<K, byte[], Addressed, byte[]> get() {
                return new StageProcessor<>(store, children, tick);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return stores;
            }
        };
    }
}

package io.millrace.processor.runtime;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.api.ingestion.EventHeaders;
import io.millrace.processor.stage.MergeStage;
import io.millrace.processor.stage.ScanStage;
import io.millrace.processor.stage.Stage;
import io.millrace.processor.stage.StageOutput;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Runs a stage in a Kafka Streams task: hands it records, calls it at each commit, and forwards what it puts out. */
final class StageProcessor<K> implements Processor<K, byte[], Addressed, byte[]>, StageOutput {
    /**
     * Names of the nodes that the stage's results go to.
     *
     * @param exchanges by the exchange's number; empty in the last stage
     * @param destinations partitions of each exchange
     * @param results topic of the view's changelog or of the derived stream; it has a sink in the topology, too, but records
     *     go to it past that
     * @param contract {@code id:version} of the derived stream; null for a view
     */
    record Children(
            Map<Integer, String> exchanges,
            int destinations,
            String results,
            String quarantine,
            @Nullable String contract) {
        Children {
            exchanges = Map.copyOf(exchanges);
        }
    }

    /** The exchange that a merge reads. */
    interface Exchange {
        /** The id of its topic; fails where that is not the one that was read so far. */
        UUID require(int partition, MergeStage.Taken taken);
    }

    /** Tells a scan how far its partition has been read. */
    interface Positions {
        void tell(int partition, ScanStage scan);
    }

    private static final Optional<Set<Integer>> QUARANTINE = Addressed.to(0);
    /**
     * The time of all that goes over exchanges. A task takes the oldest record of its topics first, so that what comes over
     * an exchange is never behind the backlog of a stream that the same task reads; else it would be held all that time.
     */
    private static final long BEFORE_ALL_EVENTS = 0;

    private final String store;
    private final Children children;
    private final Duration tick;
    private final @Nullable Exchange source;
    private final BackfillPace.Reading backfill;
    private final Positions positions;
    private final Supplier<CommitPace> paces;
    private final List<Optional<Set<Integer>>> destinations;
    private final Addressed all;

    private @Nullable ProcessorContext<Addressed, byte[]> context;
    private @Nullable CommitHook hook;
    private @Nullable Stage stage;
    private @Nullable CommitPace pace;
    private @Nullable Cancellable ticking;
    private int partition;

    /**
     * @param tick how often a stage without records is asked whether it has to commit
     * @param source what a merge reads; null for a scan, whose stream was compared before the start
     * @param backfill of a scan
     * @param positions of the stream of a scan
     * @param paces that of the thread that asks
     */
    StageProcessor(
            String store,
            Children children,
            Duration tick,
            @Nullable Exchange source,
            BackfillPace.Reading backfill,
            Positions positions,
            Supplier<CommitPace> paces) {
        this.store = store;
        this.children = children;
        this.tick = tick;
        this.source = source;
        this.backfill = backfill;
        this.positions = positions;
        this.paces = paces;
        destinations = IntStream.range(0, children.destinations())
                .mapToObj(Addressed::to)
                .toList();
        all = new Addressed(
                null,
                Optional.of(IntStream.range(0, children.destinations()).boxed().collect(Collectors.toSet())));
    }

    @Override
    public void init(ProcessorContext<Addressed, byte[]> processor) {
        context = processor;
        CommitHook opened = processor.getStateStore(store);
        Stage restored = opened.stage();
        CommitPace commits = paces.get();
        hook = opened;
        stage = restored;
        pace = commits;
        partition = processor.taskId().partition();
        if (restored instanceof MergeStage merge && source != null) {
            merge.reads(source.require(partition, merge.taken()));
        }
        restored.start(this, partition);
        opened.atCommit(processor, () -> commit(restored, commits));
        tick(
                switch (restored) {
                    // An idle source must close epochs, too.
                    case ScanStage scan -> true;
                    case MergeStage merge -> merge.isBehind();
                });
    }

    private void commit(Stage due, CommitPace commits) {
        commits.begin();
        switch (due) {
            case ScanStage scan -> {
                positions.tell(partition, scan);
                scan.commit();
            }
            case MergeStage merge -> {
                merge.commit(commits::hasTime);
                tick(merge.isBehind());
            }
        }
        commits.end();
    }

    /** A punctuation makes Kafka Streams commit, with records or without. */
    private void tick(boolean wanted) {
        if (wanted && ticking == null) {
            ticking = context().schedule(tick, PunctuationType.WALL_CLOCK_TIME, at -> pace().goOn());
        } else if (!wanted && ticking != null) {
            ticking.cancel();
            ticking = null;
        }
    }

    @Override
    public void process(Record<K, byte[]> record) {
        switch (stage) {
            case ScanStage scan -> {
                long offset = offset();
                backfill.await(partition, offset);
                scan.accept(offset, record.timestamp(), record.value());
                if (pace().take()) {
                    context().commit();
                }
            }
            case MergeStage merge -> {
                pace().goOn();
                merge.accept(offset(), record.value());
            }
            case null -> throw new IllegalStateException("processor of " + store + " is not initialised");
        }
    }

    private CommitPace pace() {
        if (pace == null) {
            throw new IllegalStateException("processor of " + store + " is not initialised");
        }
        return pace;
    }

    private long offset() {
        return context().recordMetadata().map(RecordMetadata::offset).orElseThrow();
    }

    @Override
    public void close() {
        if (ticking != null) {
            ticking.cancel();
        }
        if (stage != null) {
            stage.stop();
        }
        if (hook != null) {
            hook.detach();
        }
    }

    private ProcessorContext<Addressed, byte[]> context() {
        if (context == null) {
            throw new IllegalStateException("processor of " + store + " is not initialised");
        }
        return context;
    }

    @Override
    public void exchange(int exchange, int destination, byte[] block) {
        Addressed address = new Addressed(null, destinations.get(destination));
        forward(address, block, BEFORE_ALL_EVENTS, null, children.exchanges().get(exchange));
    }

    @Override
    public void exchangeAll(int exchange, byte[] close) {
        forward(all, close, BEFORE_ALL_EVENTS, null, children.exchanges().get(exchange));
    }

    @Override
    public void changelog(byte[] key, byte @Nullable [] value, byte @Nullable [] epochHeader) {
        Headers headers = null;
        if (epochHeader != null) {
            headers = new RecordHeaders();
            headers.add(ChangelogCodec.EPOCH_HEADER, epochHeader);
        }
        hook().send(children.results(), partition, key, value, headers);
    }

    @Override
    public void event(byte @Nullable [] key, byte[] value) {
        Headers headers = new RecordHeaders();
        add(headers, EventHeaders.CONTRACT, children.contract());
        hook().send(children.results(), partition, key, value, headers);
    }

    @Override
    public void quarantine(Refused refused) {
        Headers headers = new RecordHeaders();
        add(headers, EventHeaders.TYPE, EventHeaders.QUARANTINED_V1);
        add(headers, EventHeaders.CODE, refused.code());
        add(headers, EventHeaders.REASON, refused.detail());
        add(headers, EventHeaders.POINTER, refused.pointer());
        add(headers, EventHeaders.CONTRACT, children.contract());
        byte[] key = refused.origin() == null ? null : refused.origin().getBytes(StandardCharsets.UTF_8);
        Addressed address = new Addressed(key, QUARANTINE);
        forward(address, refused.payload(), System.currentTimeMillis(), headers, children.quarantine());
    }

    private static void add(Headers headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(name, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * @param timestamp of what stays in a topic the time of writing, so that what the topic keeps is counted from then and
     *     not from event time
     */
    private void forward(
            Addressed key, byte @Nullable [] value, long timestamp, @Nullable Headers headers, @Nullable String child) {
        context().forward(new Record<>(key, value, timestamp, headers), child);
    }

    @Override
    public void log(byte[] key, byte @Nullable [] value) {
        hook().log(key, value);
    }

    private CommitHook hook() {
        if (hook == null) {
            throw new IllegalStateException("processor of " + store + " is not initialised");
        }
        return hook;
    }
}

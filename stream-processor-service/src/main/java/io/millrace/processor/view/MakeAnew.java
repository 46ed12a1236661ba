package io.millrace.processor.view;

import io.millrace.api.view.SourceStream;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.replay.BoundedRows;
import io.millrace.processor.replay.BoundedRun;
import io.millrace.processor.replay.SourceRecords;
import io.millrace.processor.view.ServedRows.Source;
import io.millrace.processor.view.Verification.RemovedStart;
import io.millrace.starter.MillraceSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Makes the rows of a version anew from its streams, from their beginnings up to a frontier, by a bounded run on one thread with at
 * most {@value #EVENTS_MAX} events.
 */
final class MakeAnew {
    static final long EVENTS_MAX = 20_000_000;

    private final View view;
    private final ViewTopics topics;
    private final MillraceSettings settings;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Consumer<Verification.Step> steps;
    private final List<RemovedStart> removed = new ArrayList<>();
    private final Map<Source, StreamRecords> open = new HashMap<>();
    private long toRead;
    private long read;

    /** @param steps is told about the work while it goes on; what it throws ends the work */
    MakeAnew(
            View view,
            ViewTopics topics,
            MillraceSettings settings,
            KafkaConsumer<byte[], byte[]> consumer,
            Consumer<Verification.Step> steps) {
        this.view = view;
        this.topics = topics;
        this.settings = settings;
        this.consumer = consumer;
        this.steps = steps;
    }

    /** Says that the work goes on. */
    void step() {
        steps.accept(new Verification.Step(read, toRead));
    }

    /** How many events there were to read. */
    long events() {
        return toRead;
    }

    /** Streams whose beginning is gone. */
    List<RemovedStart> removed() {
        return removed;
    }

    /** Where the streams of the version end now, per partition one past the last offset. */
    Map<Source, Long> ends() {
        Map<Source, Long> ends = new HashMap<>();
        for (SourceStream stream : view.definition().sources()) {
            requireSame(stream);
            whole(stream)
                    .ends()
                    .forEach((partition, end) -> ends.put(new Source(stream.topicId(), partition.partition()), end));
        }
        return ends;
    }

    /**
     * The rows by their keys.
     *
     * @param frontier per source partition one past the last offset that is read
     * @throws MillraceException VERIFICATION_TOO_LARGE, VIEW_STATE or KAFKA_UNAVAILABLE
     */
    Map<String, String> rows(CompiledView compiled, Map<Source, Long> frontier) {
        HeapRoom.collectIfShort();
        Map<String, List<SourceRecords>> records = records(frontier);
        step();
        try {
            return BoundedRun.of(compiled.plan(view.version()), records, 1).byKey();
        } catch (IllegalStateException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * The rows at one frontier after the other, in one reading of the streams.
     *
     * @param frontiers one at least; each includes the one before
     * @param reached is told at each of them, in their order, with the rows there
     * @throws MillraceException as {@link #rows}
     */
    void rowsAt(CompiledView compiled, List<Map<Source, Long>> frontiers, Consumer<BoundedRows> reached) {
        HeapRoom.collectIfShort();
        Map<String, List<SourceRecords>> records = records(frontiers.getLast());
        requireThere(frontiers.getLast());
        endAt(frontiers.getFirst());
        step();
        Iterator<Map<Source, Long>> further = frontiers.listIterator(1);
        try {
            BoundedRun.inSteps(compiled.plan(view.version()), records, rows -> {
                reached.accept(rows);
                boolean goesOn = further.hasNext();
                if (goesOn) {
                    endAt(further.next());
                }
                return goesOn;
            });
        } catch (IllegalStateException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        noteRemovedMeanwhile();
    }

    /** What retention removes while streams are read may have been missed. */
    private void noteRemovedMeanwhile() {
        for (SourceStream stream : view.definition().sources()) {
            whole(stream).begins().forEach((partition, begin) -> {
                boolean known = removed.stream()
                        .anyMatch(start -> start.stream().equals(stream.stream())
                                && start.partition() == partition.partition()
                                && start.firstOffset() >= begin);
                if (begin > 0 && !known) {
                    removed.add(new RemovedStart(stream.stream(), partition.partition(), begin));
                }
            });
        }
    }

    private void endAt(Map<Source, Long> frontier) {
        open.forEach((source, records) -> records.goOnTo(frontier.getOrDefault(source, 0L)));
    }

    /** A log that ends before what was read of it has lost records: waiting for them would be in vain. */
    private void requireThere(Map<Source, Long> frontier) {
        ends().forEach((source, end) -> {
            if (end < frontier.getOrDefault(source, 0L)) {
                throw new MillraceException(
                        ProcessorError.VIEW_STATE,
                        "The rows of view " + view.name() + " cannot be made anew: partition " + source.partition()
                                + " of a stream ends at offset " + end + ", before what the view has read of it, "
                                + frontier.get(source) + ". Records of it are lost; look at the brokers.");
            }
        });
    }

    /** Assigns all partitions of all streams to the consumer, at their beginnings. */
    private Map<String, List<SourceRecords>> records(Map<Source, Long> frontier) {
        Map<TopicPartition, Long> begins = new HashMap<>();
        Map<String, List<SourceRecords>> records = new HashMap<>();
        for (SourceStream stream : view.definition().sources()) {
            requireSame(stream);
            ReadRange whole = whole(stream);
            begins.putAll(whole.begins());
            List<SourceRecords> partitions = new ArrayList<>();
            for (int p = 0; p < stream.partitions(); p++) {
                TopicPartition partition = new TopicPartition(topic(stream), p);
                long begin = whole.begins().getOrDefault(partition, 0L);
                long end = frontier.getOrDefault(new Source(stream.topicId(), p), 0L);
                noteRange(stream.stream(), p, begin, end);
                StreamRecords ofPartition = new StreamRecords(consumer, partition, end, this::passed);
                open.put(new Source(stream.topicId(), p), ofPartition);
                partitions.add(ofPartition);
            }
            records.put(stream.stream(), partitions);
        }
        if (toRead > EVENTS_MAX) {
            throw tooLarge("it holds " + toRead + " events, and at most " + EVENTS_MAX + " are read again");
        }
        consumer.assign(begins.keySet());
        begins.forEach(consumer::seek);
        return records;
    }

    private ReadRange whole(SourceStream stream) {
        return ReadRange.whole(consumer, topic(stream), stream.partitions(), this::step);
    }

    private String topic(SourceStream stream) {
        return settings.namespace().of(stream.topic());
    }

    private void requireSame(SourceStream stream) {
        if (!topics.isThere(stream)) {
            throw new MillraceException(
                    ProcessorError.VIEW_STATE,
                    "The rows of view " + view.name() + " cannot be made anew: the topic of " + stream.stream()
                            + " that it has read is gone. DELETE /api/views/" + view.name()
                            + " and create it again to have the rows of the stream as it is now.");
        }
    }

    private void noteRange(String stream, int partition, long begin, long end) {
        toRead += Math.max(0, end - begin);
        if (begin > 0) {
            removed.add(new RemovedStart(stream, partition, begin));
        }
    }

    private void passed(long offsets) {
        read += offsets;
        if (HeapRoom.isShort()) {
            throw tooLarge("its state leaves this process too little memory");
        }
        step();
    }

    private MillraceException tooLarge(String why) {
        return new MillraceException(
                ProcessorError.VERIFICATION_TOO_LARGE,
                "The rows of view " + view.name() + " cannot be made anew in a running service: " + why
                        + ". Give the service more memory, or verify a view of a part of the stream.");
    }

    /** The frontier that a position stands for; the inverse of {@link #position}. */
    static Map<Source, Long> frontier(Position position) {
        Map<Source, Long> frontier = new HashMap<>();
        position.offsets()
                .forEach((topic, partitions) -> partitions.forEach(
                        (partition, offset) -> frontier.put(new Source(topic, partition), offset + 1)));
        return frontier;
    }

    /** What a frontier includes. */
    static String position(Map<Source, Long> frontier) {
        Position.Builder position = new Position.Builder();
        frontier.forEach((source, next) -> {
            if (next > 0) {
                position.include(source.topicId(), source.partition(), next - 1);
            }
        });
        return position.build().token();
    }
}

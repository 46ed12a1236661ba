package io.millrace.processor.view;

import io.millrace.api.view.SourceStream;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.replay.BoundedRun;
import io.millrace.processor.replay.SourceRecords;
import io.millrace.processor.view.ServedRows.Source;
import io.millrace.processor.view.Verification.RemovedStart;
import io.millrace.starter.MillraceSettings;
import java.util.ArrayList;
import java.util.HashMap;
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
                partitions.add(new StreamRecords(consumer, partition, end, this::passed));
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

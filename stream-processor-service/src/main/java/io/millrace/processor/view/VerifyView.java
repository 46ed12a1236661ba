package io.millrace.processor.view;

import io.millrace.api.view.SourceStream;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import io.millrace.kernel.Topics;
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
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.springframework.stereotype.Component;

/**
 * Makes a view's rows anew from its streams, up to the position that is served, and compares them with those in its changelog
 * at that position. One at a time on a copy, on one thread, with at most {@value #EVENTS_MAX} events.
 */
@Component
class VerifyView {
    static final long EVENTS_MAX = 20_000_000;

    private final DefineViews define;
    private final ViewTopics topics;
    private final MillraceSettings settings;
    private final Semaphore slot = new Semaphore(1);

    VerifyView(DefineViews define, ViewTopics topics, MillraceSettings settings) {
        this.define = define;
        this.topics = topics;
        this.settings = settings;
    }

    /**
     * @param steps is told about the work while it goes on; what it throws ends the work
     * @throws MillraceException TOO_MANY_REQUESTS, VERIFICATION_TOO_LARGE, VIEW_STATE, PLAN_CHANGED or KAFKA_UNAVAILABLE
     */
    Verification verify(View view, Consumer<Verification.Step> steps) {
        if (!slot.tryAcquire()) {
            throw new MillraceException(
                    CommonError.TOO_MANY_REQUESTS,
                    "Another view is being verified by this copy of the service. Try again when that is done.");
        }
        try (KafkaConsumer<byte[], byte[]> consumer = ReadRange.consumer(settings.kafka())) {
            return new Work(view, define.compiled(view), consumer, steps).run();
        } catch (KafkaException e) {
            throw new MillraceException(
                    ProcessorError.KAFKA_UNAVAILABLE,
                    "Kafka cannot be read to verify " + view.name() + ". Try again when the broker is well.",
                    e);
        } finally {
            slot.release();
        }
    }

    /** One verification. */
    private final class Work {
        private final View view;
        private final CompiledView compiled;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Consumer<Verification.Step> steps;
        private final List<RemovedStart> removed = new ArrayList<>();
        private long toRead;
        private long read;

        Work(
                View view,
                CompiledView compiled,
                KafkaConsumer<byte[], byte[]> consumer,
                Consumer<Verification.Step> steps) {
            this.view = view;
            this.compiled = compiled;
            this.consumer = consumer;
            this.steps = steps;
        }

        Verification run() {
            ServedRows served = new ReadServedRows(view, changelog()).read();
            Map<Source, Long> frontier = served.frontier();
            Map<String, List<SourceRecords>> records = records(frontier);
            step();
            CompareServed compare = new CompareServed(anew(records), served.rows());
            Set<String> missing = compare.missingKeys();
            Set<String> changed =
                    missing.isEmpty() ? Set.of() : ReadServedRows.changedAfter(served.epoch(), missing, changelog());
            compare.compare(changed);
            return new Verification(
                    view.name(),
                    view.version(),
                    position(frontier),
                    toRead,
                    served.rows().size(),
                    compare.differences() == 0,
                    compare.differences(),
                    compare.missing,
                    compare.unexpected,
                    compare.different,
                    changed.size(),
                    removed);
        }

        private ReadRange changelog() {
            String topic = settings.namespace().of(Topics.viewChangelog(view.name(), view.version()));
            return ReadRange.whole(consumer, topic, view.definition().partitions(), this::step);
        }

        private void step() {
            steps.accept(new Verification.Step(read, toRead));
        }

        /** Assigns all partitions of all streams to the consumer, at their beginnings. */
        private Map<String, List<SourceRecords>> records(Map<Source, Long> frontier) {
            Map<TopicPartition, Long> begins = new HashMap<>();
            Map<String, List<SourceRecords>> records = new HashMap<>();
            for (SourceStream stream : view.definition().sources()) {
                requireSame(stream);
                String topic = settings.namespace().of(stream.topic());
                ReadRange whole = ReadRange.whole(consumer, topic, stream.partitions(), this::step);
                begins.putAll(whole.begins());
                List<SourceRecords> partitions = new ArrayList<>();
                for (int p = 0; p < stream.partitions(); p++) {
                    TopicPartition partition = new TopicPartition(topic, p);
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

        private void requireSame(SourceStream stream) {
            if (!topics.isThere(stream)) {
                throw new MillraceException(
                        ProcessorError.VIEW_STATE,
                        "View " + view.name() + " cannot be verified: the topic of " + stream.stream()
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
                    "View " + view.name() + " cannot be verified in a running service: " + why
                            + ". Give the service more memory, or verify a view of a part of the stream.");
        }

        private Map<String, String> anew(Map<String, List<SourceRecords>> records) {
            try {
                return BoundedRun.of(compiled.plan(view.version()), records, 1).byKey();
            } catch (IllegalStateException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }

        private static String position(Map<Source, Long> frontier) {
            Position.Builder position = new Position.Builder();
            frontier.forEach((source, next) -> {
                if (next > 0) {
                    position.include(source.topicId(), source.partition(), next - 1);
                }
            });
            return position.build().token();
        }
    }
}

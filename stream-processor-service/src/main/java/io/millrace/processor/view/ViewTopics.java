package io.millrace.processor.view;

import io.millrace.api.contract.StreamSchema;
import io.millrace.api.view.SourceStream;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Topics;
import io.millrace.processor.ProcessorError;
import io.millrace.starter.MillraceSettings;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** What Kafka says about a view's source, and the end of the topics that a view leaves behind. */
@Component
class ViewTopics implements DisposableBean {
    private static final int TIMEOUT_MS = 10_000;

    private final MillraceSettings settings;
    private final Clock clock;
    private final Admin admin;

    ViewTopics(MillraceSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.admin = Admin.create(Map.of(
                "bootstrap.servers",
                settings.kafka(),
                "request.timeout.ms",
                TIMEOUT_MS,
                "default.api.timeout.ms",
                TIMEOUT_MS));
    }

    /** The stream as a source, with what its log holds now. */
    SourceStream source(StreamSchema stream) {
        return new SourceStream(
                stream.stream(),
                stream.topic(),
                Objects.requireNonNull(stream.topicId(), "a compiled view has a topic id"),
                stream.partitions(),
                offsets(stream, OffsetSpec.latest(), "the ends"),
                offsets(stream, OffsetSpec.earliest(), "the beginnings"));
    }

    /** How much of a stream there is to read, and how much comes. */
    StreamLoad load(StreamSchema stream) {
        List<Long> ends = offsets(stream, OffsetSpec.latest(), "the ends");
        List<Long> begins = offsets(stream, OffsetSpec.earliest(), "the beginnings");
        long since = clock.instant().minus(StreamLoad.LATELY).toEpochMilli();
        List<Long> lately = offsets(stream, OffsetSpec.forTimestamp(since), "the offsets of a minute ago");
        long held = 0;
        long arrived = 0;
        for (int partition = 0; partition < ends.size(); partition++) {
            long end = ends.get(partition);
            held += end - begins.get(partition);
            // Where nothing came since, Kafka knows no offset.
            arrived += lately.get(partition) < 0 ? 0 : end - lately.get(partition);
        }
        return StreamLoad.of(stream.stream(), held, arrived);
    }

    private List<Long> offsets(StreamSchema stream, OffsetSpec spec, String what) {
        String topic = settings.namespace().of(stream.topic());
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int partition = 0; partition < stream.partitions(); partition++) {
            wanted.put(new TopicPartition(topic, partition), spec);
        }
        Map<TopicPartition, ListOffsetsResultInfo> found =
                await(admin.listOffsets(wanted).all(), what + " of " + topic);
        return IntStream.range(0, stream.partitions())
                .mapToObj(partition -> found.get(new TopicPartition(topic, partition)))
                .map(offset -> offset == null ? 0 : offset.offset())
                .toList();
    }

    /** Whether the stream's topic is still the one that was there when the view was compiled, and no later one of its name. */
    boolean isThere(SourceStream stream) {
        String topic = settings.namespace().of(stream.topic());
        try {
            return stream.topicId().equals(id(topic, "the topic " + topic));
        } catch (MillraceException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Kafka's id of a stream's topic.
     *
     * @throws MillraceException KAFKA_UNAVAILABLE, also where there is none
     */
    UUID id(String stream) {
        String topic = settings.namespace().of(stream);
        return id(topic, "the topic " + topic);
    }

    private UUID id(String topic, String what) {
        Uuid id = await(
                        Objects.requireNonNull(admin.describeTopics(List.of(topic))
                                .topicNameValues()
                                .get(topic)),
                        what)
                .topicId();
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    /** Deletes what a version wrote to: changelog and quarantine of a view, the topic of a stream; what is gone already is fine. */
    void delete(View view) {
        DerivedStream target = view.definition().target();
        if (target != null) {
            deleteStream(target.topic(), target.topicId());
            return;
        }
        List<String> topics = List.of(
                settings.namespace().of(Topics.viewChangelog(view.name(), view.version())),
                settings.namespace().of(Topics.viewQuarantine(view.name(), view.version())));
        admin.deleteTopics(topics)
                .topicNameValues()
                .forEach((topic, deleted) -> awaitGone(deleted, "the deletion of " + topic));
    }

    /** Deletes the topic of a derived stream, and not a later one of its name. Its quarantine stays for as long as it keeps records. */
    void deleteStream(String topic, UUID id) {
        Uuid kafkaId = new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
        admin.deleteTopics(TopicCollection.ofTopicIds(List.of(kafkaId)))
                .topicIdValues()
                .forEach((gone, deleted) -> awaitGone(deleted, "the deletion of " + topic));
    }

    private static void awaitGone(KafkaFuture<Void> deleted, String what) {
        try {
            await(deleted, what);
        } catch (MillraceException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof UnknownTopicIdException)) {
                throw e;
            }
        }
    }

    private static <T extends @Nullable Object> T await(KafkaFuture<T> future, String what) {
        try {
            return future.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unavailable(what, e.getCause());
        } catch (TimeoutException e) {
            throw unavailable(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(what, e);
        }
    }

    private static MillraceException unavailable(String what, @Nullable Throwable cause) {
        return new MillraceException(
                ProcessorError.KAFKA_UNAVAILABLE,
                "Kafka did not answer for " + what + ". Try again when the broker is well.",
                cause);
    }

    @Override
    public void destroy() {
        admin.close(java.time.Duration.ofSeconds(2));
    }
}

package io.millrace.processor.runtime;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.kernel.Topics;
import io.millrace.processor.stage.CutPlan;
import io.millrace.processor.stage.MergeStage;
import io.millrace.processor.stage.ViewPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a runtime on the broker: those it writes to are made before it starts, its internal ones go with it. */
final class RuntimeTopics {
    private static final Duration LEADERS_PAUSE = Duration.ofMillis(20);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration DELETES_KEPT = Duration.ofDays(7);

    private static final String RECORD_BYTES_MAX = Integer.toString(StreamsProperties.RECORD_BYTES_MAX);

    private final Admin admin;
    private final Namespace namespace;

    RuntimeTopics(Admin admin, Namespace namespace) {
        this.admin = admin;
        this.namespace = namespace;
    }

    /**
     * Compares the topics that are read with those that the plans were made for; one that is missing is left to {@link
     * #sourcesGone}.
     *
     * @throws MillraceException where a topic was made anew or has more partitions than it had
     */
    void requireSources(RuntimeSpec spec) {
        for (ViewPlan plan : spec.views()) {
            requireDerived(spec, plan);
            for (ViewPlan.Scan scan : CutPlan.of(plan).streams()) {
                describe(scan.topic()).ifPresent(found -> requireSame(plan, scan, found));
            }
        }
    }

    private static void requireSame(ViewPlan plan, ViewPlan.Scan scan, TopicDescription found) {
        if (!id(found).equals(scan.topicId()) || found.partitions().size() != scan.partitions()) {
            throw new MillraceException(
                    RuntimeError.RUNTIME_TOPIC_MISMATCH,
                    "Stream " + scan.stream() + " is not the one that view " + plan.view()
                            + " was made for: its topic was"
                            + " deleted and made anew, or has "
                            + found.partitions().size() + " partitions instead of "
                            + scan.partitions() + ". Delete the view and create it again.");
        }
    }

    /** Its events are in its topic and nowhere else: in another one they would begin in their middle. */
    private void requireDerived(RuntimeSpec spec, ViewPlan plan) {
        DerivedTopic derived = spec.derived(plan);
        if (derived == null) {
            return;
        }
        if (!isThere(derived)) {
            throw new MillraceException(
                    RuntimeError.RUNTIME_TOPIC_MISMATCH,
                    "Topic " + namespace.of(derived.topic()) + " of the derived stream " + plan.view()
                            + " was deleted, or made anew. DROP STREAM " + plan.view() + " and create it again.");
        }
    }

    private static UUID id(TopicDescription topic) {
        return new UUID(
                topic.topicId().getMostSignificantBits(), topic.topicId().getLeastSignificantBits());
    }

    /**
     * Compares an exchange with what a merge has taken of it. Kafka Streams makes one that somebody deleted anew; what is
     * sent over it then would be passed over as far as it has offsets that the merge has seen before.
     *
     * @return the topic's id
     * @throws MillraceException RUNTIME_TOPIC_MISMATCH where it was made anew, or ends before what was taken of it
     */
    UUID requireExchange(String topic, int partition, MergeStage.Taken taken) {
        TopicDescription found = describe(topic)
                .orElseThrow(() -> unavailable(new UnknownTopicOrPartitionException(topic + " is not there yet")));
        boolean same = taken.topicId() == null || taken.topicId().equals(id(found));
        if (!same || taken.nextOffset() > 0 && end(new TopicPartition(topic, partition)) < taken.nextOffset()) {
            throw new MillraceException(
                    RuntimeError.RUNTIME_TOPIC_MISMATCH,
                    "Topic " + topic + " is not as the view left it: it was deleted and made anew, or lost its last"
                            + " records. What was in it cannot be told any more. Delete the view and create it again.");
        }
        return id(found);
    }

    private long end(TopicPartition partition) {
        return await(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition))
                .offset();
    }

    /**
     * Whether the broker says that a topic that is read does not exist, or that of a derived stream is not there or another one, as
     * a broker may make it anew for who writes; false where it cannot be asked.
     */
    boolean sourcesGone(RuntimeSpec spec) {
        try {
            return spec.views().stream()
                            .flatMap(plan -> CutPlan.of(plan).streams().stream())
                            .anyMatch(scan -> describe(scan.topic()).isEmpty())
                    || spec.derived().values().stream().anyMatch(derived -> !isThere(derived));
        } catch (MillraceException e) {
            return false;
        }
    }

    private boolean isThere(DerivedTopic derived) {
        return describe(namespace.of(derived.topic()))
                .filter(found -> id(found).equals(derived.topicId()))
                .isPresent();
    }

    private Optional<TopicDescription> describe(String topic) {
        KafkaFuture<TopicDescription> described =
                admin.describeTopics(Set.of(topic)).topicNameValues().get(topic);
        try {
            return described == null ? Optional.empty() : Optional.of(await(described));
        } catch (MillraceException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Makes the changelogs and quarantines that are missing.
     *
     * @throws MillraceException where a topic is there with other partitions than the plan needs
     */
    void create(RuntimeSpec spec) {
        List<NewTopic> wanted = new ArrayList<>();
        for (ViewPlan plan : spec.views()) {
            ChangelogSettings settings = spec.changelog(plan);
            requirePartitions(plan, settings);
            if (spec.derived(plan) != null) {
                continue;
            }
            wanted.add(changelog(plan, settings));
            wanted.add(new NewTopic(
                            namespace.of(Topics.viewQuarantine(plan.view(), plan.version())),
                            Optional.of(1),
                            Optional.empty())
                    .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, RECORD_BYTES_MAX)));
        }
        if (wanted.isEmpty()) {
            return;
        }
        Map<String, KafkaFuture<Void>> made = admin.createTopics(wanted).values();
        for (NewTopic topic : wanted) {
            KafkaFuture<Void> creation = made.get(topic.name());
            if (creation != null && !await(creation, TopicExistsException.class)) {
                requirePartitions(topic);
            }
        }
        awaitLeaders(wanted);
    }

    /** A producer that meets a partition before its leader serves it can get its batches out of order, and is stuck then. */
    private void awaitLeaders(List<NewTopic> topics) {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        for (NewTopic topic : topics) {
            for (int partition = 0; partition < topic.numPartitions(); partition++) {
                partitions.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!await(ends(partitions), UnknownTopicOrPartitionException.class)) {
            if (System.nanoTime() > deadline) {
                throw unavailable(new TimeoutException("topics were made and are not served"));
            }
            LockSupport.parkNanos(LEADERS_PAUSE.toNanos());
        }
    }

    private KafkaFuture<Void> ends(Map<TopicPartition, OffsetSpec> partitions) {
        return admin.listOffsets(partitions).all().thenApply(offsets -> null);
    }

    private void requirePartitions(NewTopic topic) {
        TopicDescription found = describe(topic.name()).orElse(null);
        if (found != null && found.partitions().size() != topic.numPartitions()) {
            throw new MillraceException(
                    RuntimeError.RUNTIME_TOPIC_MISMATCH,
                    "Topic " + topic.name() + " has " + found.partitions().size() + " partitions and needs "
                            + topic.numPartitions() + ". Delete it, or make the view anew under another name.");
        }
    }

    private static void requirePartitions(ViewPlan plan, ChangelogSettings settings) {
        int needed = CutPlan.of(plan).sinks(settings.partitions());
        if (settings.partitions() != needed) {
            throw new IllegalArgumentException("view " + plan.view() + " has no exchange, so its changelog needs the "
                    + needed + " partitions of its stream, not " + settings.partitions());
        }
    }

    private NewTopic changelog(ViewPlan plan, ChangelogSettings settings) {
        return new NewTopic(
                        namespace.of(Topics.viewChangelog(plan.view(), plan.version())),
                        Optional.of(settings.partitions()),
                        Optional.empty())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                        Long.toString(settings.historyMs()),
                        TopicConfig.DELETE_RETENTION_MS_CONFIG,
                        Long.toString(DELETES_KEPT.toMillis()),
                        TopicConfig.RETENTION_MS_CONFIG,
                        "-1",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        RECORD_BYTES_MAX));
    }

    /** Whether all members of the application's group run this topology; false while there are none. */
    boolean isUsedBy(String applicationId, String topology) {
        return group(applicationId)
                .map(group -> group.partitionAssignor().equals(KeepTopologiesApart.protocol(topology)))
                .orElse(false);
    }

    /** Whether the application's group has no members. */
    boolean isUnused(String applicationId) {
        return group(applicationId).map(group -> group.members().isEmpty()).orElse(true);
    }

    private Optional<ConsumerGroupDescription> group(String applicationId) {
        KafkaFuture<ConsumerGroupDescription> described = admin.describeConsumerGroups(Set.of(applicationId))
                .describedGroups()
                .get(applicationId);
        try {
            return described == null ? Optional.empty() : Optional.of(await(described));
        } catch (MillraceException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Deletes the group and the internal topics of an application; what is gone already is fine. The group goes first: while
     * it has members, they would make the topics again.
     */
    void delete(String applicationId) {
        admin.deleteConsumerGroups(Set.of(applicationId))
                .deletedGroups()
                .values()
                .forEach(deleted -> await(deleted, GroupIdNotFoundException.class));
        deleteInternal(applicationId + "-");
    }

    /** Deletes an application's internal topics of one view; what is gone already is fine. */
    void delete(String applicationId, String view, int version) {
        deleteInternal(applicationId + "-" + view + ".v" + version + ".");
    }

    private void deleteInternal(String prefix) {
        Set<String> internal = await(admin.listTopics().names()).stream()
                .filter(topic ->
                        topic.startsWith(prefix) && (topic.endsWith("-changelog") || topic.endsWith("-repartition")))
                .collect(Collectors.toSet());
        admin.deleteTopics(internal)
                .topicNameValues()
                .values()
                .forEach(deleted -> await(deleted, UnknownTopicOrPartitionException.class));
    }

    /** Returns false where it failed in the way that is tolerated. */
    private static boolean await(KafkaFuture<Void> future, Class<? extends Exception> tolerated) {
        try {
            future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            if (tolerated.isInstance(e.getCause())) {
                return false;
            }
            throw unavailable(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        } catch (TimeoutException e) {
            throw unavailable(e);
        }
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unavailable(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        } catch (TimeoutException e) {
            throw unavailable(e);
        }
    }

    private static MillraceException unavailable(@org.jspecify.annotations.Nullable Throwable cause) {
        return new MillraceException(
                RuntimeError.RUNTIME_KAFKA_UNAVAILABLE,
                "Kafka did not answer as it should: " + cause + ". Try again when the broker is well.",
                cause);
    }
}

package io.millrace.benchmarks.nexmark;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until an application of Kafka Streams has done all that was in its topics: first it has committed the ends of the
 * streams, then, as often as it has exchanges behind one another, what was in them at that moment.
 */
public final class AwaitEnd {
    /** Markers of transactions at the end of a partition, which no reader commits. */
    private static final int MARKERS = 4;

    private static final long POLL_NANOS = 250_000_000;

    private final Admin admin;
    private final String group;

    public AwaitEnd(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /** @param exchanges how many lie behind one another at most */
    public void await(Collection<String> streams, int exchanges) throws ExecutionException, InterruptedException {
        passed(ends(admin, streams), 0);
        for (int i = 0; i < exchanges; i++) {
            passed(ends(admin, repartitions()), MARKERS);
        }
    }

    private List<String> repartitions() throws ExecutionException, InterruptedException {
        return admin.listTopics().names().get().stream()
                .filter(topic -> topic.startsWith(group + "-") && topic.endsWith("-repartition"))
                .toList();
    }

    /** The ends of all partitions of topics, at this moment. */
    public static Map<TopicPartition, Long> ends(Admin admin, Collection<String> topics)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get()
                .forEach((topic, description) -> description
                        .partitions()
                        .forEach(partition ->
                                wanted.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest())));
        Map<TopicPartition, ListOffsetsResultInfo> found =
                admin.listOffsets(wanted).all().get();
        return found.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }

    private void passed(Map<TopicPartition, Long> ends, int tolerance) throws ExecutionException, InterruptedException {
        while (true) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            if (ends.entrySet().stream()
                    .allMatch(end -> isPassed(end.getValue() - tolerance, committed.get(end.getKey())))) {
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static boolean isPassed(long end, @org.jspecify.annotations.Nullable OffsetAndMetadata committed) {
        return end <= 0 || committed != null && committed.offset() >= end;
    }
}

package io.millrace.views.materialization;

import io.millrace.api.changelog.Progress;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.SourceStream;
import io.millrace.starter.MillraceSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Measures how fresh cuts are, by sampling where the streams end: one request for all of them, several times a second while
 * something is read or moves, and less often while nothing does.
 */
@Component
public class SourceFreshness implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SourceFreshness.class);
    private static final Duration BUSY = Duration.ofMillis(150);
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final Duration BUSY_AFTER = Duration.ofSeconds(5);
    private static final Duration TOPIC_IDS_EVERY = Duration.ofSeconds(10);
    private static final Duration DELETED_AFTER = Duration.ofSeconds(30);
    /** A sample that is older says nothing about now. */
    private static final Duration SAMPLE_AGE_MAX = Duration.ofSeconds(5);
    /** A source partition without events for so long is left out of the watermark that is shown. */
    private static final Duration SILENT_AFTER = Duration.ofSeconds(10);

    private final ViewCatalog catalog;
    private final KafkaOffsets offsets;
    private final MillraceSettings settings;
    private final Clock clock;
    private final SourceEnds ends = new SourceEnds();
    /** Per source partition the end that was last seen, and since when. */
    private final Map<TopicPartition, End> lastEnds = new ConcurrentHashMap<>();

    private Map<String, UUID> topicIds = Map.of();
    private Instant topicIdsAt = Instant.EPOCH;
    /** Per topic that Kafka does not know, since when. */
    private final Map<UUID, Instant> unknownSince = new HashMap<>();

    private volatile Instant busyAt = Instant.EPOCH;
    private volatile boolean waiting;
    private volatile @Nullable Thread thread;

    private record End(long offset, Instant since) {}

    SourceFreshness(ViewCatalog catalog, KafkaOffsets offsets, MillraceSettings settings, Clock clock) {
        this.catalog = catalog;
        this.offsets = offsets;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param asOf every event acknowledged before it is in the cut; null where that is not known yet
     * @param lagMs how far behind the acknowledged events the cut is, milliseconds; 0 where it has them all, null where that
     *     is not known yet
     * @param watermark event time up to which the cut is complete, silent source partitions left out; null before the first
     *     event
     */
    public record Freshness(
            @Nullable Instant asOf,
            @Nullable Long lagMs,
            @Nullable Instant watermark) {}

    /** What is known of a cut's freshness now. */
    public Freshness of(PublishedView view, Cut cut) {
        keepBusy();
        Instant now = clock.instant();
        SourceEnds.Coverage coverage = ends.coverage(cut.frontier(), view.sources());
        Instant asOf = later(coverage.asOf(), cut.asOf());
        Instant sampledAt = coverage.sampledAt();
        boolean current = coverage.caughtUp()
                && sampledAt != null
                && Duration.between(sampledAt, now).compareTo(SAMPLE_AGE_MAX) < 0;
        Long lagMs = current ? Long.valueOf(0) : asOf == null ? null : Long.valueOf(millisBetween(asOf, now));
        return new Freshness(asOf, lagMs, watermark(view, cut.frontier(), now));
    }

    private static long millisBetween(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }

    /** The newest instant that a frontier is known to cover. */
    @Nullable
    Instant asOf(PublishedView view, Frontier frontier) {
        return ends.coverage(frontier, view.sources()).asOf();
    }

    /** Part of the events that were there when the view was created which the frontier has passed, 0 to 1. */
    public static double progress(PublishedView view, Frontier frontier) {
        long all = 0;
        long passed = 0;
        for (SourceStream source : view.sources()) {
            for (int partition = 0; partition < source.backfillTo().size(); partition++) {
                long begin = source.backfillFrom(partition);
                long end = source.backfillTo().get(partition);
                all += end - begin;
                passed += Math.clamp(frontier.nextOffset(source.topicId(), partition), begin, end) - begin;
            }
        }
        return all == 0 ? 1 : (double) passed / all;
    }

    private @Nullable Instant watermark(PublishedView view, Frontier frontier, Instant now) {
        Map<UUID, String> topics = new HashMap<>();
        view.sources().forEach(source -> topics.put(source.topicId(), source.topic()));
        long least = Long.MAX_VALUE;
        long greatest = Progress.NO_WATERMARK;
        for (Progress.Source source : frontier.sources()) {
            if (source.watermark() != Progress.NO_WATERMARK) {
                greatest = Math.max(greatest, source.watermark());
                String topic = topics.get(source.topicId());
                if (topic == null || !isSilent(topic, source, now)) {
                    least = Math.min(least, source.watermark());
                }
            }
        }
        if (greatest == Progress.NO_WATERMARK) {
            return null;
        }
        return Instant.ofEpochMilli(least == Long.MAX_VALUE ? greatest : least);
    }

    private boolean isSilent(String topic, Progress.Source source, Instant now) {
        End end = lastEnds.get(new TopicPartition(settings.namespace().of(topic), source.partition()));
        return end != null
                && source.nextOffset() >= end.offset()
                && Duration.between(end.since(), now).compareTo(SILENT_AFTER) > 0;
    }

    private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isAfter(b) ? a : b;
    }

    private void keepBusy() {
        busyAt = clock.instant();
        Thread sampling = thread;
        if (waiting && sampling != null) {
            waiting = false;
            LockSupport.unpark(sampling);
        }
    }

    @Override
    public void start() {
        Thread sampling = Thread.ofVirtual().name("source-ends").unstarted(this::run);
        // Known before it runs, because it runs as long as it is the known one.
        thread = sampling;
        sampling.start();
    }

    @Override
    public void stop() {
        Thread sampling = thread;
        thread = null;
        if (sampling != null) {
            sampling.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        while (thread == Thread.currentThread()) {
            try {
                sample();
            } catch (KafkaException e) {
                LOG.warn("The ends of the streams are not known now, so freshness stays as it was. {}", e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("The ends of the streams were not sampled: the next sample is taken as planned", e);
            }
            boolean busy = Duration.between(busyAt, clock.instant()).compareTo(BUSY_AFTER) < 0;
            waiting = !busy;
            LockSupport.parkNanos((busy ? BUSY : IDLE).toNanos());
        }
    }

    private void sample() {
        Map<UUID, SourceStream> sources = new HashMap<>();
        catalog.versions().forEach(view -> view.sources().forEach(source -> sources.put(source.topicId(), source)));
        refreshTopicIds(sources.values());
        Set<TopicPartition> partitions = new HashSet<>();
        Set<UUID> deleted = deleted(sources.values());
        sources.values().removeIf(source -> !source.topicId().equals(topicIds.get(topic(source))));
        sources.values().forEach(source -> partitions.addAll(partitions(source)));
        Instant at = clock.instant();
        Map<TopicPartition, Long> found = offsets.ends(partitions);
        Map<UUID, long[]> perTopic = new HashMap<>();
        // What is not known of a topic is left out: then nothing is said of the views that read it.
        sources.values().stream()
                .filter(source -> found.keySet().containsAll(partitions(source)))
                .forEach(source -> perTopic.put(source.topicId(), endsOf(source, found)));
        // A topic that is no more has no events that a view could lack.
        deleted.forEach(topicId -> perTopic.put(topicId, new long[0]));
        found.forEach((partition, offset) -> lastEnds.compute(
                partition,
                (key, before) -> before != null && before.offset() == offset ? before : new End(offset, at)));
        if (ends.add(at, perTopic)) {
            busyAt = at;
        }
    }

    private long[] endsOf(SourceStream source, Map<TopicPartition, Long> found) {
        return partitions(source).stream()
                .mapToLong(partition -> Objects.requireNonNull(found.get(partition)))
                .toArray();
    }

    private List<TopicPartition> partitions(SourceStream source) {
        return IntStream.range(0, source.partitions())
                .mapToObj(partition -> new TopicPartition(topic(source), partition))
                .toList();
    }

    /**
     * Topics that Kafka has not known for a while, or has known another of the name. One answer is not enough, since a broker
     * may not have heard of a topic yet.
     */
    private Set<UUID> deleted(Collection<SourceStream> sources) {
        Set<UUID> deleted = new HashSet<>();
        Set<UUID> unknown = new HashSet<>();
        for (SourceStream source : sources) {
            if (!source.topicId().equals(topicIds.get(topic(source)))) {
                unknown.add(source.topicId());
                Instant since = unknownSince.computeIfAbsent(source.topicId(), key -> topicIdsAt);
                if (Duration.between(since, topicIdsAt).compareTo(DELETED_AFTER) > 0) {
                    deleted.add(source.topicId());
                }
            }
        }
        unknownSince.keySet().retainAll(unknown);
        return deleted;
    }

    private void refreshTopicIds(Collection<SourceStream> sources) {
        Set<String> topics = new HashSet<>();
        sources.forEach(source -> topics.add(topic(source)));
        boolean due = Duration.between(topicIdsAt, clock.instant()).compareTo(TOPIC_IDS_EVERY) > 0;
        if (due || !topicIds.keySet().containsAll(topics)) {
            topicIds = topics.isEmpty() ? Map.of() : offsets.topicIds(topics);
            topicIdsAt = clock.instant();
        }
    }

    private String topic(SourceStream source) {
        return settings.namespace().of(source.topic());
    }
}

package io.millrace.views.materialization;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.api.changelog.ChangelogRecord;
import io.millrace.api.view.PublishedView;
import io.millrace.kernel.Topics;
import io.millrace.views.row.KeyCodec;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one view version in Redis up to date for as long as this copy holds its lease, and waits for the lease else. Every
 * failure ends with a fresh look at what Redis holds: that, and nothing in memory, says where to go on.
 */
final class MaterializeView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MaterializeView.class);
    private static final long BACKOFF_MS_MIN = 100;
    private static final long BACKOFF_MS_MAX = 2_000;
    private static final long UNREADABLE_MS = 10_000;
    private static final long TAKEN_MS_MAX = 500;
    private static final int RENEWALS_PER_LEASE = 4;

    private final PublishedView view;
    private final ViewVersion version;
    private final String topic;
    private final KeyCodec keys;
    private final ViewWriter writer;
    private final Materialization materialization;
    private final ApplyEpochs.Surroundings surroundings;
    private final Thread thread;
    private volatile boolean closed;
    private boolean rebuild;

    MaterializeView(
            PublishedView view,
            ViewWriter writer,
            Materialization materialization,
            ApplyEpochs.Surroundings surroundings) {
        this.view = view;
        this.version = ViewVersion.of(view);
        this.keys = KeyCodec.of(view);
        this.writer = writer;
        this.materialization = materialization;
        this.surroundings = surroundings;
        this.topic = materialization.namespace().of(Topics.viewChangelog(view.name(), view.version()));
        this.thread = Thread.ofVirtual().name("materialize-" + version).unstarted(this::run);
    }

    MaterializeView start() {
        thread.start();
        return this;
    }

    private void run() {
        long backoffMs = BACKOFF_MS_MIN;
        try {
            while (!closed) {
                try {
                    long waitMs = attempt();
                    backoffMs = BACKOFF_MS_MIN;
                    Thread.sleep(waitMs);
                } catch (RedisUnavailableException | KafkaException e) {
                    LOG.warn(
                            "{} cannot be brought up to date now: trying again in {} ms. {}",
                            version,
                            backoffMs,
                            e.getMessage());
                    Thread.sleep(backoffMs);
                    backoffMs = Math.min(2 * backoffMs, BACKOFF_MS_MAX);
                } catch (RuntimeException e) {
                    LOG.error("{} stays as it is: trying again in {} ms", version, UNREADABLE_MS, e);
                    Thread.sleep(UNREADABLE_MS);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("{} is no longer materialized here", version);
        }
    }

    /** Follows the changelog while it can; returns how long to wait before the next attempt, milliseconds. */
    private long attempt() throws InterruptedException {
        try {
            return switch (writer.claim(view.partitions())) {
                case ViewWriter.Claim.Taken taken -> Math.clamp(taken.restMs(), 1, TAKEN_MS_MAX);
                case ViewWriter.Claim.Held held -> {
                    follow(state(held.state()));
                    yield 0;
                }
            };
        } catch (ViewWriter.DivergedException e) {
            LOG.info("{}: {}; going on from what is stored", version, e.getMessage());
        } catch (ViewWriter.BrokenRowsException | ChangelogFeed.BrokenFeedException e) {
            LOG.warn("{}: {}; its rows are rebuilt from the changelog", version, e.getMessage());
            rebuild = true;
        }
        return BACKOFF_MS_MIN;
    }

    private StoredState state(@Nullable StoredState stored) throws ViewWriter.DivergedException {
        if (stored == null || rebuild || !view.indexes().isEmpty() && !stored.isIndexed()) {
            Map<Integer, Long> beginnings =
                    perPartition(materialization.offsets().beginnings(partitions()));
            if (beginnings.size() < view.partitions()) {
                throw new KafkaException("the topic " + topic + " is not there yet");
            }
            LOG.info("{} is rebuilt from {}", version, topic);
            StoredState begun = writer.begin(beginnings);
            rebuild = false;
            return begun;
        }
        if (!stored.building() && isTooOld(stored) && hasMore(stored)) {
            LOG.info(
                    "{} is so far behind that epochs may have been compacted away: it shows as being rebuilt", version);
            return stored.reopened(writer.reopen());
        }
        return stored;
    }

    /** Whether records that come next may have been compacted into later ones, so that epochs are no longer whole. */
    private boolean isTooOld(StoredState stored) {
        Duration age = Duration.between(stored.visibleAt(), surroundings.clock().instant());
        return age.toMillis() > view.historyMs() / 2;
    }

    /** Whether changes come after the stored offsets: one more offset is the marker of the last change's transaction. */
    private boolean hasMore(StoredState stored) {
        return ends().entrySet().stream()
                .anyMatch(end -> end.getValue() - stored.offsets().getOrDefault(end.getKey(), 0L) > 1);
    }

    private Map<Integer, Long> ends() {
        Map<Integer, Long> ends = perPartition(materialization.offsets().ends(partitions()));
        if (ends.size() < view.partitions()) {
            throw new KafkaException("not every partition of " + topic + " tells its end");
        }
        return ends;
    }

    private java.util.Set<TopicPartition> partitions() {
        return IntStream.range(0, view.partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toSet());
    }

    private static Map<Integer, Long> perPartition(Map<TopicPartition, Long> offsets) {
        Map<Integer, Long> perPartition = new TreeMap<>();
        offsets.forEach((partition, offset) -> perPartition.put(partition.partition(), offset));
        return perPartition;
    }

    private void follow(StoredState state)
            throws InterruptedException, ViewWriter.DivergedException, ChangelogFeed.BrokenFeedException {
        Map<Integer, Long> ends = state.building() ? ends() : Map.of();
        try (ReadAheadMemory.Share memory = materialization.memory().open()) {
            ApplyEpochs apply = new ApplyEpochs(writer, materialization.settings(), surroundings, state, ends, memory);
            follow(apply, new ChangelogFeed(topic, state.offsets(), memory));
        }
    }

    private void follow(ApplyEpochs apply, ChangelogFeed feed)
            throws InterruptedException, ViewWriter.DivergedException, ChangelogFeed.BrokenFeedException {
        materialization.reader().follow(feed);
        try {
            long periodNanos = materialization.settings().lease().toNanos() / RENEWALS_PER_LEASE;
            long renewedAt = System.nanoTime();
            while (!closed) {
                long restMs = (renewedAt + periodNanos - System.nanoTime()) / 1_000_000;
                take(apply, feed, Math.max(0, restMs));
                apply.store();
                block(apply, feed);
                if (System.nanoTime() - renewedAt >= periodNanos) {
                    apply.renew();
                    renewedAt = System.nanoTime();
                }
            }
        } finally {
            materialization.reader().unfollow(feed);
        }
    }

    private void take(ApplyEpochs apply, ChangelogFeed feed, long waitMs)
            throws InterruptedException, ChangelogFeed.BrokenFeedException {
        ChangelogFeed.Portion portion = feed.poll(waitMs);
        // What has gathered meanwhile is applied together, but not without end.
        int rest = view.partitions() * 2;
        while (portion != null) {
            for (ConsumerRecord<byte[], byte[]> record : portion.records()) {
                apply.add(portion.partition(), change(record));
            }
            apply.readTo(portion.partition(), portion.position());
            rest--;
            portion = rest > 0 ? feed.poll(0) : null;
        }
    }

    private void block(ApplyEpochs apply, ChangelogFeed feed) {
        for (int partition = 0; partition < view.partitions(); partition++) {
            feed.block(partition, !apply.wants(partition));
        }
        if (feed.resumes()) {
            materialization.reader().wakeUp();
        }
    }

    private Change change(ConsumerRecord<byte[], byte[]> record) {
        try {
            Header epoch = record.headers().lastHeader(ChangelogCodec.EPOCH_HEADER);
            ChangelogRecord decoded =
                    ChangelogCodec.decode(record.key(), record.value(), epoch == null ? null : epoch.value());
            return switch (decoded) {
                case ChangelogRecord.Upsert upsert ->
                    new Change.RowChange(record.offset(), upsert.epoch(), keys.fromJson(upsert.key()), upsert.row());
                case ChangelogRecord.Delete delete ->
                    new Change.RowChange(record.offset(), delete.epoch(), keys.fromJson(delete.key()), null);
                case ChangelogRecord.Closed closed -> new Change.EpochClosed(record.offset(), closed.progress());
            };
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "Record " + record.offset() + " of " + topic + "-" + record.partition()
                            + " cannot be read, so what follows it cannot be applied",
                    e);
        }
    }

    /** Stops, and gives the lease to whoever wants it. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (thread.join(Duration.ofSeconds(5))) {
                writer.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RedisUnavailableException e) {
            LOG.debug("The lease of {} ends by itself", version, e);
        }
    }
}

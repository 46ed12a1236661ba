package io.millrace.views.materialization;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.api.changelog.ChangelogRecord;
import io.millrace.api.view.PublishedView;
import io.millrace.kernel.Position;
import io.millrace.kernel.Topics;
import io.millrace.starter.MillraceSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells from its changelog what a view version was. A changelog keeps every change for the view's history, and of what was before the
 * last change of each row; so the rows of every moment within the history are in it, whole. Confined to one thread.
 *
 * <p>All methods throw {@link UnavailableException} where Kafka does not answer in time or no longer has the changelog.
 */
public final class ChangelogHistory implements AutoCloseable {
    /** How far before a moment the first look for the epoch of it goes. */
    private static final long LOOK_MS = 500;
    /** How many times farther each next look goes. */
    private static final int FARTHER = 8;

    /** Of partitions that went on for hours while another one closed nothing. */
    private static final int CLOSINGS_MAX = 100_000;
    /** Without a record or a position that moves, Kafka does not answer. */
    private static final long STALLED_NANOS = 5_000_000_000L;

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> sinks;
    /** Per sink partition, in order, as all lists of offsets. */
    private final List<Long> beginnings;

    private final List<Long> endings;
    private final long deadline;

    private ChangelogHistory(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> sinks, Duration readMax) {
        this.consumer = consumer;
        this.sinks = sinks;
        this.deadline = System.nanoTime() + readMax.toNanos();
        this.beginnings = inOrder(sinks, consumer.beginningOffsets(sinks));
        this.endings = inOrder(sinks, consumer.endOffsets(sinks));
    }

    private static List<Long> inOrder(List<TopicPartition> sinks, Map<TopicPartition, Long> offsets) {
        return sinks.stream()
                .map(sink -> Objects.requireNonNull(offsets.get(sink)))
                .toList();
    }

    /** Opens histories. */
    @Component
    public static final class Opener {
        private final ChangelogConsumers consumers;
        private final MillraceSettings settings;

        Opener(ChangelogConsumers consumers, MillraceSettings settings) {
            this.consumers = consumers;
            this.settings = settings;
        }

        /**
         * @param readMax how long may be read altogether
         * @throws UnavailableException where Kafka does not answer
         */
        public ChangelogHistory open(PublishedView view, Duration readMax) {
            String topic = settings.namespace().of(Topics.viewChangelog(view.name(), view.version()));
            List<TopicPartition> sinks = IntStream.range(0, view.partitions())
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            KafkaConsumer<byte[], byte[]> consumer =
                    asked(() -> consumers.open("view-service-history", 5_000, 10, 8 * 1024 * 1024));
            try {
                return new ChangelogHistory(consumer, sinks, readMax);
            } catch (KafkaException e) {
                close(consumer);
                throw new UnavailableException(e);
            }
        }
    }

    /** Reading takes longer than it may. */
    public static final class TooLongException extends Exception {
        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("the changelog takes too long to be read", null, false, false);
        }
    }

    /** The changelog cannot be read now. */
    public static final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnavailableException(KafkaException cause) {
            super("the changelog cannot be read", cause);
        }
    }

    /** Takes the changes of rows. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param key the key's values as a JSON array
         * @param row the whole row as a JSON object; null where it went
         */
        void changed(byte[] key, byte @Nullable [] row);
    }

    /** The newest epoch that every sink partition had closed by a moment; null where there was none. */
    public @Nullable PastEpoch by(Instant moment) throws TooLongException {
        Behind behind = writtenFrom(moment.toEpochMilli() + 1);
        return last(moment.toEpochMilli(), behind.offsets(), behind.since());
    }

    private @Nullable PastEpoch last(long atMs, List<Long> ends, Instant until) throws TooLongException {
        if (ends.equals(beginnings)) {
            return null;
        }
        long lookMs = LOOK_MS;
        while (true) {
            List<Long> from = lookMs < atMs ? writtenFrom(atMs - lookMs).offsets() : beginnings;
            PastEpoch found = PastEpoch.last(closings(from, ends).bySink(), until, ends);
            if (found != null || from.equals(beginnings)) {
                return found;
            }
            requireTime();
            lookMs *= FARTHER;
        }
    }

    /**
     * The oldest epoch that had seen a position, or the one of the first moment where that had seen it already; null where the last
     * moment has not.
     *
     * @param from the first moment that is looked at
     * @param to the last one; what was written until now by clocks that are ahead counts as well
     */
    public @Nullable PastEpoch seen(Position position, Instant from, Instant to) throws TooLongException {
        PastEpoch found = last(to.toEpochMilli(), endings, Instant.MAX);
        if (!hasSeen(found, position)) {
            return null;
        }
        long firstMs = from.toEpochMilli();
        long seenMs = closedMs(found, Long.MAX_VALUE);
        long notYetMs = seenMs;
        for (long backMs = LOOK_MS; notYetMs == seenMs; backMs *= FARTHER) {
            long earlierMs = Math.max(firstMs, seenMs - backMs);
            PastEpoch earlier = by(Instant.ofEpochMilli(earlierMs));
            notYetMs = earlierMs;
            if (hasSeen(earlier, position)) {
                found = earlier;
                seenMs = closedMs(earlier, earlierMs);
                if (earlierMs == firstMs) {
                    return found;
                }
                notYetMs = seenMs;
            }
        }
        while (seenMs - notYetMs > 1) {
            long middleMs = notYetMs + (seenMs - notYetMs) / 2;
            PastEpoch middle = by(Instant.ofEpochMilli(middleMs));
            if (hasSeen(middle, position)) {
                found = middle;
                seenMs = closedMs(middle, middleMs);
            } else {
                notYetMs = middleMs;
            }
        }
        return found;
    }

    private static long closedMs(@Nullable PastEpoch epoch, long atMostMs) {
        return epoch == null ? atMostMs : Math.min(epoch.closedAt().toEpochMilli(), atMostMs);
    }

    private static boolean hasSeen(@Nullable PastEpoch epoch, Position position) {
        return epoch != null && position.isCoveredBy(epoch.frontier().position());
    }

    /**
     * Tells the changes of rows that made the rows of an epoch: of each row the last one is what it was.
     *
     * @return when the first change behind the epoch was written, or earlier. Where that is longer ago than the history, it may have
     *     taken the place of a change that is lacking now
     */
    public Instant read(PastEpoch epoch, Listener listener) throws TooLongException {
        long[] behindMs = {Long.MAX_VALUE};
        scan(beginnings, epoch.ends(), record -> {
            ChangelogRecord change = ChangelogConsumers.decoded(record);
            if (change.epoch() > epoch.epoch()) {
                behindMs[0] = Math.min(behindMs[0], record.timestamp());
                return;
            }
            switch (change) {
                case ChangelogRecord.Upsert upsert -> listener.changed(upsert.key(), upsert.row());
                case ChangelogRecord.Delete delete -> listener.changed(delete.key(), null);
                case ChangelogRecord.Closed closed -> {
                    return;
                }
            }
        });
        Instant behind = behindMs[0] == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(behindMs[0]);
        return behind.isBefore(epoch.until()) ? behind : epoch.until();
    }

    /**
     * What was written at a moment or later.
     *
     * @param offsets where it begins
     * @param since when the first of it was written; {@link Instant#MAX} where there is none
     */
    private record Behind(List<Long> offsets, Instant since) {}

    private Behind writtenFrom(long ms) {
        Map<TopicPartition, Long> wanted = new HashMap<>();
        sinks.forEach(sink -> wanted.put(sink, ms));
        Map<TopicPartition, OffsetAndTimestamp> found = asked(() -> consumer.offsetsForTimes(wanted));
        List<Long> offsets = new ArrayList<>();
        Instant since = Instant.MAX;
        for (TopicPartition sink : sinks) {
            OffsetAndTimestamp first = found.get(sink);
            long end = endings.get(sink.partition());
            if (first == null || first.offset() >= end) {
                offsets.add(end);
            } else {
                offsets.add(first.offset());
                Instant writtenAt = Instant.ofEpochMilli(first.timestamp());
                since = writtenAt.isBefore(since) ? writtenAt : since;
            }
        }
        return new Behind(List.copyOf(offsets), since);
    }

    private Closings closings(List<Long> from, List<Long> to) throws TooLongException {
        Closings closings = new Closings(sinks.size());
        scan(from, to, record -> {
            if (ChangelogCodec.isProgress(record.key())
                    && ChangelogConsumers.decoded(record) instanceof ChangelogRecord.Closed closed) {
                if (closings.size() > CLOSINGS_MAX) {
                    return;
                }
                closings.add(
                        record.partition(),
                        new PastEpoch.Closing(closed.progress(), Instant.ofEpochMilli(record.timestamp())));
            }
        });
        if (closings.size() > CLOSINGS_MAX) {
            throw new TooLongException();
        }
        return closings;
    }

    private void scan(List<Long> from, List<Long> to, Consumer<ConsumerRecord<byte[], byte[]>> each)
            throws TooLongException {
        Set<TopicPartition> left = new HashSet<>(sinks);
        left.removeIf(sink -> from.get(sink.partition()) >= to.get(sink.partition()));
        consumer.assign(left);
        // Those of the scan before stay paused over an assignment.
        consumer.resume(left);
        left.forEach(sink -> consumer.seek(sink, from.get(sink.partition())));
        long movedAt = System.nanoTime();
        long before = -1;
        while (!left.isEmpty()) {
            requireTime();
            for (ConsumerRecord<byte[], byte[]> record : asked(() -> consumer.poll(POLL))) {
                if (record.offset() < to.get(record.partition())) {
                    each.accept(record);
                }
            }
            // Markers of transactions move a position without a record.
            Set<TopicPartition> done = new HashSet<>(left);
            done.removeIf(sink -> asked(() -> consumer.position(sink)) < to.get(sink.partition()));
            consumer.pause(done);
            left.removeAll(done);
            long position = left.stream()
                    .mapToLong(sink -> asked(() -> consumer.position(sink)))
                    .sum();
            if (position != before || !done.isEmpty()) {
                movedAt = System.nanoTime();
                before = position;
            } else if (System.nanoTime() - movedAt > STALLED_NANOS) {
                throw new UnavailableException(new KafkaException("no records come from " + left));
            }
        }
    }

    private void requireTime() throws TooLongException {
        if (System.nanoTime() - deadline > 0) {
            throw new TooLongException();
        }
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (KafkaException e) {
            throw new UnavailableException(e);
        }
    }

    @Override
    public void close() {
        close(consumer);
    }

    private static void close(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}

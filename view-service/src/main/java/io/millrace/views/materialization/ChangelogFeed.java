package io.millrace.views.materialization;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ChangelogReader} has read of one topic and its follower has not taken yet. The reader stops reading a
 * partition that is blocked, and all of them while the feed is full.
 */
final class ChangelogFeed {
    private static final long BYTES_MAX = 8L * 1024 * 1024;
    /** Rough cost of a record beside its key and value. */
    private static final int RECORD_OVERHEAD_BYTES = 400;

    private final String topic;
    private final Map<Integer, Long> offsets;
    private final BlockingQueue<Portion> portions = new LinkedBlockingQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final ReadAheadMemory.Share memory;
    private final Set<Integer> blocked = ConcurrentHashMap.newKeySet();
    private final Set<Integer> passedOver = ConcurrentHashMap.newKeySet();
    private volatile boolean broken;
    private volatile boolean ended;
    private volatile @Nullable RuntimeException failure;

    /**
     * Consecutive records of a partition.
     *
     * @param position where reading goes on, which may be behind the last record
     */
    record Portion(int partition, List<ConsumerRecord<byte[], byte[]>> records, long position) {
        long bytes() {
            long sum = 0;
            for (ConsumerRecord<byte[], byte[]> record : records) {
                sum += RECORD_OVERHEAD_BYTES;
                sum += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
            }
            return sum;
        }
    }

    /** The topic no longer has the offsets that the follower asked for. */
    static final class BrokenFeedException extends Exception {
        private static final long serialVersionUID = 1L;

        BrokenFeedException(String topic) {
            super(topic + " no longer has the records that come next");
        }
    }

    /** @param offsets per partition where reading begins */
    ChangelogFeed(String topic, Map<Integer, Long> offsets, ReadAheadMemory.Share memory) {
        this.memory = memory;
        this.topic = topic;
        this.offsets = Map.copyOf(offsets);
    }

    String topic() {
        return topic;
    }

    Map<Integer, Long> offsets() {
        return offsets;
    }

    void offer(Portion portion) {
        long size = portion.bytes();
        bytes.addAndGet(size);
        memory.take(size);
        portions.add(portion);
    }

    /**
     * The next portion, or null where none comes in time.
     *
     * @throws KafkaException where reading has failed for now; what is stored says where to go on
     */
    @Nullable
    Portion poll(long waitMs) throws InterruptedException, BrokenFeedException {
        RuntimeException cause = failure;
        if (cause != null) {
            throw new KafkaException(topic + " cannot be read now: " + cause.getMessage(), cause);
        }
        if (broken) {
            throw new BrokenFeedException(topic);
        }
        Portion portion = portions.poll(waitMs, TimeUnit.MILLISECONDS);
        if (portion != null) {
            long size = portion.bytes();
            bytes.addAndGet(-size);
            memory.give(size);
        }
        return portion;
    }

    void block(int partition, boolean block) {
        if (block) {
            blocked.add(partition);
        } else {
            blocked.remove(partition);
        }
    }

    boolean takes(int partition) {
        long size = bytes.get();
        return size < BYTES_MAX && !blocked.contains(partition) && memory.hasRoom(size, 2);
    }

    /** The reader passes a partition over, since it is not taken now. */
    void passOver(int partition) {
        passedOver.add(partition);
    }

    /** Whether a partition that was passed over is taken again, so that the reader should look. */
    boolean resumes() {
        return passedOver.removeIf(this::takes);
    }

    /** Its follower takes no more. */
    void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /** Reading has failed, which says nothing about the records. The follower is told when it takes next. */
    void fail(RuntimeException cause) {
        failure = cause;
    }

    /** The records that come next are gone. The follower is told when it takes next. */
    void breakOff() {
        broken = true;
    }
}

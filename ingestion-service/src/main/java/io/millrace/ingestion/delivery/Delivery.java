package io.millrace.ingestion.delivery;

import io.millrace.api.ingestion.EventHeaders;
import io.millrace.kernel.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The events of one request on their way to Kafka. The request's thread sends, waits for room, and finishes; the producer's
 * thread reports acknowledgements. After the first failure nothing more should be sent: see {@link #broken()}.
 */
public final class Delivery {
    private static final long PARK_NANOS = 100_000_000;
    /** A stream has at most this many partitions. */
    private static final int PARTITIONS_MAX = 1024;

    private final EventProducer producer;
    private final DeliverySettings settings;
    private final String topic;
    private final @Nullable String traceparent;
    private List<Header> headers = List.of();

    private long sentEvents;
    private long sentBytes;
    private long drainedIndex;
    private final AtomicLong doneEvents = new AtomicLong();
    private final AtomicLong doneBytes = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong quarantined = new AtomicLong();
    private final AtomicLong firstUnknown = new AtomicLong(Long.MAX_VALUE);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    /** Per partition the highest acknowledged offset + 1, so that 0 means none. */
    private final AtomicLongArray nextOffsets = new AtomicLongArray(PARTITIONS_MAX);

    private volatile long wakeAt = Long.MAX_VALUE;
    private volatile @Nullable Thread waiter;

    Delivery(EventProducer producer, DeliverySettings settings, String topic, @Nullable String traceparent) {
        this.producer = producer;
        this.settings = settings;
        this.topic = topic;
        this.traceparent = traceparent;
    }

    /** The {@code id:version} of the contract that admits the events that follow. */
    public void contract(String contract) {
        headers = traceparent == null
                ? List.of(header(EventHeaders.CONTRACT, contract))
                : List.of(header(EventHeaders.CONTRACT, contract), header("traceparent", traceparent));
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends an admitted event; waits while too many of this request are on their way. */
    public void event(long index, byte @Nullable [] key, byte[] value) {
        send(new ProducerRecord<>(topic, null, key, value, headers), new Ack(index, value.length, false));
    }

    /** Sends a refused event to its quarantine. */
    public void quarantine(long index, ProducerRecord<byte[], byte[]> record) {
        send(record, new Ack(index, record.value().length, true));
    }

    /** Whether an event could not be delivered. */
    public boolean broken() {
        return failure.get() != null;
    }

    private void send(ProducerRecord<byte[], byte[]> record, Ack ack) {
        long inFlight = sentEvents - doneEvents.get();
        if (inFlight == 0) {
            drainedIndex = ack.index;
        } else if (inFlight >= settings.inFlightEventsMax()
                || sentBytes - doneBytes.get() >= settings.inFlightSizeMax().toBytes()) {
            awaitDone(sentEvents - inFlight / 2);
        }
        sentEvents++;
        sentBytes += ack.bytes;
        producer.send(record, ack);
    }

    /** Waits until nothing is on its way, which the delivery timeout bounds, and says what is known then. */
    public DeliveryResult finish(UUID topicId) {
        boolean all = awaitDone(sentEvents);
        long unknown = firstUnknown.get();
        if (!all) {
            failure.compareAndSet(null, new IllegalStateException("the producer reported nothing in time"));
            unknown = Math.min(unknown, drainedIndex);
        }
        return new DeliveryResult(
                accepted.get(),
                quarantined.get(),
                position(topicId),
                unknown == Long.MAX_VALUE ? -1 : unknown,
                failure.get());
    }

    private Position position(UUID topicId) {
        Position.Builder position = new Position.Builder();
        for (int partition = 0; partition < PARTITIONS_MAX; partition++) {
            long next = nextOffsets.get(partition);
            if (next > 0) {
                position.include(topicId, partition, next - 1);
            }
        }
        return position.build();
    }

    private boolean awaitDone(long events) {
        // The producer gives up on an event after the delivery timeout; twice that means that it is dead.
        long deadline = System.nanoTime() + 2 * settings.deliveryTimeout().toNanos();
        wakeAt = events;
        waiter = Thread.currentThread();
        while (doneEvents.get() < events && System.nanoTime() < deadline) {
            LockSupport.parkNanos(this, PARK_NANOS);
        }
        waiter = null;
        return doneEvents.get() >= events;
    }

    private void done(Ack ack) {
        doneBytes.addAndGet(ack.bytes);
        long done = doneEvents.incrementAndGet();
        Thread waiting = waiter;
        if (waiting != null && done >= wakeAt) {
            LockSupport.unpark(waiting);
        }
    }

    private final class Ack implements Callback {
        private final long index;
        private final int bytes;
        private final boolean refused;

        Ack(long index, int bytes, boolean refused) {
            this.index = index;
            this.bytes = bytes;
            this.refused = refused;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception problem) {
            if (problem != null || metadata == null || metadata.partition() >= PARTITIONS_MAX) {
                failure.compareAndSet(null, problem == null ? new IllegalStateException(topic) : problem);
                firstUnknown.accumulateAndGet(index, Math::min);
            } else if (refused) {
                quarantined.incrementAndGet();
            } else {
                nextOffsets.accumulateAndGet(metadata.partition(), metadata.offset() + 1, Math::max);
                accepted.incrementAndGet();
            }
            done(this);
        }
    }
}

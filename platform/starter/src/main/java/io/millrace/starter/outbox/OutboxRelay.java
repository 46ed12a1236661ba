package io.millrace.starter.outbox;

import io.millrace.kernel.Namespace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends the outbox to Kafka in the order of its ids, at most one copy of a service at a time (an advisory lock of the
 * transaction), and deletes what the broker has acknowledged. Where Kafka or PostgreSQL does not answer it tries again with
 * backoff; nothing is given up.
 */
final class OutboxRelay implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final int BATCH_RECORDS_MAX = 500;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(10);
    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(15);
    /** Any constant will do: the lock is taken per database, and the key is mixed with the schema's name. */
    private static final String LOCK =
            "select pg_try_advisory_xact_lock(hashtext('millrace.outbox.' || current_schema()))";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Namespace namespace;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile @Nullable Thread thread;
    private @Nullable Producer<byte[], byte[]> producer;

    private record Pending(long id, String topic, String key, byte @Nullable [] value) {}

    OutboxRelay(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Namespace namespace,
            Supplier<Producer<byte[], byte[]>> producers) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.namespace = namespace;
        this.producers = producers;
    }

    void wake() {
        wakeUps.release();
    }

    @Override
    public void start() {
        // Known before it runs, because it runs as long as it is the known one.
        Thread fresh = Thread.ofVirtual().name("outbox-relay").unstarted(this::run);
        thread = fresh;
        fresh.start();
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        long backoffMs = 100;
        while (thread == Thread.currentThread()) {
            try {
                boolean full = relayBatch() == BATCH_RECORDS_MAX;
                backoffMs = 100;
                if (!full && wakeUps.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakeUps.drainPermits();
                }
            } catch (InterruptedException e) {
                break;
            } catch (RuntimeException e) {
                close();
                LOG.warn("The outbox was not sent: trying again in {} ms", backoffMs, e);
                if (!sleep(backoffMs)) {
                    break;
                }
                backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX.toMillis());
            }
        }
        close();
    }

    private int relayBatch() {
        Integer sent = transaction.execute(status -> {
            if (!jdbc.sql(LOCK).query(Boolean.class).single()) {
                return 0;
            }
            List<Pending> batch = jdbc.sql("select id, topic, record_key, value from outbox order by id limit ?")
                    .param(BATCH_RECORDS_MAX)
                    .query((row, number) ->
                            new Pending(row.getLong(1), row.getString(2), row.getString(3), row.getBytes(4)))
                    .list();
            if (!batch.isEmpty()) {
                send(batch);
                jdbc.sql("delete from outbox where id in (:ids)")
                        .param("ids", batch.stream().map(Pending::id).toList())
                        .update();
            }
            return batch.size();
        });
        return sent == null ? 0 : sent;
    }

    private void send(List<Pending> batch) {
        Producer<byte[], byte[]> sender = producer();
        List<Future<RecordMetadata>> acks = new ArrayList<>(batch.size());
        try {
            for (Pending record : batch) {
                Future<RecordMetadata> ack = sender.send(new ProducerRecord<>(
                        namespace.of(record.topic()), record.key().getBytes(StandardCharsets.UTF_8), record.value()));
                acks.add(ack);
                // Without metadata every send blocks for its whole time and fails: the first one tells about all.
                if (ack.isDone()) {
                    ack.get();
                }
            }
            for (Future<RecordMetadata> ack : acks) {
                ack.get(ACK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka did not acknowledge the outbox's records", e);
        }
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> present = producer;
        if (present == null) {
            present = producers.get();
            producer = present;
        }
        return present;
    }

    /** Drops what is still on its way: another copy may have sent newer records by the time it would arrive. */
    private void close() {
        Producer<byte[], byte[]> present = producer;
        producer = null;
        if (present != null) {
            // Closing waits for a thread, which an interrupt would break off.
            boolean interrupted = Thread.interrupted();
            present.close(Duration.ZERO);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean sleep(long ms) {
        try {
            Thread.sleep(ms);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}

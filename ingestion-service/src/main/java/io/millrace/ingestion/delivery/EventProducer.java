package io.millrace.ingestion.delivery;

import io.millrace.starter.MillraceSettings;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The one idempotent producer that all requests share. A producer that has failed for good (its sequence is broken, it was
 * fenced or closed) is put away and a new one takes its place; what was on its way then fails and is answered so.
 */
@Component
class EventProducer {
    private static final Logger LOG = LoggerFactory.getLogger(EventProducer.class);

    private final Map<String, Object> config;
    private volatile Producer<byte[], byte[]> producer;

    EventProducer(MillraceSettings millrace, DeliverySettings settings) {
        config = config(millrace.kafka(), settings);
        producer = open();
    }

    private static Map<String, Object> config(String kafka, DeliverySettings settings) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka);
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "millrace-ingestion");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.LINGER_MS_CONFIG, settings.linger().toMillis());
        config.put(
                ProducerConfig.BATCH_SIZE_CONFIG,
                Math.toIntExact(settings.batchSize().toBytes()));
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.bufferSize().toBytes());
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, settings.maxBlock().toMillis());
        config.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.toIntExact(settings.requestTimeout().toMillis()));
        config.put(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.toIntExact(settings.deliveryTimeout().toMillis()));
        // What a quarantine topic takes; a stream's own topic takes 2 MiB.
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 * 1024 * 1024);
        config.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50L);
        config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        config.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500L);
        return config;
    }

    private Producer<byte[], byte[]> open() {
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The callback comes exactly once, whatever happens; blocks for at most {@code maxBlock}. */
    void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        Producer<byte[], byte[]> present = producer;
        try {
            present.send(record, (metadata, failure) -> {
                if (failure != null && isFatal(failure)) {
                    replace(present, failure);
                }
                callback.onCompletion(metadata, failure);
            });
        } catch (InterruptException | SerializationException e) {
            callback.onCompletion(null, e);
        } catch (KafkaException | IllegalStateException e) {
            // Thrown, not handed to the callback: the producer itself cannot send any more.
            replace(present, e);
            callback.onCompletion(null, e);
        }
    }

    private static boolean isFatal(Exception failure) {
        return failure instanceof ProducerFencedException
                || failure instanceof InvalidProducerEpochException
                || failure instanceof OutOfOrderSequenceException
                || failure instanceof ClusterAuthorizationException;
    }

    private synchronized void replace(Producer<byte[], byte[]> failed, Exception cause) {
        if (producer != failed) {
            return;
        }
        LOG.warn("The Kafka producer has failed for good: a new one takes its place", cause);
        producer = open();
        // Not on the calling thread, which may be the failed producer's own.
        Thread.ofVirtual().name("close-producer").start(() -> failed.close(Duration.ZERO));
    }

    @PreDestroy
    synchronized void close() {
        producer.close(Duration.ofSeconds(5));
    }
}

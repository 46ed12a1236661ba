package io.millrace.starter.measurement;

import io.millrace.api.measurement.Measurement;
import io.millrace.kernel.Topics;
import io.millrace.starter.MillraceSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.context.SmartLifecycle;

/**
 * The meters of a service's hops. Once a second it sends what they have counted to millrace.measurements. Measurements are
 * sent at most once: where Kafka does not take them they are gone, and the events that they counted are not.
 */
public final class HopMeters implements SmartLifecycle {
    static final String BINDING = "measurements-out-0";

    private static final Logger LOG = LoggerFactory.getLogger(HopMeters.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int PARTITIONS = 1;
    private static final Duration RETENTION = Duration.ofDays(1);

    private final StreamBridge bridge;
    private final Clock clock;
    private final String copy;
    private final Map<Measurement.Hop, HopMeter> meters = new ConcurrentHashMap<>();
    private final String kafka;
    private final String topic;
    private volatile @Nullable Thread thread;
    private boolean topicExists;

    HopMeters(StreamBridge bridge, Clock clock, MillraceSettings settings) {
        this.bridge = bridge;
        this.clock = clock;
        this.copy = settings.copy();
        this.kafka = settings.kafka();
        this.topic = settings.namespace().of(Topics.MEASUREMENTS);
    }

    public HopMeter of(Measurement.Hop hop) {
        return meters.computeIfAbsent(hop, HopMeter::new);
    }

    @Override
    public void start() {
        // Known before it runs, because it runs as long as it is the known one.
        Thread fresh = Thread.ofVirtual().name("hop-meters").unstarted(this::run);
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
        Instant from = clock.instant();
        while (thread == Thread.currentThread()) {
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                return;
            }
            Instant now = clock.instant();
            if (topicExists || createTopic()) {
                send(from, Duration.between(from, now).toMillis());
            }
            from = now;
        }
    }

    /**
     * The first message binds the channel, and a binding that was made while Kafka was down stays dead; so nothing is sent
     * before Kafka has answered once. What is counted until then is sent with the first message.
     */
    private boolean createTopic() {
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", kafka, "request.timeout.ms", "2000", "default.api.timeout.ms", "4000"))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty())
                            .configs(Map.of("retention.ms", Long.toString(RETENTION.toMillis())))))
                    .all()
                    .get(5, TimeUnit.SECONDS);
            topicExists = true;
        } catch (ExecutionException e) {
            topicExists = e.getCause() instanceof TopicExistsException;
        } catch (TimeoutException | KafkaException e) {
            LOG.debug("Kafka is not there yet: measurements wait", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return topicExists;
    }

    private void send(Instant from, long durationMs) {
        for (HopMeter meter : meters.values()) {
            List<Measurement> taken = meter.take(copy, from, durationMs);
            try {
                for (Measurement measurement : taken) {
                    bridge.send(BINDING, measurement);
                }
            } catch (RuntimeException e) {
                LOG.warn("{} measurements of the last second were not sent and are dropped", taken.size(), e);
            }
        }
    }
}

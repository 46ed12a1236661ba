package io.millrace.starter.measurement;

import io.millrace.api.measurement.Measurement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    private final StreamBridge bridge;
    private final Clock clock;
    private final String copy;
    private final Map<Measurement.Hop, HopMeter> meters = new ConcurrentHashMap<>();
    private volatile @Nullable Thread thread;

    HopMeters(StreamBridge bridge, Clock clock, String copy) {
        this.bridge = bridge;
        this.clock = clock;
        this.copy = copy;
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
            send(from, Duration.between(from, now).toMillis());
            from = now;
        }
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

package io.millrace.ingestion.delivery;

import io.millrace.starter.MillraceSettings;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/** DOWN while Kafka answers nobody, for then no event can be taken. Asks at most once a second. */
@Component
class KafkaHealthIndicator extends AbstractHealthIndicator {
    private static final int TIMEOUT_MS = 2_000;
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final Admin admin;
    private final String kafka;
    private long askedAt;
    private boolean reachable;

    KafkaHealthIndicator(MillraceSettings settings) {
        super("Kafka cannot be asked");
        kafka = settings.kafka();
        admin = Admin.create(Map.of(
                "bootstrap.servers",
                kafka,
                "client.id",
                "millrace-ingestion-health",
                "request.timeout.ms",
                String.valueOf(TIMEOUT_MS),
                "default.api.timeout.ms",
                String.valueOf(TIMEOUT_MS),
                "reconnect.backoff.max.ms",
                "500"));
        askedAt = System.nanoTime() - FRESH_NANOS;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.status(reachable() ? Status.UP : Status.DOWN).withDetail("kafka", kafka);
    }

    private synchronized boolean reachable() {
        if (System.nanoTime() - askedAt < FRESH_NANOS) {
            return reachable;
        }
        try {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(TIMEOUT_MS))
                    .nodes()
                    .get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
            reachable = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reachable = false;
        } catch (Exception e) {
            reachable = false;
        }
        askedAt = System.nanoTime();
        return reachable;
    }

    @PreDestroy
    void close() {
        admin.close(Duration.ofSeconds(1));
    }
}

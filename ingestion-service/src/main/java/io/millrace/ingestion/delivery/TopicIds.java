package io.millrace.ingestion.delivery;

import io.millrace.api.contract.StreamSchema;
import io.millrace.ingestion.IngestionError;
import io.millrace.kernel.MillraceException;
import io.millrace.starter.MillraceSettings;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Kafka's ids of the streams' topics: from the contract as published, else asked of Kafka once per contract version. */
@Component
public class TopicIds {
    private static final long TIMEOUT_MS = 5_000;
    private static final int KNOWN_MAX = 10_000;

    private final MillraceSettings settings;
    private final Map<String, UUID> known = new ConcurrentHashMap<>();

    TopicIds(MillraceSettings settings) {
        this.settings = settings;
    }

    /** @throws MillraceException with KAFKA_UNAVAILABLE where Kafka does not say it within 5 seconds */
    public UUID of(StreamSchema schema) {
        UUID published = schema.topicId();
        if (published != null) {
            return published;
        }
        String topic = settings.namespace().of(schema.topic());
        String name = topic + ":" + schema.contractVersion();
        UUID id = known.get(name);
        if (id == null) {
            id = ask(topic);
            if (known.size() < KNOWN_MAX) {
                known.put(name, id);
            }
        }
        return id;
    }

    private UUID ask(String topic) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                settings.kafka(),
                "request.timeout.ms",
                "2000",
                "default.api.timeout.ms",
                String.valueOf(TIMEOUT_MS));
        try (Admin admin = Admin.create(config)) {
            TopicDescription description = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(TIMEOUT_MS, TimeUnit.MILLISECONDS)
                    .get(topic);
            if (description == null) {
                throw unavailable(topic, null);
            }
            Uuid id = description.topicId();
            return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        } catch (ExecutionException | TimeoutException e) {
            throw unavailable(topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(topic, e);
        }
    }

    private static MillraceException unavailable(String topic, @Nullable Exception cause) {
        return new MillraceException(
                IngestionError.KAFKA_UNAVAILABLE,
                "Kafka does not describe the topic " + topic + ". Send the events again after the time in Retry-After.",
                cause);
    }
}

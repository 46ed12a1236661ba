package io.millrace.orchestration.run;

import io.millrace.kernel.Topics;
import io.millrace.starter.MillraceSettings;
import java.time.Duration;
import org.apache.kafka.clients.admin.NewTopic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Creates the topic of runs' facts where it is missing, as soon as Kafka can be reached. */
@Component
class CreateRunsTopic {
    private static final Logger LOG = LoggerFactory.getLogger(CreateRunsTopic.class);
    private static final int PARTITIONS = 4;
    private static final Duration RETENTION = Duration.ofDays(30);

    private final KafkaAdmin admin;
    private final NewTopic topic;
    private volatile boolean created;

    CreateRunsTopic(KafkaAdmin admin, MillraceSettings settings) {
        this.admin = admin;
        this.topic = TopicBuilder.name(settings.namespace().of(Topics.RUNS))
                .partitions(PARTITIONS)
                .config("retention.ms", Long.toString(RETENTION.toMillis()))
                .build();
    }

    @Scheduled(fixedDelayString = "10s")
    void create() {
        if (created) {
            return;
        }
        try {
            admin.createOrModifyTopics(topic);
            created = true;
        } catch (KafkaException e) {
            LOG.warn("{} cannot be created: trying again in 10 s, facts wait in the outbox", topic.name(), e);
        }
    }
}

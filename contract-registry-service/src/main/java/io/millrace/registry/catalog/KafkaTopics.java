package io.millrace.registry.catalog;

import io.millrace.kernel.MillraceException;
import io.millrace.registry.RegistryError;
import io.millrace.starter.MillraceSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes topics in Kafka be as contracts need them; doing it twice changes nothing. */
@Component
class KafkaTopics {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);
    private static final int DESCRIBE_ATTEMPTS = 20;
    private static final long DESCRIBE_PAUSE_MS = 100;

    private final MillraceSettings settings;
    private final TopicSettings topicSettings;

    KafkaTopics(MillraceSettings settings, TopicSettings topicSettings) {
        this.settings = settings;
        this.topicSettings = topicSettings;
    }

    /**
     * A topic as it is now.
     *
     * @param found whether it was there before
     */
    record Ensured(UUID id, boolean found) {}

    /**
     * Creates what is missing and sets what differs.
     *
     * @return each topic by its name
     * @throws MillraceException with {@link RegistryError#TOPIC_MISMATCH} where a topic has another number of partitions, or
     *     is not the contract's own and would lose records; with {@link RegistryError#KAFKA_UNAVAILABLE} where Kafka does not do it in time
     */
    Map<String, Ensured> ensure(Collection<WantedTopic> wanted) {
        if (wanted.isEmpty()) {
            return Map.of();
        }
        int timeoutMs = (int) topicSettings.timeout().toMillis();
        Map<String, Object> config = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                settings.kafka(),
                AdminClientConfig.CLIENT_ID_CONFIG,
                "contract-topics-" + settings.copy(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.min(timeoutMs, 5_000),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                timeoutMs);
        // A client for each activation: they are rare, and an idle one would hold connections and a thread for ever.
        try (Admin admin = Admin.create(config)) {
            try {
                return ensure(admin, wanted);
            } finally {
                admin.close(java.time.Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the request was interrupted", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw unavailable("it did not answer within " + topicSettings.timeout(), e);
        } catch (org.apache.kafka.common.KafkaException e) {
            throw failure(e);
        }
    }

    private Map<String, Ensured> ensure(Admin admin, Collection<WantedTopic> wanted)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, TopicDescription> present = describe(admin, names(wanted));
        checkPartitions(wanted, present);
        List<WantedTopic> missing = wanted.stream()
                .filter(topic -> !present.containsKey(topic.name()))
                .toList();
        reconcile(
                admin,
                wanted.stream()
                        .filter(topic -> present.containsKey(topic.name()))
                        .toList());
        create(admin, missing);
        Map<String, TopicDescription> all = describeAll(admin, wanted);
        checkPartitions(wanted, all);
        awaitLeaders(admin, all.values());
        Map<String, Ensured> ensured = new HashMap<>();
        all.forEach((name, topic) -> ensured.put(name, new Ensured(id(topic.topicId()), present.containsKey(name))));
        return ensured;
    }

    /** Newly made topics are told to all brokers a moment later. */
    private Map<String, TopicDescription> describeAll(Admin admin, Collection<WantedTopic> wanted)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (int attempt = 0; attempt < DESCRIBE_ATTEMPTS; attempt++) {
            Map<String, TopicDescription> all = describe(admin, names(wanted));
            if (all.size() == wanted.size()) {
                return all;
            }
            TimeUnit.MILLISECONDS.sleep(DESCRIBE_PAUSE_MS);
        }
        throw new TimeoutException("topics were created but are not visible");
    }

    private Map<String, TopicDescription> describe(Admin admin, List<String> names)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, TopicDescription> found = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(names).topicNameValues().entrySet()) {
            try {
                found.put(topic.getKey(), await(topic.getValue()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return found;
    }

    /**
     * Until every partition has a leader that serves it. An idempotent producer whose first batch is refused for want of one,
     * while later batches are taken, can never send that batch again: it is out of order until it expires.
     */
    private void awaitLeaders(Admin admin, Collection<TopicDescription> topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        for (TopicDescription topic : topics) {
            topic.partitions()
                    .forEach(partition -> partitions.put(
                            new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
        }
        for (int attempt = 0; attempt < DESCRIBE_ATTEMPTS; attempt++) {
            try {
                await(admin.listOffsets(partitions).all());
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(DESCRIBE_PAUSE_MS);
        }
        throw new TimeoutException("topics were created but are not served");
    }

    private static void checkPartitions(Collection<WantedTopic> wanted, Map<String, TopicDescription> present) {
        for (WantedTopic topic : wanted) {
            TopicDescription description = present.get(topic.name());
            if (description != null && description.partitions().size() != topic.partitions()) {
                throw new MillraceException(
                        RegistryError.TOPIC_MISMATCH,
                        "The topic " + topic.name() + " exists with "
                                + description.partitions().size() + " partitions, and the contract says "
                                + topic.partitions()
                                + ". Events would change their partition. Set millrace.partitions to what the topic has, or"
                                + " choose another physicalName.");
            }
        }
    }

    private void create(Admin admin, List<WantedTopic> missing)
            throws InterruptedException, ExecutionException, TimeoutException {
        Optional<Short> replication = topicSettings.replicationFactor() < 0
                ? Optional.empty()
                : Optional.of(topicSettings.replicationFactor());
        List<NewTopic> topics = missing.stream()
                .map(topic -> new NewTopic(topic.name(), Optional.of(topic.partitions()), replication)
                        .configs(topic.configs()))
                .toList();
        for (KafkaFuture<Void> created : admin.createTopics(topics).values().values()) {
            try {
                await(created);
            } catch (ExecutionException e) {
                // Somebody else was quicker; the check of partitions that follows says whether it fits.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        missing.forEach(topic -> LOG.info("Topic {} was made with {} partitions", topic.name(), topic.partitions()));
    }

    private void reconcile(Admin admin, List<WantedTopic> present)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<ConfigResource, WantedTopic> resources = new HashMap<>();
        present.forEach(topic -> resources.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), topic));
        if (resources.isEmpty()) {
            return;
        }
        Map<ConfigResource, Config> configs =
                await(admin.describeConfigs(resources.keySet()).all());
        Map<ConfigResource, Collection<AlterConfigOp>> alterations = new HashMap<>();
        configs.forEach((resource, config) -> {
            List<AlterConfigOp> operations = new ArrayList<>();
            WantedTopic topic = resources.get(resource);
            if (topic != null) {
                checkLosesNothing(topic, config);
                topic.configs().forEach((name, value) -> {
                    ConfigEntry entry = config.get(name);
                    if (entry == null || !value.equals(entry.value())) {
                        operations.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
                    }
                });
            }
            if (!operations.isEmpty()) {
                alterations.put(resource, operations);
            }
        });
        if (!alterations.isEmpty()) {
            await(admin.incrementalAlterConfigs(alterations).all());
            alterations.forEach(
                    (resource, operations) -> LOG.info("Topic {} got other settings: {}", resource.name(), operations));
        }
    }

    private static void checkLosesNothing(WantedTopic topic, Config present) {
        if (topic.own()) {
            return;
        }
        String policy = value(present, "cleanup.policy");
        long retentionMs = Long.parseLong(value(present, "retention.ms"));
        long wantedMs = Long.parseLong(topic.configs().getOrDefault("retention.ms", "-1"));
        if (!policy.equals(topic.configs().get("cleanup.policy"))) {
            throw mismatch(topic, "cleanup.policy=" + policy + ", and a stream needs cleanup.policy=delete");
        }
        if (wantedMs >= 0 && (retentionMs < 0 || wantedMs < retentionMs)) {
            throw mismatch(
                    topic,
                    "retention.ms=" + retentionMs + ", and the contract says " + wantedMs
                            + ", which would delete records");
        }
    }

    private static String value(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? "-1" : entry.value();
    }

    private static MillraceException mismatch(WantedTopic topic, String facts) {
        return new MillraceException(
                RegistryError.TOPIC_MISMATCH,
                "The topic " + topic.name() + " was not made for this contract and has " + facts
                        + ". Set the topic's configuration yourself, mend the contract, or choose another physicalName.");
    }

    private <T> T await(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(topicSettings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static List<String> names(Collection<WantedTopic> topics) {
        return topics.stream().map(WantedTopic::name).toList();
    }

    private static UUID id(Uuid id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private static MillraceException failure(Throwable cause) {
        if (cause instanceof RetriableException || cause.getCause() instanceof RetriableException) {
            return unavailable(String.valueOf(cause.getMessage()), cause);
        }
        return new MillraceException(
                RegistryError.TOPIC_REFUSED,
                "Kafka refused to make the contract's topics: " + cause.getMessage()
                        + ". Nothing was changed in the registry. Mend the cause and send the contract again.",
                cause);
    }

    private static MillraceException unavailable(String why, Throwable cause) {
        return new MillraceException(
                RegistryError.KAFKA_UNAVAILABLE,
                "The contract's topics could not be made: " + why
                        + ". Nothing was changed in the registry. Send the contract again in a moment.",
                cause);
    }
}

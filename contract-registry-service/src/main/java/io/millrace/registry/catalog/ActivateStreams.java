package io.millrace.registry.catalog;

import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.kernel.Topics;
import io.millrace.kernel.Violation;
import io.millrace.registry.RegistryError;
import io.millrace.registry.schema.CompiledStream;
import io.millrace.registry.schema.ContractDocument;
import io.millrace.starter.MillraceSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes the streams of a contract's version take events, and stops them when no version is active any more. */
@Component
public class ActivateStreams {
    /** Streams that one installation holds. */
    static final int STREAMS_MAX = 10_000;

    private final StreamEntries entries;
    private final KafkaTopics topics;
    private final ViewNames views;
    private final JsonMapper json;
    private final Namespace namespace;
    private final TopicSettings topicSettings;

    ActivateStreams(
            StreamEntries entries,
            KafkaTopics topics,
            ViewNames views,
            JsonMapper json,
            MillraceSettings settings,
            TopicSettings topicSettings) {
        this.entries = entries;
        this.topics = topics;
        this.views = views;
        this.json = json;
        this.namespace = settings.namespace();
        this.topicSettings = topicSettings;
    }

    /**
     * Claims names and topics, checks what changes against the version that was active before, and makes the topics; all in
     * the caller's transaction, so that nothing stays of it in the registry where a step fails.
     *
     * @return the streams with their topics' ids
     * @throws MillraceException with a 409 where a name is taken, the change is incompatible, or a topic does not fit; with
     *     {@link RegistryError#KAFKA_UNAVAILABLE} where Kafka does not answer
     */
    public List<StreamSchema> activate(ContractDocument contract) {
        Map<String, StreamEntry> own = new HashMap<>();
        entries.findByContractIdOrderByName(contract.id()).forEach(entry -> own.put(entry.name(), entry));
        checkClaims(contract, own);
        new CheckCompatibility(contract, json).check(own.values());
        Map<String, StreamEntry> claimed = claim(contract, own);
        Map<String, KafkaTopics.Ensured> ensured = topics.ensure(wanted(contract, claimed));
        List<StreamSchema> streams = new ArrayList<>();
        for (CompiledStream stream : contract.streams()) {
            KafkaTopics.Ensured topic = ensured.get(namespace.of(stream.schema().topic()));
            StreamEntry entry = claimed.get(stream.schema().stream());
            if (entry == null || topic == null) {
                throw new IllegalStateException(
                        "stream " + stream.schema().stream() + " was not claimed or has no topic");
            }
            StreamSchema schema = stream.schema().on(topic.id());
            entry.describe(contract.version(), json.writeValueAsString(schema));
            entry.topicIs(topic.id(), topic.found());
            entries.saveAndFlush(entry);
            streams.add(schema);
        }
        return streams;
    }

    /** The contract has no active version any more: its streams keep their names, topics and events. */
    public void deactivate(String contractId) {
        for (StreamEntry entry : entries.findByContractIdOrderByName(contractId)) {
            entry.deactivate();
            entries.saveAndFlush(entry);
        }
    }

    /** Names of the streams that the contract's active version describes. */
    public List<String> activeNames(String contractId) {
        return entries.findByContractIdOrderByName(contractId).stream()
                .filter(StreamEntry::isActive)
                .map(StreamEntry::name)
                .toList();
    }

    private void checkClaims(ContractDocument contract, Map<String, StreamEntry> own) {
        List<Violation> taken = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> topicNames = new HashSet<>();
        for (CompiledStream stream : contract.streams()) {
            names.add(stream.schema().stream());
            topicNames.add(stream.schema().topic());
        }
        if (names.isEmpty()) {
            return;
        }
        List<StreamEntry> holders = entries.findByNameInOrTopicIn(names, topicNames);
        for (CompiledStream stream : contract.streams()) {
            StreamSchema schema = stream.schema();
            for (StreamEntry holder : holders) {
                boolean sameName = holder.name().equals(schema.stream());
                boolean sameTopic = holder.topic().equals(schema.topic());
                boolean foreign = !holder.contractId().equals(contract.id());
                if (foreign && (sameName || sameTopic) || sameTopic && !sameName) {
                    taken.add(claimed(contract, stream, holder, sameName));
                }
            }
        }
        if (!taken.isEmpty()) {
            throw new MillraceException(
                    RegistryError.STREAM_TAKEN, taken.getFirst().detail(), taken);
        }
        checkViewNames(contract, own);
    }

    private static Violation claimed(
            ContractDocument contract, CompiledStream stream, StreamEntry holder, boolean sameName) {
        return contract.source()
                .violation(
                        stream.pointer() + (sameName ? "/name" : "/physicalName"),
                        "STREAM_TAKEN",
                        (sameName ? "The stream '" + holder.name() : "The topic '" + holder.topic())
                                + "' belongs to the contract '" + holder.contractId()
                                + (sameName ? "'" : "', as the stream '" + holder.name() + "'")
                                + ", also where that is retired, because the topic keeps its events. Use another name.",
                        null);
    }

    private void checkViewNames(ContractDocument contract, Map<String, StreamEntry> own) {
        List<Violation> taken = new ArrayList<>();
        for (CompiledStream stream : contract.streams()) {
            String name = stream.schema().stream();
            if (!own.containsKey(name) && views.isTaken(name)) {
                taken.add(contract.source()
                        .violation(
                                stream.pointer() + "/name",
                                "NAME_TAKEN",
                                "A view is named '" + name
                                        + "', and streams and views share their names. Use another name.",
                                null));
            }
        }
        if (!taken.isEmpty()) {
            throw new MillraceException(
                    RegistryError.NAME_TAKEN, taken.getFirst().detail(), taken);
        }
    }

    /** New names are flushed before Kafka is touched, so that of two contracts that want one name the second waits here. */
    private Map<String, StreamEntry> claim(ContractDocument contract, Map<String, StreamEntry> own) {
        Map<String, StreamEntry> claimed = new HashMap<>(own);
        long known = entries.count();
        for (CompiledStream stream : contract.streams()) {
            StreamSchema schema = stream.schema();
            if (!claimed.containsKey(schema.stream())) {
                if (++known > STREAMS_MAX) {
                    throw new MillraceException(
                            RegistryError.LIMIT_REACHED,
                            "The registry holds " + STREAMS_MAX + " streams, which is the limit of an installation.");
                }
                StreamEntry entry = new StreamEntry(schema.stream(), schema.topic(), contract.id());
                claimed.put(schema.stream(), entries.saveAndFlush(entry));
            }
        }
        Set<String> described = new HashSet<>();
        contract.streams().forEach(stream -> described.add(stream.schema().stream()));
        for (StreamEntry entry : own.values()) {
            if (!described.contains(entry.name())) {
                entry.drop();
                entries.saveAndFlush(entry);
            }
        }
        return claimed;
    }

    private List<WantedTopic> wanted(ContractDocument contract, Map<String, StreamEntry> claimed) {
        List<WantedTopic> wanted = new ArrayList<>();
        for (CompiledStream stream : contract.streams()) {
            StreamSchema schema = stream.schema();
            StreamEntry entry = claimed.get(schema.stream());
            boolean own = entry != null && entry.ownsTopic();
            int eventMax = topicSettings.streamRecordBytesMax();
            int refusedMax = topicSettings.quarantineRecordBytesMax();
            wanted.add(topic(schema.topic(), schema.partitions(), own, configs(schema, eventMax)));
            wanted.add(topic(Topics.quarantine(schema.topic()), 1, own, configs(schema, refusedMax)));
        }
        return wanted;
    }

    private WantedTopic topic(String name, int partitions, boolean own, Map<String, String> configs) {
        return new WantedTopic(namespace.of(name), partitions, own, configs);
    }

    private static Map<String, String> configs(StreamSchema schema, int recordBytesMax) {
        return Map.of(
                "cleanup.policy", "delete",
                "message.timestamp.type", "LogAppendTime",
                "retention.ms", String.valueOf(schema.retentionMs()),
                "retention.bytes", "-1",
                "max.message.bytes", String.valueOf(recordBytesMax));
    }
}

package io.millrace.processor.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.api.contract.PublishedContract;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.Names;
import io.millrace.kernel.Topics;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.catalog.CompactedTable;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The streams under active contracts. It follows millrace.contracts; a name that is not there yet, or whose topic has no id
 * yet, is asked of contract-registry-service, and "there is none" is believed for 1 second.
 */
@Component
public class ContractStreams implements KnownStreams, SmartLifecycle {
    private static final int ABSENT_MAX = 10_000;

    private final CompactedTable<PublishedContract> contracts;
    private final AskRegistry registry;
    private final Map<String, StreamSchema> streams = new ConcurrentHashMap<>();
    private final Cache<String, Boolean> absent = Caffeine.newBuilder()
            .maximumSize(ABSENT_MAX)
            .expireAfterWrite(Duration.ofSeconds(1))
            .build();
    private volatile boolean running;

    ContractStreams(MillraceSettings settings, AskRegistry registry, JsonMapper json) {
        this.registry = registry;
        contracts = CompactedTable.of(settings, Topics.CONTRACTS, PublishedContract.class, json);
        contracts.onChange(this::follow);
    }

    @Override
    public Optional<StreamSchema> find(String name) {
        StreamSchema known = streams.get(name);
        if (known != null && known.topicId() != null) {
            return Optional.of(known);
        }
        if (!Names.isValid(name) || absent.getIfPresent(name) != null) {
            return Optional.ofNullable(known);
        }
        Optional<StreamSchema> answer = registry.stream(name);
        if (answer.isEmpty()) {
            absent.put(name, true);
        }
        return answer;
    }

    /** Whether a stream of this name is known without asking anybody. */
    public boolean isKnown(String name) {
        return streams.containsKey(name);
    }

    @Override
    public Collection<String> names() {
        return List.copyOf(streams.keySet());
    }

    private void follow(String contractId, @Nullable PublishedContract contract) {
        Map<String, StreamSchema> present = new java.util.HashMap<>();
        if (contract != null) {
            contract.streams().forEach(schema -> present.put(schema.stream(), schema));
        }
        streams.values()
                .removeIf(known -> known.contractId().equals(contractId) && !present.containsKey(known.stream()));
        streams.putAll(present);
        absent.invalidateAll();
    }

    /** Whether millrace.contracts has been read to its end once. */
    public boolean ready() {
        return contracts.ready();
    }

    @Override
    public void start() {
        contracts.start();
        running = true;
    }

    @Override
    public void stop() {
        contracts.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

package io.millrace.processor.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.api.contract.PublishedContract;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.MillraceException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The streams under active contracts. Statements are compiled against what contract-registry-service says at that moment; it
 * follows millrace.contracts for when that does not answer. "There is none" is believed for 1 second.
 */
@Component
public class ContractStreams implements KnownStreams, SmartLifecycle {
    private static final int ABSENT_MAX = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ContractStreams.class);

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

    /**
     * As the registry has it now, because a view may be created the moment after a contract's new version. Where the
     * registry does not answer, what is known counts.
     */
    @Override
    public Optional<StreamSchema> find(String name) {
        if (!Names.isValid(name) || absent.getIfPresent(name) != null) {
            return Optional.empty();
        }
        StreamSchema known = streams.get(name);
        try {
            Optional<StreamSchema> answer = registry.stream(name);
            if (answer.isEmpty()) {
                absent.put(name, true);
            }
            return answer;
        } catch (MillraceException e) {
            if (known == null || known.topicId() == null) {
                throw e;
            }
            LOG.debug("{}: the registry cannot be asked; going on with version {}", name, known.contractVersion(), e);
            return Optional.of(known);
        }
    }

    /** Whether a stream of this name is known without asking anybody. */
    public boolean isKnown(String name) {
        return streams.containsKey(name);
    }

    /** A stream as it was published last, without asking anybody. */
    public Optional<StreamSchema> known(String name) {
        return Optional.ofNullable(streams.get(name));
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

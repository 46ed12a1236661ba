package io.millrace.ingestion.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.api.contract.PublishedContract;
import io.millrace.api.contract.StreamSchema;
import io.millrace.ingestion.IngestionError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Names;
import io.millrace.kernel.Topics;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.catalog.CompactedTable;
import java.time.Duration;
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
 * The streams under active contracts, each compiled once per contract version. It follows millrace.contracts; a name that
 * is not there yet is asked of contract-registry-service, and that answer serves until the topic has it, for 10 seconds at
 * most. The registry being down stops nobody from sending to a stream that is known.
 */
@Component
public class StreamCatalog implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(StreamCatalog.class);
    private static final int ASKED_MAX = 10_000;

    private final CompactedTable<PublishedContract> contracts;
    private final AskRegistry registry;
    private final Map<String, Compiled> streams = new ConcurrentHashMap<>();
    private final Cache<String, Compiled> asked = Caffeine.newBuilder()
            .maximumSize(ASKED_MAX)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();
    private final Cache<String, Boolean> absent = Caffeine.newBuilder()
            .maximumSize(ASKED_MAX)
            .expireAfterWrite(Duration.ofSeconds(1))
            .build();
    private volatile boolean running;

    /** @param failure why the contract cannot be compiled; null where it is */
    private record Compiled(
            StreamSchema schema,
            @Nullable StreamAdmission admission,
            @Nullable String failure) {}

    StreamCatalog(MillraceSettings settings, AskRegistry registry, JsonMapper json) {
        this.registry = registry;
        contracts = CompactedTable.of(settings, Topics.CONTRACTS, PublishedContract.class, json);
        contracts.onChange(this::follow);
    }

    /**
     * The stream of that name.
     *
     * @throws MillraceException with STREAM_NOT_FOUND, or REGISTRY_UNAVAILABLE where it is neither known nor can be asked
     *     for, or CONTRACT_UNUSABLE
     */
    public StreamAdmission stream(String name) {
        Compiled compiled = streams.get(name);
        if (compiled == null) {
            compiled = asked.getIfPresent(name);
        }
        if (compiled == null) {
            compiled = ask(name);
        }
        if (compiled.admission() == null) {
            throw new MillraceException(
                    IngestionError.CONTRACT_UNUSABLE,
                    "The contract of " + name + " cannot be compiled: " + compiled.failure() + ".");
        }
        return compiled.admission();
    }

    private Compiled ask(String name) {
        if (!Names.isValid(name) || absent.getIfPresent(name) != null) {
            throw notFound(name);
        }
        Optional<StreamSchema> answer = registry.stream(name);
        if (answer.isEmpty()) {
            absent.put(name, true);
            throw notFound(name);
        }
        Compiled compiled = compile(answer.get());
        asked.put(name, compiled);
        return compiled;
    }

    private static MillraceException notFound(String name) {
        return new MillraceException(
                IngestionError.STREAM_NOT_FOUND,
                "No active contract describes a stream '" + name + "'. PUT one to /api/contracts/{id} first.");
    }

    private void follow(String contractId, @Nullable PublishedContract contract) {
        Map<String, StreamSchema> present = new java.util.HashMap<>();
        if (contract != null) {
            contract.streams().forEach(schema -> present.put(schema.stream(), schema));
        }
        streams.values()
                .removeIf(known -> known.schema().contractId().equals(contractId)
                        && !present.containsKey(known.schema().stream()));
        present.forEach((name, schema) -> {
            Compiled known = streams.get(name);
            if (known == null || !known.schema().equals(schema)) {
                streams.put(name, compile(schema));
            }
        });
        asked.invalidateAll();
        absent.invalidateAll();
    }

    private static Compiled compile(StreamSchema schema) {
        try {
            return new Compiled(schema, StreamAdmission.compile(schema), null);
        } catch (RuntimeException e) {
            LOG.error(
                    "{}:{} cannot be compiled: events for {} are answered with 500 until the contract is mended",
                    schema.contractId(),
                    schema.contractVersion(),
                    schema.stream(),
                    e);
            return new Compiled(schema, null, String.valueOf(e.getMessage()));
        }
    }

    /** Whether millrace.contracts has been read to its end once. */
    boolean ready() {
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

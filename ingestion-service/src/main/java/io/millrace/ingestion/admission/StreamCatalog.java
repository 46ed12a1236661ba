package io.millrace.ingestion.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
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
 * The streams under active contracts, each compiled once per contract version. It follows millrace.contracts, once that
 * has been read to its end: what comes before may be of a superseded version. A name that is not there yet is asked of
 * contract-registry-service, and so is, before an event is refused, whether the stream has a newer version; that answer
 * serves until the topic has it, for 10 seconds at most. The registry being down stops nobody from sending to a stream that
 * is known.
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
    private final LoadingCache<String, QuestionPace> paces =
            Caffeine.newBuilder().maximumSize(ASKED_MAX).build(name -> new QuestionPace());
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
        Compiled compiled = known(name);
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

    private @Nullable Compiled known(String name) {
        Compiled answered = asked.getIfPresent(name);
        return answered == null && contracts.ready() ? streams.get(name) : answered;
    }

    /**
     * The admission by which to judge an event that the given one refuses: of the contract's newest version, or the given
     * one where there is none newer. The registry is asked once a second per stream (ten times at once after a quiet
     * while); in between, and where it gives no answer, what is known counts.
     */
    public StreamAdmission newest(StreamAdmission refusing) {
        String name = refusing.schema().stream();
        QuestionPace pace = paces.get(name);
        pace.lock();
        try {
            Compiled known = known(name);
            if ((known == null || known.schema().equals(refusing.schema())) && pace.mayAsk(System.nanoTime())) {
                known = askForNewer(refusing.schema(), pace);
            }
            if (known == null || known.schema().equals(refusing.schema())) {
                return refusing;
            }
            StreamAdmission latest = known.admission();
            return latest == null ? refusing : latest;
        } finally {
            pace.unlock();
        }
    }

    private @Nullable Compiled askForNewer(StreamSchema known, QuestionPace pace) {
        try {
            Optional<StreamSchema> answer = registry.stream(known.stream());
            if (answer.isEmpty() || answer.get().equals(known)) {
                return null;
            }
            Compiled newer = compile(answer.get());
            asked.put(known.stream(), newer);
            return newer;
        } catch (MillraceException e) {
            LOG.debug("{}: whether there is a newer version is not known; going on with {}", known.stream(), known, e);
            pace.failed();
            return null;
        }
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
        // An answer of the registry outlives news that are older than it.
        asked.asMap()
                .values()
                .removeIf(answer -> answer.schema().contractId().equals(contractId)
                        && isTold(answer.schema(), present.get(answer.schema().stream())));
        absent.invalidateAll();
    }

    private static boolean isTold(StreamSchema answer, @Nullable StreamSchema news) {
        return news == null || news.contractVersion().equals(answer.contractVersion());
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

package io.millrace.processor.view;

import io.millrace.api.view.SourceStream;
import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DerivedContracts;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.plan.StreamShape;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.Statement;
import io.millrace.processor.sql.StreamOptions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * CREATE STREAM and DROP STREAM: a query whose rows are a stream with a contract of its own.
 *
 * <p>The contract comes first, and makes the topic; then the definition is stored. Whoever sends a statement again that stopped
 * in between goes on there: the contract is the same one, and the registry takes it as unchanged. What another statement left
 * is named, and DROP STREAM clears it away. A drop retires the contract first, so that it never stays behind unseen.
 */
@Service
class DeriveStreams {
    private static final Logger LOG = LoggerFactory.getLogger(DeriveStreams.class);

    private final DefineViews define;
    private final StoreViews store;
    private final StoreSteps steps;
    private final Views views;
    private final DerivedContracts contracts;
    private final ViewTopics topics;
    private final KeepRuntimes runtimes;

    DeriveStreams(
            DefineViews define,
            StoreViews store,
            StoreSteps steps,
            Views views,
            DerivedContracts contracts,
            ViewTopics topics,
            KeepRuntimes runtimes) {
        this.define = define;
        this.store = store;
        this.steps = steps;
        this.views = views;
        this.contracts = contracts;
        this.topics = topics;
        this.runtimes = runtimes;
    }

    /**
     * Creates the stream in a runtime of its own.
     *
     * @throws MillraceException STREAM_EXISTS or NAME_TAKEN, what is wrong with the statement, what the registry says of the
     *     contract, or REGISTRY_UNAVAILABLE
     */
    StoreViews.Stored create(CreateView statement) {
        String name = statement.name();
        Optional<View> present = views.find(Statement.Kind.STREAM, name);
        if (present.isPresent()) {
            if (statement.ifNotExists() || present.get().isDefinedBy(statement.fingerprint())) {
                return new StoreViews.Stored(present.get(), false);
            }
            throw StoreViews.exists(Statement.Kind.STREAM, name);
        }
        CompiledView compiled = define.plan(statement);
        requireFree(name);
        List<SourceStream> sources =
                compiled.streams().stream().map(topics::source).toList();
        int partitions =
                sources.stream().mapToInt(SourceStream::partitions).max().orElseThrow();
        String version = contract(compiled, partitions);
        StoreViews.Wanted wanted = new StoreViews.Wanted(compiled, sources, target(compiled, version));
        StoreViews.Stored stored = define.exclusively(
                        () -> steps.createAll(List.of(List.of(wanted)), CompileFollowers.Followers.NONE))
                .getFirst();
        runtimes.wake();
        return stored;
    }

    private void requireFree(String name) {
        define.requireNoSentStream(name);
        define.requireNoTable(name, "stream");
        if (views.named(name).isPresent()) {
            throw new MillraceException(
                    ProcessorError.NAME_TAKEN,
                    "A view is named '" + name
                            + "', and streams and views share one namespace. Name the stream otherwise.");
        }
        boolean leaving = views.present().stream()
                .anyMatch(view -> view.isStream() && view.name().equals(name));
        if (leaving) {
            throw new MillraceException(
                    ProcessorError.STREAM_NOT_READY,
                    "The stream '" + name
                            + "' was dropped, and its topic is still being removed. Try again in some seconds.");
        }
    }

    /** @return its version */
    private String contract(CompiledView compiled, int partitions) {
        String name = compiled.statement().name();
        Optional<DerivedContracts.Present> present = contracts.find(name);
        if (present.isPresent() && !present.get().isDerived()) {
            throw new MillraceException(
                    ProcessorError.NAME_TAKEN,
                    "There is a contract '" + name + "', and that of the stream would have its id. Name the stream"
                            + " otherwise.");
        }
        String version = present.map(DeriveStreams::version).orElse(WriteStreamContract.FIRST_VERSION);
        boolean left = present.filter(there -> !there.isRetired()).isPresent();
        try {
            contracts.put(name, WriteStreamContract.of(compiled, version, partitions));
        } catch (MillraceException e) {
            throw left && e.code() == ProcessorError.CONTRACT_REFUSED ? leftOver(name, e) : e;
        }
        return version;
    }

    /** The same while it is not retired: it is that of a statement that did not come to its end. */
    private static String version(DerivedContracts.Present present) {
        if (!present.isRetired()) {
            return present.version();
        }
        return Integer.parseInt(present.version().split("\\.", 2)[0]) + 1 + ".0.0";
    }

    private static MillraceException leftOver(String name, MillraceException refusal) {
        return new MillraceException(
                ProcessorError.STREAM_EXISTS,
                "The contract '" + name + "' is left from another CREATE STREAM that did not come to its end. Send that"
                        + " statement again, or DROP STREAM " + name + " first. (" + refusal.detail() + ")",
                refusal);
    }

    private DerivedStream target(CompiledView compiled, String version) {
        String name = compiled.statement().name();
        StreamShape shape = Objects.requireNonNull(compiled.stream(), "not a stream");
        StreamOptions options = Objects.requireNonNull(compiled.statement().stream(), "not a stream");
        return new DerivedStream(
                name, topics.id(name), version, shape.eventTime(), shape.outOfOrdernessMs(), options.retentionMs());
    }

    /**
     * Drops the stream; its topic goes when no copy of the service writes to it any more.
     *
     * @return false where there is none
     * @throws MillraceException STREAM_READ where views or streams are made of it, or REGISTRY_UNAVAILABLE
     */
    boolean drop(String name) {
        requireUnread(name);
        boolean defined = views.find(Statement.Kind.STREAM, name).isPresent();
        if (!defined
                && contracts
                        .find(name)
                        .filter(there -> there.isDerived() && !there.isRetired())
                        .isEmpty()) {
            return false;
        }
        contracts.retire(name);
        if (defined) {
            store.delete(Statement.Kind.STREAM, name);
            runtimes.wake();
        } else {
            topics.deleteStream(name, topics.id(name));
            LOG.info("The contract and the topic of stream {}, which was never defined, are gone", name);
        }
        return true;
    }

    private void requireUnread(String name) {
        List<String> readers = views.present().stream()
                .filter(view -> !view.isDeleted())
                .filter(view -> view.definition().sources().stream()
                        .anyMatch(source -> source.stream().equals(name)))
                .map(View::name)
                .sorted()
                .toList();
        if (!readers.isEmpty()) {
            throw new MillraceException(
                    ProcessorError.STREAM_READ,
                    "The stream '" + name + "' is read by " + String.join(", ", readers) + ". Drop "
                            + (readers.size() == 1 ? "that" : "those") + " first.");
        }
    }
}

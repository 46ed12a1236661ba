package io.millrace.processor.view;

import io.millrace.api.contract.StreamSchema;
import io.millrace.api.view.SourceStream;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.ContractStreams;
import io.millrace.processor.plan.BatchViews;
import io.millrace.processor.plan.ColumnLineage;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.plan.WarmUp;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.ReadStatement;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** From SQL to stored definitions. */
@Service
class DefineViews {
    static final int BATCH_MAX = 64;
    private static final long CREATION_WAIT_SECONDS = 10;

    private final ContractStreams streams;
    private final StoredViews known;
    private final Compilers compilers;
    private final CompileView compiler;
    private final ViewTopics topics;
    private final StoreSteps store;
    private final CompileFollowers followers;
    private final Views views;
    private final ReentrantLock creating = new ReentrantLock();

    DefineViews(
            ContractStreams streams,
            StoredViews known,
            Compilers compilers,
            ViewTopics topics,
            StoreSteps store,
            CompileFollowers followers,
            Views views) {
        this.streams = streams;
        this.known = known;
        this.compilers = compilers;
        this.compiler = compilers.with(known);
        this.topics = topics;
        this.store = store;
        this.followers = followers;
        this.views = views;
    }

    /** Compiles without creating. */
    CompiledView plan(String sql) {
        return compiler.compile(sql);
    }

    /** Compiles without creating. */
    CompiledView plan(CreateView statement) {
        return compiler.compile(statement);
    }

    /** What the columns of a statement's view would be made of. */
    ColumnLineage lineage(CreateView statement) {
        return compiler.lineage(statement);
    }

    /** What the columns of a view are made of. */
    ColumnLineage lineage(View view) {
        return compiler.lineage(
                ReadStatement.of(view.sql()),
                view.definition().streams(),
                view.definition().views(),
                view.definition().functions());
    }

    /** Compiles a statement for nobody, so that the first one that somebody sends does not wait for classes to load. */
    void warmUp() {
        WarmUp.run();
    }

    /**
     * Compiles a stored definition against the streams and functions as they were.
     *
     * @throws MillraceException PLAN_CHANGED where its state was written under another plan, FUNCTION_UNAVAILABLE where a jar is
     *     not the one that it was
     */
    CompiledView compiled(View view) {
        CompiledView compiled = compiler.compile(
                ReadStatement.of(view.sql()),
                view.definition().streams(),
                view.definition().views(),
                view.definition().functions());
        if (!view.definition().isPlannedAs(compiled)) {
            throw new MillraceException(
                    ProcessorError.PLAN_CHANGED,
                    "This release plans the query of " + view.name() + " otherwise than the one that created it,"
                            + " and cannot read its state. "
                            + (view.isStream() ? "DROP STREAM " : "DELETE /api/views/") + view.name()
                            + " and create it again: its rows are made anew from its streams.");
        }
        return compiled;
    }

    /**
     * Creates one view in a runtime of its own.
     *
     * @param name the name that the statement must have
     */
    StoreViews.Stored define(String name, String sql) {
        CreateView statement = readView(sql);
        if (!statement.name().equals(name)) {
            throw SqlRefusal.at(
                    ProcessorError.INVALID_NAME,
                    statement.namePlace(),
                    "The statement creates '" + statement.name() + "', and the path says '" + name + "'.",
                    "Use the same name in both.");
        }
        return define(statement);
    }

    /** Creates one view in a runtime of its own. */
    StoreViews.Stored define(CreateView statement) {
        String name = statement.name();
        Optional<View> present = views.named(name);
        if (present.isPresent()) {
            boolean same = present.get().isDefinedBy(statement.fingerprint());
            ViewDefinition definition = present.get().definition();
            boolean reads =
                    !definition.allFunctions().isEmpty() || !definition.views().isEmpty();
            boolean replaced =
                    statement.orReplace() && (reads || views.next(name).isPresent());
            if (statement.ifNotExists() || same && !replaced) {
                return new StoreViews.Stored(present.get(), false);
            }
        }
        CompiledView compiled = compiler.compile(statement);
        if (present.isEmpty()) {
            requireFree(name);
        } else if (!statement.orReplace()) {
            throw StoreViews.exists(Statement.Kind.VIEW, name);
        }
        StoreViews.Wanted wanted = new StoreViews.Wanted(
                compiled, compiled.streams().stream().map(topics::source).toList());
        CompileFollowers.Followers following = followers.of(List.of(compiled));
        return exclusively(() -> store.createAll(List.of(List.of(wanted)), following))
                .getFirst();
    }

    /**
     * Creates several views; those over the same streams share a runtime. Nothing is created where one statement is refused.
     *
     * @return in the order of the statements
     */
    List<StoreViews.Stored> defineAll(List<String> statements) {
        if (statements.isEmpty()) {
            throw new MillraceException(
                    CommonError.MALFORMED_REQUEST,
                    "The batch holds no views. Send {\"views\": [{\"sql\": \"CREATE …\"}]}.");
        }
        if (statements.size() > BATCH_MAX) {
            throw new MillraceException(
                    ProcessorError.BATCH_TOO_LARGE,
                    "A batch holds 1 to " + BATCH_MAX + " views, and this one holds " + statements.size()
                            + ". Send it in parts.");
        }
        List<CompiledView> compiled = compileAll(statements);
        Map<String, SourceStream> sources = new HashMap<>();
        Map<Set<String>, List<StoreViews.Wanted>> packs = new LinkedHashMap<>();
        for (CompiledView view : compiled) {
            List<SourceStream> read = new ArrayList<>();
            for (StreamSchema stream : view.streams()) {
                read.add(sources.computeIfAbsent(stream.stream(), name -> topics.source(stream)));
            }
            packs.computeIfAbsent(Set.copyOf(view.streamNames()), names -> new ArrayList<>())
                    .add(new StoreViews.Wanted(view, read));
        }
        Map<String, StoreViews.Stored> stored = new HashMap<>();
        CompileFollowers.Followers following = followers.of(compiled);
        exclusively(() -> store.createAll(packs.values(), following))
                .forEach(one -> stored.put(one.view().name(), one));
        List<StoreViews.Stored> inOrder = new ArrayList<>();
        for (CompiledView view : compiled) {
            StoreViews.Stored one = stored.get(view.statement().name());
            if (one != null) {
                inOrder.add(one);
            }
        }
        return inOrder;
    }

    /** One creation at a time on this copy, so that those that wait hold no connection. */
    <T> T exclusively(Supplier<T> creation) {
        try {
            if (!creating.tryLock(CREATION_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new MillraceException(
                        CommonError.TOO_MANY_REQUESTS,
                        "Other views have been being created for " + CREATION_WAIT_SECONDS
                                + " seconds. Try again in a moment.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MillraceException(CommonError.UNAVAILABLE, "The service is stopping. Try again.", e);
        }
        try {
            return creation.get();
        } finally {
            creating.unlock();
        }
    }

    private List<CompiledView> compileAll(List<String> statements) {
        List<CompiledView> compiled = new ArrayList<>();
        BatchRefusals refusals = new BatchRefusals();
        BatchViews batch = new BatchViews(known, compilers::with);
        List<@Nullable CreateView> read = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            String sql = statements.get(i);
            read.add(refusals.at(i, () -> read(sql, batch)));
        }
        for (CreateView statement : read) {
            if (statement != null && statement.orReplace()) {
                batch.replace(statement.name());
            }
        }
        for (int i = 0; i < statements.size(); i++) {
            CreateView statement = read.get(i);
            CompiledView view = statement == null ? null : refusals.at(i, () -> batch.compile(statement));
            if (view != null) {
                compiled.add(view);
            }
        }
        refusals.throwIfAny();
        return compiled;
    }

    /** Streams have contracts, and are created by whoever may put those. */
    private static CreateView readView(String sql) {
        CreateView statement = ReadStatement.of(sql);
        if (statement.isStream()) {
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    SqlPlace.START,
                    "CREATE STREAM creates a stream, and no view.",
                    "Send it to POST /api/sql, or with ./millrace sql.");
        }
        return statement;
    }

    private CreateView read(String sql, BatchViews batch) {
        CreateView statement = readView(sql);
        if (!batch.add(statement)) {
            throw SqlRefusal.at(
                    ProcessorError.INVALID_NAME,
                    statement.namePlace(),
                    "The batch creates '" + statement.name() + "' twice.",
                    "Keep one of them.");
        }
        requireFree(statement.name());
        return statement;
    }

    /** Streams, tables and views share one namespace. */
    private void requireFree(String name) {
        requireNoTable(name, "view");
        if (streams.isKnown(name)) {
            throw taken(name, "view");
        }
    }

    /** @param kind of what is to have the name */
    void requireNoTable(String name, String kind) {
        if (known.isTable(name)) {
            throw new MillraceException(
                    ProcessorError.NAME_TAKEN,
                    "A table is named '" + name + "', and streams, tables and views share one namespace. Name the "
                            + kind + " otherwise.");
        }
    }

    /** A stream that events are sent to has the name for itself; of a derived one its contract may be left of a statement. */
    void requireNoSentStream(String name) {
        if (streams.known(name).filter(stream -> !stream.isDerived()).isPresent()) {
            throw taken(name, "stream");
        }
    }

    private static MillraceException taken(String name, String kind) {
        return new MillraceException(
                ProcessorError.NAME_TAKEN,
                "A stream is named '" + name + "', and streams and views share one namespace. Name the " + kind
                        + " otherwise.");
    }
}

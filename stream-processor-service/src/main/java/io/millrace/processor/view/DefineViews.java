package io.millrace.processor.view;

import io.millrace.api.view.SourceStream;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.ContractStreams;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.ReadStatement;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.starter.MillraceSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;

/** From SQL to stored definitions. */
@Service
class DefineViews {
    static final int BATCH_MAX = 64;

    private final ContractStreams streams;
    private final CompileView compiler;
    private final ViewTopics topics;
    private final StoreViews store;
    private final Views views;

    DefineViews(ContractStreams streams, MillraceSettings settings, ViewTopics topics, StoreViews store, Views views) {
        this.streams = streams;
        this.compiler = new CompileView(streams, namespace(settings));
        this.topics = topics;
        this.store = store;
        this.views = views;
    }

    private static Namespace namespace(MillraceSettings settings) {
        return settings.namespace();
    }

    /** Compiles without creating. */
    CompiledView plan(String sql) {
        return compiler.compile(sql);
    }

    /** Compiles a stored definition against the stream as it was. */
    CompiledView compiled(View view) {
        return compiler.compile(ReadStatement.of(view.sql()), view.definition().stream());
    }

    /**
     * Creates one view in a runtime of its own.
     *
     * @param name the name that the statement must have
     */
    StoreViews.Stored define(String name, String sql) {
        CreateView statement = ReadStatement.of(sql);
        if (!statement.name().equals(name)) {
            throw SqlRefusal.at(
                    ProcessorError.INVALID_NAME,
                    statement.namePlace(),
                    "The statement creates '" + statement.name() + "', and the path says '" + name + "'.",
                    "Use the same name in both.");
        }
        Optional<View> present = views.named(name);
        if (present.isPresent()) {
            if (present.get().isDefinedBy(statement.fingerprint())) {
                return new StoreViews.Stored(present.get(), false);
            }
            compiler.compile(statement);
            throw StoreViews.exists(name, statement.orReplace());
        }
        CompiledView compiled = compiler.compile(statement);
        requireFree(name);
        return store.create(List.of(new StoreViews.Wanted(compiled, topics.source(compiled.stream()))))
                .getFirst();
    }

    /**
     * Creates several views; those over one stream share a runtime. Nothing is created where one statement is refused.
     *
     * @return in the order of the statements
     */
    List<StoreViews.Stored> defineAll(List<String> statements) {
        if (statements.isEmpty() || statements.size() > BATCH_MAX) {
            throw new MillraceException(
                    ProcessorError.BATCH_TOO_LARGE,
                    "A batch holds 1 to " + BATCH_MAX + " views, and this one holds " + statements.size()
                            + ". Send it in parts.");
        }
        List<CompiledView> compiled = compileAll(statements);
        Map<String, SourceStream> sources = new HashMap<>();
        Map<String, List<StoreViews.Wanted>> packs = new LinkedHashMap<>();
        for (CompiledView view : compiled) {
            String stream = view.stream().stream();
            SourceStream source = sources.computeIfAbsent(stream, name -> topics.source(view.stream()));
            packs.computeIfAbsent(stream, name -> new ArrayList<>()).add(new StoreViews.Wanted(view, source));
        }
        Map<String, StoreViews.Stored> stored = new HashMap<>();
        for (List<StoreViews.Wanted> pack : packs.values()) {
            store.create(pack).forEach(one -> stored.put(one.view().name(), one));
        }
        List<StoreViews.Stored> inOrder = new ArrayList<>();
        for (CompiledView view : compiled) {
            StoreViews.Stored one = stored.get(view.statement().name());
            if (one != null) {
                inOrder.add(one);
            }
        }
        return inOrder;
    }

    private List<CompiledView> compileAll(List<String> statements) {
        List<CompiledView> compiled = new ArrayList<>();
        List<Violation> violations = new ArrayList<>();
        MillraceException first = null;
        Set<String> names = new HashSet<>();
        for (int i = 0; i < statements.size(); i++) {
            String pointer = "/views/" + i + "/sql";
            try {
                CompiledView view = compiler.compile(statements.get(i));
                String name = view.statement().name();
                if (!names.add(name)) {
                    throw SqlRefusal.at(
                            ProcessorError.INVALID_NAME,
                            view.statement().namePlace(),
                            "The batch creates '" + name + "' twice.",
                            "Keep one of them.");
                }
                requireFree(name);
                compiled.add(view);
            } catch (MillraceException e) {
                first = first == null ? e : first;
                e.violations().forEach(violation -> violations.add(located(violation, pointer)));
                if (e.violations().isEmpty()) {
                    violations.add(Violation.at(pointer, e.code().name(), e.detail()));
                }
            }
        }
        if (first != null) {
            throw new MillraceException(first.code(), first.detail(), violations);
        }
        return compiled;
    }

    private static Violation located(Violation violation, String pointer) {
        return new Violation(
                violation.code(), violation.detail(), pointer, violation.line(), violation.column(), violation.hint());
    }

    /** Streams and views share one namespace. */
    private void requireFree(String name) {
        if (streams.isKnown(name)) {
            throw new MillraceException(
                    ProcessorError.NAME_TAKEN,
                    "A stream is named '" + name
                            + "', and streams and views share one namespace. Name the view otherwise.");
        }
    }
}

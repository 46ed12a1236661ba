package io.millrace.processor.check;

import io.millrace.api.check.CheckViews;
import io.millrace.api.check.CheckedViews;
import io.millrace.api.check.CheckedViews.CheckedView;
import io.millrace.api.check.CheckedViews.Ran;
import io.millrace.api.check.SourceText;
import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.catalog.KnownViews;
import io.millrace.processor.plan.BatchViews;
import io.millrace.processor.plan.CompileTable;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.sql.CreateTable;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.ParseStatement;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the views of a folder as the service would, and runs those that tests ask for. Streams that it derives, and its tables,
 * are compiled first, in the order in which they are given, and read no views, for they are there before these.
 */
final class RunViews {
    private final Map<String, StreamSchema> streams = new LinkedHashMap<>();
    private final Map<String, DefinedView> tables = new LinkedHashMap<>();
    private final KnownStreams known;
    private final CompileView compiler;
    private final ReadFunctions functions;
    private final BatchViews batch;
    private final Set<String> names = new HashSet<>();
    private final Map<String, CompiledView> compiled = new HashMap<>();

    private RunViews(CheckViews question) {
        question.streams().forEach(stream -> streams.put(stream.stream(), stream));
        known = new KnownStreams() {
            @Override
            public Optional<StreamSchema> find(String name) {
                return Optional.ofNullable(streams.get(name));
            }

            @Override
            public Collection<String> names() {
                return streams.keySet();
            }
        };
        functions = new ReadFunctions(question.functions());
        KnownViews knownTables = new KnownViews() {
            @Override
            public Optional<DefinedView> find(String name) {
                return Optional.ofNullable(tables.get(name));
            }

            @Override
            public Collection<String> names() {
                return tables.keySet();
            }
        };
        compiler = compiler(knownTables);
        batch = new BatchViews(knownTables, this::compiler);
    }

    private CompileView compiler(KnownViews views) {
        return new CompileView(known, views, functions.known(), functions.library(), Namespace.NONE);
    }

    static CheckedViews of(CheckViews question) {
        RunViews views = new RunViews(question);
        List<Read> read = question.views().stream().map(views::read).toList();
        Map<Read, CheckedView> first = new IdentityHashMap<>();
        read.stream().filter(one -> !one.isView()).forEach(one -> first.put(one, views.check(one)));
        List<CheckedView> checked = new ArrayList<>();
        for (Read one : read) {
            CheckedView done = first.get(one);
            checked.add(done == null ? views.check(one) : done);
        }
        List<Ran> ran = question.runs().stream().map(views::run).toList();
        return new CheckedViews(checked, ran, views.functions.checked());
    }

    /**
     * A file whose statement was read.
     *
     * @param name of what it creates; empty where that could not be read
     * @param statement null where it was refused
     * @param violations why
     */
    private record Read(String file, String name, @Nullable Statement statement, List<Violation> violations) {
        boolean isView() {
            return !(statement instanceof Statement.OfTable)
                    && !(statement instanceof Statement.Create create
                            && create.view().isStream());
        }
    }

    /** All are read before any is compiled, for views may read each other. */
    private Read read(SourceText file) {
        String name = "";
        try {
            Statement statement = ParseStatement.of(file.text());
            Statement.Name created = created(statement);
            name = created.text();
            requireFree(created);
            if (statement instanceof Statement.Create create && !create.view().isStream()) {
                batch.add(create.view());
            }
            return new Read(file.file(), name, statement, List.of());
        } catch (MillraceException e) {
            return new Read(file.file(), name, null, violations(e));
        }
    }

    private static Statement.Name created(Statement statement) {
        if (statement instanceof Statement.Create create) {
            return new Statement.Name(create.view().name(), create.view().namePlace());
        }
        if (statement instanceof Statement.OfTable.Create create) {
            return create.table().name();
        }
        throw SqlRefusal.at(
                ProcessorError.INVALID_SQL,
                SqlPlace.START,
                "The file creates neither a view nor a stream nor a table.",
                "Write CREATE MATERIALIZED VIEW name AS SELECT …, or send the statement: millrace sql -f FILE.");
    }

    private CheckedView check(Read read) {
        try {
            if (read.statement() instanceof Statement.OfTable.Create create) {
                return table(read.file(), create.table());
            }
            if (read.statement() instanceof Statement.Create create) {
                return view(read.file(), create.view());
            }
            return refused(read, read.violations());
        } catch (MillraceException e) {
            return refused(read, violations(e));
        }
    }

    private CheckedView view(String file, CreateView statement) {
        CompiledView view = statement.isStream() ? derived(statement) : batch.compile(statement);
        compiled.put(file, view);
        return new CheckedView(file, statement.name(), view.streamNames(), view.columns(), view.key(), List.of());
    }

    private CompiledView derived(CreateView statement) {
        CompiledView stream = compiler.compile(statement);
        streams.put(statement.name(), DescribeDerived.of(stream));
        return stream;
    }

    private CheckedView table(String file, CreateTable statement) {
        DefinedView table = CompileTable.of(statement, known);
        tables.put(table.name(), table);
        String stream = statement.stream().text();
        List<String> key = known.find(stream).orElseThrow().keyColumns().stream()
                .map(ColumnSchema::name)
                .toList();
        return new CheckedView(file, table.name(), List.of(stream), table.columns(), key, List.of());
    }

    private static CheckedView refused(Read read, List<Violation> violations) {
        return new CheckedView(read.file(), read.name(), List.of(), List.of(), List.of(), violations);
    }

    /** Streams, tables and views share one namespace. */
    private void requireFree(Statement.Name name) {
        if (streams.containsKey(name.text())) {
            throw SqlRefusal.at(
                    ProcessorError.NAME_TAKEN,
                    name.place(),
                    "A stream is named '" + name.text() + "', and streams, tables and views share one namespace.",
                    "Use another name.");
        }
        if (!names.add(name.text())) {
            throw SqlRefusal.at(
                    ProcessorError.INVALID_NAME,
                    name.place(),
                    "Another file creates '" + name.text() + "', too.",
                    "Keep one of them.");
        }
    }

    static List<Violation> violations(MillraceException e) {
        return e.violations().isEmpty() ? List.of(Violation.at("", e.code().name(), e.detail())) : e.violations();
    }

    private Ran run(CheckViews.Run run) {
        CompiledView view = compiled.get(run.file());
        if (view == null) {
            return RunView.failed("its view was refused");
        }
        return new RunView(view, functions.library()).over(run.given());
    }
}

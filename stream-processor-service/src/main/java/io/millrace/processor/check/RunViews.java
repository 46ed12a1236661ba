package io.millrace.processor.check;

import io.millrace.api.check.CheckViews;
import io.millrace.api.check.CheckedViews;
import io.millrace.api.check.CheckedViews.CheckedView;
import io.millrace.api.check.CheckedViews.Ran;
import io.millrace.api.check.SourceText;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.catalog.KnownViews;
import io.millrace.processor.plan.BatchViews;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.ReadStatement;
import io.millrace.processor.sql.SqlRefusal;
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
 * Compiles the views of a folder as the service would, and runs those that tests ask for. Streams that it derives are compiled
 * first, in the order in which they are given, and read no views, for they are there before these.
 */
final class RunViews {
    private final Map<String, StreamSchema> streams = new LinkedHashMap<>();
    private final CompileView compiler;
    private final ReadFunctions functions;
    private final BatchViews batch;
    private final Set<String> names = new HashSet<>();
    private final Map<String, CompiledView> compiled = new HashMap<>();

    private RunViews(CheckViews question) {
        question.streams().forEach(stream -> streams.put(stream.stream(), stream));
        KnownStreams known = new KnownStreams() {
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
        compiler = compiler(known, KnownViews.of(List.of()));
        batch = new BatchViews(KnownViews.of(List.of()), views -> compiler(known, views));
    }

    private CompileView compiler(KnownStreams known, KnownViews views) {
        return new CompileView(known, views, functions.known(), functions.library(), Namespace.NONE);
    }

    static CheckedViews of(CheckViews question) {
        RunViews views = new RunViews(question);
        List<Read> read = question.views().stream().map(views::read).toList();
        Map<Read, CheckedView> streams = new IdentityHashMap<>();
        read.stream().filter(Read::isStream).forEach(stream -> streams.put(stream, views.check(stream)));
        List<CheckedView> checked = new ArrayList<>();
        for (Read one : read) {
            CheckedView stream = streams.get(one);
            checked.add(stream == null ? views.check(one) : stream);
        }
        List<Ran> ran = question.runs().stream().map(views::run).toList();
        return new CheckedViews(checked, ran, views.functions.checked());
    }

    /**
     * A file whose statement was read.
     *
     * @param name of the view; empty where that could not be read
     * @param statement null where it was refused
     * @param violations why
     */
    private record Read(String file, String name, @Nullable CreateView statement, List<Violation> violations) {
        boolean isStream() {
            return statement != null && statement.isStream();
        }
    }

    /** All are read before any is compiled, for views may read each other. */
    private Read read(SourceText file) {
        String name = "";
        try {
            CreateView statement = ReadStatement.of(file.text());
            name = statement.name();
            requireFree(statement);
            return new Read(file.file(), name, statement, List.of());
        } catch (MillraceException e) {
            return new Read(file.file(), name, null, violations(e));
        }
    }

    private CheckedView check(Read read) {
        CreateView statement = read.statement();
        if (statement == null) {
            return refused(read, read.violations());
        }
        try {
            CompiledView view = statement.isStream() ? derived(statement) : batch.compile(statement);
            compiled.put(read.file(), view);
            return new CheckedView(
                    read.file(), statement.name(), view.streamNames(), view.columns(), view.key(), List.of());
        } catch (MillraceException e) {
            return refused(read, violations(e));
        }
    }

    private CompiledView derived(CreateView statement) {
        CompiledView stream = compiler.compile(statement);
        streams.put(statement.name(), DescribeDerived.of(stream));
        return stream;
    }

    private static CheckedView refused(Read read, List<Violation> violations) {
        return new CheckedView(read.file(), read.name(), List.of(), List.of(), List.of(), violations);
    }

    /** Streams and views share one namespace. */
    private void requireFree(CreateView statement) {
        String name = statement.name();
        if (streams.containsKey(name)) {
            throw SqlRefusal.at(
                    ProcessorError.NAME_TAKEN,
                    statement.namePlace(),
                    "A stream is named '" + name + "', and streams and views share one namespace.",
                    "Name the view otherwise.");
        }
        if (!names.add(name) || !statement.isStream() && !batch.add(statement)) {
            throw SqlRefusal.at(
                    ProcessorError.INVALID_NAME,
                    statement.namePlace(),
                    "Another file creates '" + name + "', too.",
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

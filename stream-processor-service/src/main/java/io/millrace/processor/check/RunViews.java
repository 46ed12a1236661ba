package io.millrace.processor.check;

import io.millrace.api.check.CheckViews;
import io.millrace.api.check.CheckedViews;
import io.millrace.api.check.CheckedViews.CheckedView;
import io.millrace.api.check.CheckedViews.Ran;
import io.millrace.api.check.SourceText;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles the views of a folder as the service would, and runs those that tests ask for. */
final class RunViews {
    private final KnownStreams streams;
    private final BatchViews batch;
    private final Map<String, CompiledView> compiled = new HashMap<>();

    private RunViews(CheckViews question) {
        streams = KnownStreams.of(question.streams());
        batch = new BatchViews(KnownViews.of(List.of()), views -> new CompileView(streams, views, Namespace.NONE));
    }

    static CheckedViews of(CheckViews question) {
        RunViews views = new RunViews(question);
        List<Read> read = question.views().stream().map(views::read).toList();
        List<CheckedView> checked = read.stream().map(views::check).toList();
        List<Ran> ran = question.runs().stream().map(views::run).toList();
        return new CheckedViews(checked, ran);
    }

    /**
     * A file whose statement was read.
     *
     * @param name of the view; empty where that could not be read
     * @param statement null where it was refused
     * @param violations why
     */
    private record Read(String file, String name, @Nullable CreateView statement, List<Violation> violations) {}

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
            CompiledView view = batch.compile(statement);
            compiled.put(read.file(), view);
            return new CheckedView(
                    read.file(), statement.name(), view.streamNames(), view.columns(), view.key(), List.of());
        } catch (MillraceException e) {
            return refused(read, violations(e));
        }
    }

    private static CheckedView refused(Read read, List<Violation> violations) {
        return new CheckedView(read.file(), read.name(), List.of(), List.of(), List.of(), violations);
    }

    /** Streams and views share one namespace. */
    private void requireFree(CreateView statement) {
        String name = statement.name();
        if (streams.find(name).isPresent()) {
            throw SqlRefusal.at(
                    ProcessorError.NAME_TAKEN,
                    statement.namePlace(),
                    "A stream is named '" + name + "', and streams and views share one namespace.",
                    "Name the view otherwise.");
        }
        if (!batch.add(statement)) {
            throw SqlRefusal.at(
                    ProcessorError.INVALID_NAME,
                    statement.namePlace(),
                    "Another file creates '" + name + "', too.",
                    "Keep one of them.");
        }
    }

    private static List<Violation> violations(MillraceException e) {
        return e.violations().isEmpty() ? List.of(Violation.at("", e.code().name(), e.detail())) : e.violations();
    }

    private Ran run(CheckViews.Run run) {
        CompiledView view = compiled.get(run.file());
        if (view == null) {
            return RunView.failed("its view was refused");
        }
        return new RunView(view).over(run.given());
    }
}

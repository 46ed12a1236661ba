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
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.ReadStatement;
import io.millrace.processor.sql.SqlRefusal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compiles the views of a folder as the service would, and runs those that tests ask for. */
final class RunViews {
    private final KnownStreams streams;
    private final CompileView compiler;
    private final Map<String, CompiledView> compiled = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    private RunViews(CheckViews question) {
        streams = KnownStreams.of(question.streams());
        compiler = new CompileView(streams, Namespace.NONE);
    }

    static CheckedViews of(CheckViews question) {
        RunViews views = new RunViews(question);
        List<CheckedView> checked = question.views().stream().map(views::check).toList();
        List<Ran> ran = question.runs().stream().map(views::run).toList();
        return new CheckedViews(checked, ran);
    }

    private CheckedView check(SourceText file) {
        String name = "";
        try {
            CreateView statement = ReadStatement.of(file.text());
            name = statement.name();
            requireFree(statement);
            CompiledView view = compiler.compile(statement);
            compiled.put(file.file(), view);
            return new CheckedView(file.file(), name, view.streamNames(), view.columns(), view.key(), List.of());
        } catch (MillraceException e) {
            return new CheckedView(file.file(), name, List.of(), List.of(), List.of(), violations(e));
        }
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
        if (!names.add(name)) {
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
        return new RunView(compiler, view).over(run.given());
    }
}

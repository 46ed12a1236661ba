package io.millrace.processor.plan;

import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.KnownViews;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.SqlRefusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The views that are defined, and those that a batch defines, in whatever order they stand. Not thread-safe. */
public final class BatchViews implements KnownViews {
    private final KnownViews stored;
    private final CompileView compiler;
    private final Map<String, CreateView> statements = new LinkedHashMap<>();
    private final Map<String, CompiledView> compiled = new LinkedHashMap<>();
    private final List<String> open = new ArrayList<>();

    /** @param compilers makes a compiler for which these are the views */
    public BatchViews(KnownViews stored, Function<KnownViews, CompileView> compilers) {
        this.stored = stored;
        this.compiler = compilers.apply(this);
    }

    /** Says that the batch defines a view; false where it does already. */
    public boolean add(CreateView statement) {
        return statements.putIfAbsent(statement.name(), statement) == null;
    }

    /** @throws io.millrace.kernel.MillraceException where the statement, or one that it reads, is refused */
    public CompiledView compile(CreateView statement) {
        CompiledView known = compiled.get(statement.name());
        if (known != null) {
            return known;
        }
        if (open.contains(statement.name())) {
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    statement.namePlace(),
                    "Views read each other in a circle: " + String.join(" reads ", open) + " reads " + statement.name()
                            + ".",
                    "One of them has to read streams.");
        }
        open.add(statement.name());
        try {
            CompiledView view = compiler.compile(statement);
            compiled.put(statement.name(), view);
            return view;
        } finally {
            open.removeLast();
        }
    }

    @Override
    public Optional<DefinedView> find(String name) {
        return stored.find(name)
                .or(() -> Optional.ofNullable(statements.get(name))
                        .map(this::compile)
                        .map(view -> new DefinedView(
                                name, view.statement().sql(), view.columns(), view.reads(), view.functions())));
    }

    @Override
    public Collection<String> names() {
        List<String> names = new ArrayList<>(stored.names());
        names.addAll(statements.keySet());
        return names;
    }
}

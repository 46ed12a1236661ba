package io.millrace.processor.plan;

import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.KnownViews;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.SqlRefusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The views that are defined, and those that a batch defines, in whatever order they stand. What the batch replaces is read as the batch
 * has it. Not thread-safe.
 */
public final class BatchViews implements KnownViews {
    private final KnownViews stored;
    private final CompileView compiler;
    private final Map<String, CreateView> statements = new LinkedHashMap<>();
    private final Map<String, CompiledView> compiled = new LinkedHashMap<>();
    private final Set<String> replaced = new HashSet<>();
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

    /** Says that a view that is defined is replaced by the batch, by what {@link #add} says or said of it. */
    public void replace(String name) {
        replaced.add(name);
    }

    /** Says what a view that is defined is replaced by. */
    public void replace(CompiledView view) {
        String name = view.statement().name();
        statements.put(name, view.statement());
        compiled.put(name, view);
        replaced.add(name);
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
        // A view may read what it replaces, which is then what is stored.
        boolean isItself = !open.isEmpty() && name.equals(open.getLast());
        boolean isOwn = replaced.contains(name) && !isItself;
        return isOwn ? batched(name) : stored.find(name).or(() -> batched(name));
    }

    private Optional<DefinedView> batched(String name) {
        return Optional.ofNullable(statements.get(name))
                .map(this::compile)
                .map(view ->
                        new DefinedView(name, view.statement().sql(), view.columns(), view.reads(), view.functions()));
    }

    @Override
    public Collection<String> names() {
        List<String> names = new ArrayList<>(stored.names());
        names.addAll(statements.keySet());
        return names;
    }
}

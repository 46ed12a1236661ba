package io.millrace.processor.plan;

import io.millrace.api.contract.StreamSchema;
import io.millrace.api.view.ViewColumn;
import io.millrace.kernel.Namespace;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedFunction;
import io.millrace.processor.catalog.DefinedTable;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.KnownFunctions;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.catalog.KnownViews;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.function.FunctionLibrary;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.NearestName;
import io.millrace.processor.sql.ReadStatement;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.StreamQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/** Compiles a statement: reads it, checks its form, validates it against the streams and views, and lowers it to a plan. */
public final class CompileView {
    private final KnownStreams streams;
    private final KnownViews views;
    private final KnownFunctions functions;
    private final FunctionLibrary library;
    private final Namespace namespace;

    /** Without views that could be read. */
    public CompileView(KnownStreams streams, Namespace namespace) {
        this(streams, KnownViews.of(List.of()), namespace);
    }

    /** Without functions of jars. */
    public CompileView(KnownStreams streams, KnownViews views, Namespace namespace) {
        this(streams, views, KnownFunctions.of(List.of()), FunctionLibrary.none(), namespace);
    }

    /**
     * @param functions those of jars that statements may call
     * @param library where their jars are
     */
    public CompileView(
            KnownStreams streams,
            KnownViews views,
            KnownFunctions functions,
            FunctionLibrary library,
            Namespace namespace) {
        this.streams = streams;
        this.views = views;
        this.functions = functions;
        this.library = library;
        this.namespace = namespace;
    }

    /**
     * Compiles a statement as it was sent.
     *
     * @throws io.millrace.kernel.MillraceException with every violation's line, column and hint
     */
    public CompiledView compile(String sql) {
        return compile(ReadStatement.of(sql));
    }

    /** @throws io.millrace.kernel.MillraceException with every violation's line, column and hint */
    public CompiledView compile(CreateView statement) {
        Collection<DefinedFunction> known = functions.all();
        ExpandViews.Expanded expanded = expanded(statement, views, known);
        CheckReads reads = new CheckReads(statement);
        expanded.direct().forEach((name, view) -> check(reads, place(statement, name), view));
        reads.throwIfAny();
        CompiledView compiled = compile(expanded, found(expanded), known);
        CheckIndexes.of(statement.options().indexes(), compiled.columns());
        return compiled;
    }

    private void check(CheckReads reads, SqlPlace place, DefinedView view) {
        DefinedTable table = view.table();
        if (table == null) {
            reads.check(place, view, compiled(view));
        } else {
            streams.find(table.stream()).ifPresent(stream -> reads.check(place, view, table, stream));
        }
    }

    private CompiledView compiled(DefinedView view) {
        KnownFunctions called = KnownFunctions.of(view.functions());
        return new CompileView(streams, KnownViews.of(view.reads()), called, library, namespace).compile(view.sql());
    }

    /** Compiles against streams, views and functions as they were, for views that exist already. */
    public CompiledView compile(
            CreateView statement, List<StreamSchema> schemas, List<DefinedView> reads, List<DefinedFunction> called) {
        return compile(expanded(statement, KnownViews.of(reads), called), tables(schemas), called);
    }

    /**
     * What the columns of a statement's view are made of.
     *
     * @throws io.millrace.kernel.MillraceException where it cannot be compiled
     */
    public ColumnLineage lineage(CreateView statement) {
        compile(statement);
        Collection<DefinedFunction> known = functions.all();
        ExpandViews.Expanded expanded = expanded(statement, views, known);
        return lineage(expanded, found(expanded), known);
    }

    /** The same against streams, views and functions as they were. */
    public ColumnLineage lineage(
            CreateView statement, List<StreamSchema> schemas, List<DefinedView> reads, List<DefinedFunction> called) {
        return lineage(expanded(statement, KnownViews.of(reads), called), tables(schemas), called);
    }

    private ColumnLineage lineage(
            ExpandViews.Expanded expanded, Map<String, StreamTable> tables, Collection<DefinedFunction> known) {
        QueryFunctions called = QueryFunctions.of(expanded, known, library);
        return TraceColumns.of(Relations.of(expanded, tables.values(), called.table()));
    }

    private static Map<String, StreamTable> tables(List<StreamSchema> schemas) {
        Map<String, StreamTable> tables = new LinkedHashMap<>();
        schemas.forEach(schema -> tables.put(schema.stream(), new StreamTable(schema)));
        return tables;
    }

    private static ExpandViews.Expanded expanded(
            CreateView statement, KnownViews views, Collection<DefinedFunction> known) {
        try {
            return ExpandViews.of(statement, views, ExpandViews.names(known));
        } catch (StackOverflowError e) {
            throw SqlRefusal.tooDeep(statement.query().start());
        }
    }

    private Map<String, StreamTable> found(ExpandViews.Expanded expanded) {
        Map<String, StreamTable> tables = new LinkedHashMap<>();
        List<Violation> unknown = new ArrayList<>();
        for (SqlIdentifier reference : expanded.query().streams()) {
            String name = reference.getSimple();
            if (tables.containsKey(name)) {
                continue;
            }
            Optional<StreamSchema> schema = streams.find(name);
            if (schema.isPresent()) {
                tables.put(name, new StreamTable(schema.get()));
            } else {
                unknown.add(unknown(expanded.statement(), reference));
            }
        }
        if (!unknown.isEmpty()) {
            throw SqlRefusal.of(unknown, ProcessorError.UNKNOWN_TABLE);
        }
        return tables;
    }

    private Violation unknown(CreateView statement, SqlIdentifier reference) {
        String name = reference.getSimple();
        List<String> known = new ArrayList<>(streams.names());
        known.addAll(views.names());
        return SqlRefusal.violation(
                ProcessorError.UNKNOWN_TABLE,
                place(statement, reference),
                "There is no stream and no view '" + name + "'.",
                NearestName.hint(name, known, "Activate its contract first: PUT /api/contracts/" + name + "."));
    }

    private CompiledView compile(
            ExpandViews.Expanded expanded, Map<String, StreamTable> tables, Collection<DefinedFunction> known) {
        try {
            return planned(expanded, tables, QueryFunctions.of(expanded, known, library));
        } catch (StackOverflowError e) {
            throw SqlRefusal.tooDeep(expanded.statement().query().start());
        }
    }

    private CompiledView planned(
            ExpandViews.Expanded expanded, Map<String, StreamTable> tables, QueryFunctions called) {
        CreateView statement = expanded.statement();
        StreamQuery query = expanded.query();
        query.windows().forEach(windows -> checkDescriptor(statement, windows, tables));
        CheckStars.of(statement.query(), query, tables);
        Relations relations = Relations.of(expanded, tables.values(), called.table());
        LowerQuery.Lowered lowered = lowered(statement, query, tables, relations);
        List<ViewColumn> columns = lowered.emit().columns().stream()
                .limit(relations.names().size())
                .map(column -> new ViewColumn(column.name(), column.type().sqlName()))
                .toList();
        return new CompiledView(
                statement,
                tables.values().stream().map(StreamTable::stream).toList(),
                expanded.reads(),
                called.own(),
                columns,
                lowered.key(),
                lowered.hidden(),
                lowered.emit(),
                lowered.stream());
    }

    /** Lowers again where one part of the query read less of a stream than a later one. */
    private LowerQuery.Lowered lowered(
            CreateView statement, StreamQuery query, Map<String, StreamTable> tables, Relations relations) {
        PlanScans scans = new PlanScans(statement, namespace);
        LowerQuery.Lowered lowered;
        do {
            Lowering lowering = new Lowering(statement, query, tables, scans, relations.rex());
            lowered = new LowerQuery(lowering, relations).lower();
        } while (scans.takeOutgrown());
        return lowered;
    }

    private static void checkDescriptor(
            CreateView statement, StreamQuery.WindowedTable windows, Map<String, StreamTable> tables) {
        SqlIdentifier name = windows.stream();
        StreamTable table = name == null ? null : tables.get(name.getSimple());
        if (table == null) {
            return;
        }
        StreamSchema stream = table.stream();
        String eventTime = stream.eventTime();
        if (eventTime == null) {
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    place(statement, windows.descriptor()),
                    "The stream " + stream.stream() + " has no event time; arrival is no column of it.",
                    "Set millrace.eventTime in its contract to a timestamp column.");
        }
        if (!eventTime.equals(windows.descriptor().getSimple())) {
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    place(statement, windows.descriptor()),
                    windows.function().getOperator().getName().toUpperCase(Locale.ROOT)
                            + "'s time must be the event time of " + stream.stream() + ", which is " + eventTime + ".",
                    "Write DESCRIPTOR(" + eventTime + ").");
        }
    }

    private static SqlPlace place(CreateView statement, SqlNode node) {
        return statement
                .query()
                .original(
                        node.getParserPosition().getLineNum(),
                        node.getParserPosition().getColumnNum());
    }
}

package io.millrace.processor.plan;

import io.millrace.api.contract.StreamSchema;
import io.millrace.api.view.ViewColumn;
import io.millrace.kernel.Namespace;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.sql.CheckQuery;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.NearestName;
import io.millrace.processor.sql.ParseQuery;
import io.millrace.processor.sql.ReadStatement;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.StreamQuery;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/** Compiles a statement: reads it, checks its form, validates it against the streams, and lowers it to a plan. */
public final class CompileView {
    private final KnownStreams streams;
    private final Namespace namespace;

    public CompileView(KnownStreams streams, Namespace namespace) {
        this.streams = streams;
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

    public CompiledView compile(CreateView statement) {
        StreamQuery query = parsed(statement);
        return compile(statement, query, stream(statement, query));
    }

    /** Compiles against a stream as it was, for views that exist already. */
    public CompiledView compile(CreateView statement, StreamSchema stream) {
        return compile(statement, parsed(statement), stream);
    }

    private static StreamQuery parsed(CreateView statement) {
        try {
            SqlNode parsed = ParseQuery.of(statement.query());
            return CheckQuery.of(statement.query(), parsed);
        } catch (StackOverflowError e) {
            throw SqlRefusal.tooDeep(statement.query().start());
        }
    }

    private StreamSchema stream(CreateView statement, StreamQuery query) {
        String name = query.stream().getSimple();
        return streams.find(name)
                .orElseThrow(() -> SqlRefusal.at(
                        ProcessorError.UNKNOWN_TABLE,
                        place(statement, query.stream()),
                        "There is no stream '" + name + "'.",
                        NearestName.hint(
                                name,
                                streams.names(),
                                "Activate its contract first: PUT /api/contracts/" + name + ".")));
    }

    private CompiledView compile(CreateView statement, StreamQuery parsed, StreamSchema stream) {
        StreamTable table = new StreamTable(stream);
        checkDescriptor(statement, parsed, table);
        StreamQuery query = ExpandStars.of(statement.query(), parsed, table);
        List<String> names = OutputNames.of(statement.query(), query);
        Relations relations = Relations.of(statement.query(), query, table);
        LowerQuery.Lowered lowered =
                lowered(statement, new LowerQuery(statement, query, table, relations, namespace, names));
        List<ViewColumn> columns = lowered.emit().columns().stream()
                .limit(names.size())
                .map(column -> new ViewColumn(column.name(), SqlTypes.sqlName(column.type())))
                .toList();
        return new CompiledView(statement, stream, columns, lowered.key(), lowered.hidden(), lowered.emit());
    }

    private static LowerQuery.Lowered lowered(CreateView statement, LowerQuery query) {
        try {
            return query.lower();
        } catch (StackOverflowError e) {
            throw SqlRefusal.tooDeep(statement.query().start());
        }
    }

    private static void checkDescriptor(CreateView statement, StreamQuery query, StreamTable table) {
        SqlIdentifier descriptor = query.descriptor();
        if (descriptor == null) {
            return;
        }
        StreamSchema stream = table.stream();
        String eventTime = stream.eventTime();
        if (eventTime == null) {
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    place(statement, descriptor),
                    "The stream " + stream.stream() + " has no event time; arrival is no column of it.",
                    "Set millrace.eventTime in its contract to a timestamp column.");
        }
        if (!eventTime.equals(descriptor.getSimple())) {
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    place(statement, descriptor),
                    "TUMBLE's time must be the event time of " + stream.stream() + ", which is " + eventTime + ".",
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

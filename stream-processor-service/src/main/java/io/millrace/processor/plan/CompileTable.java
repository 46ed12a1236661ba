package io.millrace.processor.plan;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import io.millrace.api.view.ViewColumn;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedTable;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.sql.CreateTable;
import io.millrace.processor.sql.NearestName;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds a table's definition against its stream. Its columns are those of the stream that SQL can read, less the one that says
 * whether a key is deleted.
 */
public final class CompileTable {
    private final KnownStreams streams;
    private final List<Violation> violations = new ArrayList<>();

    private CompileTable(KnownStreams streams) {
        this.streams = streams;
    }

    /** @throws io.millrace.kernel.MillraceException with every violation's line, column and hint */
    public static DefinedView of(CreateTable statement, KnownStreams streams) {
        return new CompileTable(streams).compile(statement);
    }

    private DefinedView compile(CreateTable statement) {
        Statement.Name name = statement.stream();
        StreamSchema stream = streams.find(name.text()).orElseThrow(() -> unknown(name));
        requireKey(stream, name);
        requireSameKey(stream, statement.key());
        Statement.Name deleted = statement.deleted();
        if (deleted != null) {
            requireBoolean(stream, deleted);
        }
        if (!violations.isEmpty()) {
            throw SqlRefusal.of(violations, ProcessorError.UNSUPPORTED_SQL);
        }
        DefinedTable table = new DefinedTable(stream.stream(), deleted == null ? null : deleted.text());
        String all = new StreamTable(stream)
                .columns().stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
        String events = "CREATE MATERIALIZED VIEW " + statement.name().text() + " AS SELECT " + all + " FROM "
                + quoted(stream.stream());
        return new DefinedView(statement.name().text(), events, columns(stream, table), List.of(), List.of(), table);
    }

    /** Columns of a table, as its stream is now. */
    static List<ViewColumn> columns(StreamSchema stream, DefinedTable table) {
        return new StreamTable(stream)
                .columns().stream()
                        .filter(column -> !column.name().equals(table.deleted()))
                        .map(column -> new ViewColumn(
                                column.name(), StreamTable.valueType(column).sqlName()))
                        .toList();
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private RuntimeException unknown(Statement.Name stream) {
        return SqlRefusal.at(
                ProcessorError.UNKNOWN_TABLE,
                stream.place(),
                "There is no stream '" + stream.text() + "'.",
                NearestName.hint(
                        stream.text(),
                        List.copyOf(streams.names()),
                        "Activate its contract first: PUT /api/contracts/" + stream.text() + "."));
    }

    private void requireKey(StreamSchema stream, Statement.Name place) {
        if (stream.keyColumns().isEmpty()) {
            refuse(
                    place,
                    "The stream " + stream.stream() + " has no primary key, of which a table keeps the latest event.",
                    "Give its contract a primary key.");
        } else if (!StreamTable.haveKeysOneForm(stream)) {
            refuse(
                    place,
                    "Equal values of the primary key of " + stream.stream()
                            + " can be written in several ways, and so be in"
                            + " several partitions: which event is the latest cannot be told.",
                    "Give its contract a primary key of strings, whole numbers and booleans.");
        }
    }

    private void requireSameKey(StreamSchema stream, List<Statement.Name> said) {
        List<String> key =
                stream.keyColumns().stream().map(ColumnSchema::name).sorted().toList();
        List<String> wanted = said.stream().map(Statement.Name::text).sorted().toList();
        if (!said.isEmpty() && !key.equals(wanted)) {
            refuse(
                    said.getFirst(),
                    "The primary key of a table is that of its stream: " + String.join(", ", key) + ".",
                    "Leave PRIMARY KEY out; for the latest of other columns write QUALIFY ROW_NUMBER() OVER (PARTITION"
                            + " BY … ORDER BY … DESC) = 1.");
        }
    }

    private void requireBoolean(StreamSchema stream, Statement.Name deleted) {
        Optional<ColumnSchema> column = stream.columns().stream()
                .filter(known -> known.name().equals(deleted.text()))
                .findFirst();
        if (column.isEmpty()) {
            List<String> known =
                    stream.columns().stream().map(ColumnSchema::name).toList();
            violations.add(SqlRefusal.violation(
                    ProcessorError.UNKNOWN_COLUMN,
                    deleted.place(),
                    "The stream " + stream.stream() + " has no column '" + deleted.text() + "'.",
                    NearestName.hint(deleted.text(), known, "Columns are " + String.join(", ", known) + ".")));
        } else if (column.get().type() != ColumnType.BOOLEAN || column.get().primaryKeyPosition() > 0) {
            refuse(
                    deleted,
                    "The column that tells of deletions has to be a BOOLEAN outside of the primary key, and "
                            + deleted.text() + " is none.",
                    "Name such a column, or leave the option out.");
        }
    }

    private void refuse(Statement.Name place, String detail, @Nullable String hint) {
        violations.add(SqlRefusal.violation(ProcessorError.UNSUPPORTED_SQL, place.place(), detail, hint));
    }
}

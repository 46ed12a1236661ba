package io.millrace.processor.view;

import io.millrace.api.view.ViewColumn;
import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.ContractStreams;
import io.millrace.processor.catalog.DefinedTable;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.plan.CompileTable;
import io.millrace.processor.sql.CreateTable;
import io.millrace.processor.sql.NearestName;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;

/** Does what a statement about tables says. What a table is made of is told as freely as that of a stream. */
@Service
class RunTables {
    private static final int HINTS_MAX = 1_000;

    private final ContractStreams streams;
    private final StoreTables store;
    private final KeyedTables tables;
    private final FindReadable find;

    RunTables(ContractStreams streams, StoreTables store, KeyedTables tables, FindReadable find) {
        this.streams = streams;
        this.store = store;
        this.tables = tables;
        this.find = find;
    }

    SqlAnswer run(Statement.OfTable statement, ShowThings.Page page) {
        return switch (statement) {
            case Statement.OfTable.Create create -> create(create.table());
            case Statement.OfTable.Drop drop -> drop(drop);
            case Statement.OfTable.ShowCreate show ->
                SqlAnswer.text("SHOW CREATE TABLE", named(show.table()).sql());
            case Statement.OfTable.Show show -> show(show, page);
        };
    }

    private SqlAnswer create(CreateTable statement) {
        find.requireWriter();
        String name = statement.name().text();
        if (streams.isKnown(name)) {
            throw SqlRefusal.at(
                    ProcessorError.NAME_TAKEN,
                    statement.name().place(),
                    "A stream is named '" + name + "', and streams, tables and views share one namespace.",
                    "Name the table otherwise.");
        }
        StoreTables.Stored stored = store.create(statement, CompileTable.of(statement, streams));
        Map<String, @Nullable Object> told = told(stored.table());
        told.put("created", stored.created());
        return SqlAnswer.properties("CREATE TABLE", told);
    }

    private SqlAnswer drop(Statement.OfTable.Drop drop) {
        find.requireWriter();
        boolean dropped = store.drop(drop.table().text());
        if (!dropped && !drop.ifExists()) {
            throw unknown(drop.table());
        }
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("name", drop.table().text());
        told.put("dropped", dropped);
        return SqlAnswer.properties("DROP TABLE", told);
    }

    private SqlAnswer show(Statement.OfTable.Show statement, ShowThings.Page page) {
        List<KeyedTable> found = tables.page(page.cursor(), Limit.of(page.limit()));
        List<Map<String, @Nullable Object>> rows = found.stream()
                .filter(table -> ShowThings.like(statement.like()).test(table.name()))
                .map(RunTables::told)
                .toList();
        return SqlAnswer.rows("SHOW TABLES", rows)
                .before(found.size() == page.limit() ? found.getLast().name() : null);
    }

    private static Map<String, @Nullable Object> told(KeyedTable table) {
        DefinedView definition = table.definition();
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("name", table.name());
        DefinedTable of = definition.table();
        if (of != null) {
            told.put("stream", of.stream());
            told.put("deleted", of.deleted());
        }
        told.put("columns", definition.columns().stream().map(ViewColumn::name).toList());
        told.put("createdAt", table.createdAt());
        return told;
    }

    private KeyedTable named(Statement.Name name) {
        return tables.named(name.text()).orElseThrow(() -> unknown(name));
    }

    private MillraceException unknown(Statement.Name name) {
        List<String> known = tables.page("", Limit.of(HINTS_MAX)).stream()
                .map(KeyedTable::name)
                .toList();
        return SqlRefusal.at(
                ProcessorError.TABLE_NOT_FOUND,
                name.place(),
                "There is no table '" + name.text() + "'.",
                NearestName.hint(name.text(), known, "SHOW TABLES lists those that exist."));
    }
}

package io.millrace.processor.view;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.sql.CreateTable;
import io.millrace.processor.sql.Statement;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Changes of tables, each in one transaction. */
@Service
class StoreTables {
    private static final int TABLES_MAX = 1_000;

    private final KeyedTables tables;
    private final Views views;
    private final Clock clock;

    StoreTables(KeyedTables tables, Views views, Clock clock) {
        this.tables = tables;
        this.views = views;
        this.clock = clock;
    }

    /** @param created false where the same definition was there already */
    record Stored(KeyedTable table, boolean created) {}

    /** @throws MillraceException TABLE_EXISTS, NAME_TAKEN or TABLES_EXHAUSTED */
    @Transactional
    public Stored create(CreateTable statement, DefinedView definition) {
        views.lockCreation();
        Optional<KeyedTable> present = tables.named(definition.name());
        if (present.isPresent()) {
            boolean same = present.get().definition().equals(definition);
            if (same || statement.ifNotExists()) {
                return new Stored(present.get(), false);
            }
            throw new MillraceException(
                    ProcessorError.TABLE_EXISTS,
                    "Table " + definition.name()
                            + " exists with another definition. Use another name, or DROP TABLE " + definition.name()
                            + " first: views that read it stay what they are.");
        }
        requireRoom(definition.name());
        KeyedTable table = tables.save(new KeyedTable(statement.sql(), definition, clock.instant()));
        return new Stored(table, true);
    }

    /** Asked under the lock that creations of views, derived streams and tables share, whichever copy makes them. */
    private void requireRoom(String name) {
        for (Statement.Kind kind : Statement.Kind.values()) {
            if (views.find(kind, name).isPresent()) {
                throw new MillraceException(
                        ProcessorError.NAME_TAKEN,
                        "A " + kind.name().toLowerCase(Locale.ROOT) + " is named '" + name
                                + "', and streams, tables and views share one namespace. Name the table otherwise.");
            }
        }
        if (tables.count() >= TABLES_MAX) {
            throw new MillraceException(
                    ProcessorError.TABLES_EXHAUSTED,
                    TABLES_MAX
                            + " tables exist. Drop those that nobody needs: views that read them stay what they are.");
        }
    }

    /** Whether it was there. */
    @Transactional
    public boolean drop(String name) {
        Optional<KeyedTable> present = tables.named(name);
        present.ifPresent(tables::delete);
        return present.isPresent();
    }
}

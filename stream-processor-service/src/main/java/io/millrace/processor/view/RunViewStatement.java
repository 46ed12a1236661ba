package io.millrace.processor.view;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.Statement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Statements that create, change and drop views and derived streams, as the calls under {@code /api/views} do it. */
@Service
class RunViewStatement {
    private final DefineViews define;
    private final DeriveStreams derive;
    private final StoreViews store;
    private final FindReadable find;
    private final KeepRuntimes runtimes;

    RunViewStatement(
            DefineViews define, DeriveStreams derive, StoreViews store, FindReadable find, KeepRuntimes runtimes) {
        this.define = define;
        this.derive = derive;
        this.store = store;
        this.find = find;
        this.runtimes = runtimes;
    }

    SqlAnswer create(CreateView statement) {
        requireWriter(statement.isStream() ? Statement.Kind.STREAM : Statement.Kind.VIEW);
        StoreViews.Stored stored = statement.isStream() ? derive.create(statement) : define.define(statement);
        Map<String, @Nullable Object> told = told(stored.view());
        told.put("created", stored.created());
        if (statement.isStream()) {
            return SqlAnswer.properties("CREATE STREAM", told);
        }
        told.put("next", stored.view().isNext());
        return SqlAnswer.properties("CREATE MATERIALIZED VIEW", told);
    }

    private void requireWriter(Statement.Kind kind) {
        switch (kind) {
            case VIEW -> find.requireWriter();
            case STREAM -> find.requireStreamWriter();
        }
    }

    SqlAnswer drop(Statement.Drop drop) {
        Statement.Made made = drop.made();
        requireWriter(made.kind());
        boolean dropped = switch (made.kind()) {
            case VIEW -> dropView(made.name().text());
            case STREAM -> dropStream(made.name());
        };
        if (!dropped && !drop.ifExists()) {
            throw find.unknown(made);
        }
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("name", made.name().text());
        told.put("dropped", dropped);
        return SqlAnswer.properties(
                made.kind() == Statement.Kind.STREAM ? "DROP STREAM" : "DROP MATERIALIZED VIEW", told);
    }

    private boolean dropView(String name) {
        try {
            store.delete(name);
            return true;
        } catch (MillraceException e) {
            if (e.code() != ProcessorError.VIEW_NOT_FOUND) {
                throw e;
            }
            return false;
        }
    }

    private boolean dropStream(Statement.Name name) {
        try {
            return derive.drop(name.text());
        } catch (MillraceException e) {
            if (e.code() == ProcessorError.STREAM_READ) {
                throw SqlRefusal.at(e.code(), name.place(), e.detail(), null);
            }
            throw e;
        }
    }

    SqlAnswer change(String verb, Statement.Made made, BiConsumer<View, Instant> change) {
        find.requireWriter();
        try {
            View changed = store.change(made.kind(), made.name().text(), false, change);
            runtimes.wake();
            return SqlAnswer.properties(verb + " " + made.kind(), told(changed));
        } catch (MillraceException e) {
            if (e.code() == ProcessorError.VIEW_NOT_FOUND || e.code() == ProcessorError.STREAM_NOT_FOUND) {
                throw find.unknown(made);
            }
            throw SqlRefusal.at(e.code(), made.name().place(), e.detail(), null);
        }
    }

    private static Map<String, @Nullable Object> told(View view) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("name", view.name());
        told.put("version", view.version());
        told.put("state", view.state());
        told.put("runtime", view.runtime());
        return told;
    }
}

package io.millrace.processor.view;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.ParseStatement;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.Statement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Does what a statement says, as the calls under {@code /api/views} do it. */
@Service
class RunStatement {
    private final DefineViews define;
    private final StoreViews store;
    private final FindReadable find;
    private final ShowThings show;
    private final DescribeThing describe;
    private final ExplainStatement explain;

    RunStatement(
            DefineViews define,
            StoreViews store,
            FindReadable find,
            ShowThings show,
            DescribeThing describe,
            ExplainStatement explain) {
        this.define = define;
        this.store = store;
        this.find = find;
        this.show = show;
        this.describe = describe;
        this.explain = explain;
    }

    /**
     * Runs one statement as the caller.
     *
     * @param page of what SHOW lists
     */
    SqlAnswer run(String sql, ShowThings.Page page) {
        return switch (ParseStatement.of(sql)) {
            case Statement.Create create -> create(create.view());
            case Statement.Explain statement -> explain(statement);
            case Statement.ExplainView statement -> explain.of(statement.detail(), find.view(statement.view()));
            case Statement.Show statement -> show.of(statement, page);
            case Statement.Describe statement -> describe.of(statement);
            case Statement.ShowCreate statement ->
                SqlAnswer.text("SHOW CREATE VIEW", find.view(statement.view()).sql());
            case Statement.Drop drop -> drop(drop);
            case Statement.Pause pause -> change("PAUSE VIEW", pause.view(), View::pause);
            case Statement.Resume resume -> change("RESUME VIEW", resume.view(), View::resume);
        };
    }

    private SqlAnswer create(CreateView statement) {
        find.requireWriter();
        StoreViews.Stored stored = define.define(statement);
        Map<String, @Nullable Object> told = told(stored.view());
        told.put("created", stored.created());
        told.put("next", stored.view().isNext());
        return SqlAnswer.properties("CREATE MATERIALIZED VIEW", told);
    }

    private SqlAnswer explain(Statement.Explain statement) {
        find.requireWriter();
        return explain.of(statement.detail(), statement.view());
    }

    private SqlAnswer drop(Statement.Drop drop) {
        find.requireWriter();
        String name = drop.view().text();
        boolean dropped = true;
        try {
            store.delete(name);
        } catch (MillraceException e) {
            if (e.code() != ProcessorError.VIEW_NOT_FOUND) {
                throw e;
            }
            if (!drop.ifExists()) {
                throw find.unknown(drop.view());
            }
            dropped = false;
        }
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("name", name);
        told.put("dropped", dropped);
        return SqlAnswer.properties("DROP MATERIALIZED VIEW", told);
    }

    private SqlAnswer change(String statement, Statement.Name name, BiConsumer<View, Instant> change) {
        find.requireWriter();
        try {
            return SqlAnswer.properties(statement, told(store.change(name.text(), false, change)));
        } catch (MillraceException e) {
            if (e.code() == ProcessorError.VIEW_NOT_FOUND) {
                throw find.unknown(name);
            }
            throw SqlRefusal.at(e.code(), name.place(), e.detail(), null);
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

package io.millrace.processor.sql;

import io.millrace.processor.ProcessorError;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads any statement:
 *
 * <pre>
 * CREATE …                                                                       {@link ReadStatement}
 * EXPLAIN [PLAN | TOPOLOGY | LINEAGE | COST] [FOR] {query | CREATE … | VIEW name | STREAM name}
 * SHOW {VIEWS | STREAMS | FUNCTIONS | RUNTIMES} [LIKE 'pattern']
 * SHOW CREATE {[MATERIALIZED] VIEW | STREAM} name
 * {DESCRIBE | DESC} [EXTENDED] name
 * DROP {[MATERIALIZED] VIEW | STREAM} [IF EXISTS] name
 * {PAUSE | RESUME} {[MATERIALIZED] VIEW | STREAM} name
 * {CREATE | DROP | DESCRIBE} FUNCTION …                                           {@link ReadFunction}
 * {CREATE | DROP | SHOW CREATE} TABLE …, SHOW TABLES …                            {@link ReadTable}
 * ALTER MATERIALIZED VIEW name {SUSPEND | RESUME}
 * </pre>
 */
public final class ParseStatement extends TokenCursor {
    private static final String FORM =
            "Statements are CREATE MATERIALIZED VIEW, CREATE STREAM, CREATE TABLE, CREATE FUNCTION, EXPLAIN, SHOW,"
                    + " DESCRIBE, DROP, PAUSE, RESUME"
                    + " and ALTER MATERIALIZED VIEW.";
    private static final String EXPLAIN_FORM =
            "Write EXPLAIN [PLAN | TOPOLOGY | LINEAGE | COST] SELECT …, or … VIEW name, or … STREAM name.";
    private static final String SHOW_FORM =
            "Write SHOW VIEWS, STREAMS, FUNCTIONS or RUNTIMES, with LIKE 'pattern' behind it, or SHOW CREATE VIEW"
                    + " name, or SHOW CREATE STREAM name.";
    private static final String DROP_FORM =
            "Write DROP MATERIALIZED VIEW [IF EXISTS] name, or DROP STREAM [IF EXISTS] name.";
    private static final String ALTER_FORM = "Write ALTER MATERIALIZED VIEW name SUSPEND, or RESUME.";

    private static final Map<String, Statement.Things> THINGS = Map.of(
            "VIEWS",
            Statement.Things.VIEWS,
            "STREAMS",
            Statement.Things.STREAMS,
            "FUNCTIONS",
            Statement.Things.FUNCTIONS,
            "RUNTIMES",
            Statement.Things.RUNTIMES,
            "QUERIES",
            Statement.Things.RUNTIMES);

    private ParseStatement(String sql) {
        super(sql);
    }

    /**
     * Reads one statement.
     *
     * @throws io.millrace.kernel.MillraceException with the place of what is wrong
     */
    public static Statement of(String sql) {
        return new ParseStatement(sql).read();
    }

    private Statement read() {
        Token first = peek();
        if (first == null) {
            throw syntax("the statement is empty", FORM);
        }
        if (ReadFunction.isAboutOne(this)) {
            return ReadFunction.of(sql);
        }
        if (ReadTable.isAboutOne(this)) {
            return ReadTable.of(sql);
        }
        if (first.isWord("CREATE")) {
            return new Statement.Create(ReadStatement.of(sql));
        }
        if (accept("EXPLAIN")) {
            return explain();
        }
        Statement statement = command(first);
        if (peek() != null) {
            throw syntax("nothing is expected any more", FORM);
        }
        return statement;
    }

    private Statement command(Token first) {
        if (accept("SHOW")) {
            return accept("CREATE") ? new Statement.ShowCreate(made(SHOW_FORM)) : show();
        }
        if (accept("DESCRIBE") || accept("DESC")) {
            boolean extended = accept("EXTENDED");
            return new Statement.Describe(name("Write DESCRIBE [EXTENDED] name."), extended);
        }
        if (accept("DROP")) {
            return drop();
        }
        if (accept("PAUSE")) {
            return new Statement.Pause(made("Write PAUSE VIEW name, or PAUSE STREAM name."));
        }
        if (accept("RESUME")) {
            return new Statement.Resume(made("Write RESUME VIEW name, or RESUME STREAM name."));
        }
        if (accept("ALTER")) {
            return alter();
        }
        throw unknown(first);
    }

    private RuntimeException unknown(Token first) {
        if (first.isWord("SELECT") || first.isWord("WITH") || first.isSymbol("(")) {
            return SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    first.place(),
                    "A query by itself has no answer: it has one at every moment.",
                    "Create a view of it, CREATE MATERIALIZED VIEW name AS SELECT …, and read its rows:"
                            + " GET /api/views/{name}/rows. EXPLAIN SELECT … shows what it would do.");
        }
        if (first.isWord("INSERT") || first.isWord("UPDATE") || first.isWord("DELETE")) {
            return SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    first.place(),
                    first.text().toUpperCase(Locale.ROOT) + " is not supported.",
                    "Events are sent to a stream: POST /api/streams/{stream}/events.");
        }
        return syntax("a statement does not begin so", FORM);
    }

    private Statement explain() {
        Statement.Detail detail = detail();
        accept("FOR");
        Statement.Kind kind = kind();
        if (kind != null) {
            Statement.Made made = new Statement.Made(kind, name(EXPLAIN_FORM));
            if (peek() != null) {
                throw syntax("nothing is expected any more", EXPLAIN_FORM);
            }
            return new Statement.ExplainMade(detail, made);
        }
        if (peek() == null) {
            throw syntax("what is to be explained is missing", EXPLAIN_FORM);
        }
        return new Statement.Explain(detail, ReadStatement.explained(sql, next));
    }

    private Statement.Detail detail() {
        for (Statement.Detail detail : Statement.Detail.values()) {
            if (accept(detail.name())) {
                return detail;
            }
        }
        return Statement.Detail.PLAN;
    }

    private Statement show() {
        Token word = take(SHOW_FORM);
        Statement.Things things = THINGS.get(word.text().toUpperCase(Locale.ROOT));
        if (things == null) {
            next--;
            throw syntax("SHOW knows no such things", SHOW_FORM);
        }
        return new Statement.Show(
                things, accept("LIKE") ? readText("a pattern", SHOW_FORM).text() : null);
    }

    private Statement drop() {
        accept("MATERIALIZED");
        Statement.Kind kind = kind();
        if (kind == null) {
            throw syntax("only views, streams, tables and functions can be dropped here", DROP_FORM);
        }
        boolean ifExists = acceptIf(DROP_FORM, "EXISTS");
        return new Statement.Drop(new Statement.Made(kind, name(DROP_FORM)), ifExists);
    }

    private Statement alter() {
        accept("MATERIALIZED");
        if (!accept("VIEW")) {
            throw syntax("expected VIEW", ALTER_FORM);
        }
        Statement.Made view = new Statement.Made(Statement.Kind.VIEW, name(ALTER_FORM));
        if (accept("SUSPEND")) {
            return new Statement.Pause(view);
        }
        if (accept("RESUME")) {
            return new Statement.Resume(view);
        }
        throw syntax("expected SUSPEND or RESUME", ALTER_FORM);
    }

    private Statement.Made made(String form) {
        accept("MATERIALIZED");
        Statement.Kind kind = kind();
        if (kind == null) {
            throw syntax("expected VIEW or STREAM", form);
        }
        return new Statement.Made(kind, name(form));
    }

    private Statement.@Nullable Kind kind() {
        if (accept("VIEW")) {
            return Statement.Kind.VIEW;
        }
        return accept("STREAM") ? Statement.Kind.STREAM : null;
    }

    private Statement.Name name(String form) {
        Token name = readName(form);
        return new Statement.Name(name.text(), name.place());
    }
}

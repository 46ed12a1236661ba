package io.millrace.processor.sql;

import io.millrace.processor.ProcessorError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads statements about tables:
 *
 * <pre>
 * CREATE TABLE [IF NOT EXISTS] name [(PRIMARY KEY (column, …) NOT ENFORCED)] WITH (stream = 'name' [, deleted = 'column'])
 * DROP TABLE [IF EXISTS] name
 * SHOW TABLES [LIKE 'pattern']
 * SHOW CREATE TABLE name
 * </pre>
 */
final class ReadTable extends TokenCursor {
    private static final String FORM =
            "A table is the latest event of each key of a stream: CREATE TABLE name WITH (stream = 'orders'), and"
                    + " deleted = 'column' where a BOOLEAN column tells that a key is deleted.";
    private static final String DROP_FORM = "Write DROP TABLE [IF EXISTS] name.";
    private static final String SHOW_FORM = "Write SHOW TABLES [LIKE 'pattern'], or SHOW CREATE TABLE name.";
    private static final List<String> OPTIONS = List.of("stream", "deleted");

    private ReadTable(String sql) {
        super(sql);
    }

    /** Whether a statement is about a table, or all of them. */
    static boolean isAboutOne(TokenCursor statement) {
        int first = statement.next;
        boolean shows = statement.isAt(first, "SHOW");
        int word = first + (shows && statement.isAt(first + 1, "CREATE") ? 2 : 1);
        return (shows || statement.isAt(first, "CREATE") || statement.isAt(first, "DROP"))
                && (statement.isAt(word, "TABLE") || shows && statement.isAt(word, "TABLES"));
    }

    static Statement of(String sql) {
        ReadTable statement = new ReadTable(sql);
        Statement read = statement.read();
        if (statement.peek() != null) {
            throw statement.syntax("nothing is expected any more", FORM);
        }
        return read;
    }

    private Statement read() {
        if (acceptAll("CREATE", "TABLE")) {
            return create();
        }
        if (acceptAll("DROP", "TABLE")) {
            boolean ifExists = acceptIf(DROP_FORM, "EXISTS");
            return new Statement.OfTable.Drop(name(DROP_FORM), ifExists);
        }
        if (acceptAll("SHOW", "TABLES")) {
            return new Statement.OfTable.Show(
                    accept("LIKE") ? readText("a pattern", SHOW_FORM).text() : null);
        }
        if (acceptAll("SHOW", "CREATE", "TABLE")) {
            return new Statement.OfTable.ShowCreate(name(SHOW_FORM));
        }
        throw syntax("a statement about tables does not begin so", SHOW_FORM);
    }

    private Statement.OfTable create() {
        boolean ifNotExists = acceptIf(FORM, "NOT", "EXISTS");
        Statement.Name name = name(FORM);
        Token following = peek();
        List<Statement.Name> key = following != null && following.isSymbol("(") ? key() : List.of();
        if (!accept("WITH")) {
            throw syntax("expected WITH after the table's name", FORM);
        }
        Map<String, Statement.Name> options = options();
        Statement.Name stream = options.get("stream");
        if (stream == null) {
            throw SqlRefusal.at(ProcessorError.INVALID_OPTION, name.place(), "The option stream is missing.", FORM);
        }
        return new Statement.OfTable.Create(
                new CreateTable(name, ifNotExists, key, stream, options.get("deleted"), sql));
    }

    private List<Statement.Name> key() {
        String form =
                "Write (PRIMARY KEY (a, b) NOT ENFORCED), or leave it out: columns and key are those of the stream.";
        expect("(", form);
        if (!acceptAll("PRIMARY", "KEY")) {
            throw syntax("expected PRIMARY KEY", form);
        }
        expect("(", form);
        List<Statement.Name> columns = new ArrayList<>();
        do {
            Token column = take(form);
            if (!column.isName()) {
                next--;
                throw syntax("expected a column", form);
            }
            columns.add(new Statement.Name(column.text(), column.place()));
        } while (readComma(form));
        if (!acceptAll("NOT", "ENFORCED")) {
            throw syntax("expected NOT ENFORCED", form);
        }
        expect(")", form);
        return columns;
    }

    private Map<String, Statement.Name> options() {
        Map<String, Statement.Name> options = new LinkedHashMap<>();
        for (Map.Entry<Token, Token> setting : readSettings(FORM)) {
            Token option = setting.getKey();
            String known = option.text().toLowerCase(Locale.ROOT);
            if (!OPTIONS.contains(known)) {
                throw SqlRefusal.at(
                        ProcessorError.INVALID_OPTION,
                        option.place(),
                        "There is no option '" + option.text() + "' of a table.",
                        NearestName.hint(option.text(), OPTIONS, "Options are stream and deleted."));
            }
            Token value = setting.getValue();
            if (value.kind() != Token.Kind.STRING) {
                throw SqlRefusal.at(
                        ProcessorError.INVALID_OPTION,
                        value.place(),
                        "The option " + known + " takes a name in apostrophes.",
                        FORM);
            }
            if (options.put(known, new Statement.Name(value.text(), value.place())) != null) {
                throw SqlRefusal.at(
                        ProcessorError.INVALID_OPTION,
                        option.place(),
                        "The option " + known + " is given twice.",
                        "Keep one of them.");
            }
        }
        return options;
    }

    private Statement.Name name(String form) {
        Token name = readName(form, "table");
        return new Statement.Name(name.text(), name.place());
    }
}

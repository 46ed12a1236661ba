package io.millrace.processor.sql;

import io.millrace.kernel.Names;
import io.millrace.processor.ProcessorError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
public final class ReadTable extends TokenCursor {
    private static final String FORM =
            "A table is the latest event of each key of a stream: CREATE TABLE name WITH (stream = 'orders'), and"
                    + " deleted = 'column' where a BOOLEAN column tells that a key is deleted.";
    private static final String DROP_FORM = "Write DROP TABLE [IF EXISTS] name.";
    private static final String SHOW_FORM = "Write SHOW TABLES [LIKE 'pattern'], or SHOW CREATE TABLE name.";
    private static final List<String> OPTIONS = List.of("stream", "deleted");

    private ReadTable(String sql) {
        super(sql);
    }

    /**
     * Reads one statement; null where it is not about tables.
     *
     * @throws io.millrace.kernel.MillraceException with the place of what is wrong
     */
    public static @Nullable TableStatement of(String sql) {
        return new ReadTable(sql).read();
    }

    private @Nullable TableStatement read() {
        TableStatement statement = null;
        if (acceptAll("CREATE", "TABLE")) {
            statement = create();
        } else if (acceptAll("DROP", "TABLE")) {
            boolean ifExists = acceptIf("EXISTS");
            statement = new TableStatement.Drop(name(DROP_FORM), ifExists);
        } else if (acceptAll("SHOW", "TABLES")) {
            statement = new TableStatement.Show(
                    accept("LIKE") ? text("a pattern in apostrophes", SHOW_FORM).text() : null);
        } else if (acceptAll("SHOW", "CREATE", "TABLE")) {
            statement = new TableStatement.ShowCreate(name(SHOW_FORM));
        }
        if (statement != null && peek() != null) {
            throw syntax("nothing is expected any more", FORM);
        }
        return statement;
    }

    private boolean acceptAll(String... words) {
        int first = next;
        for (String word : words) {
            if (!accept(word)) {
                next = first;
                return false;
            }
        }
        return true;
    }

    private boolean acceptIf(String... words) {
        if (!accept("IF")) {
            return false;
        }
        if (!acceptAll(words)) {
            throw syntax("expected " + String.join(" ", words) + " after IF", FORM);
        }
        return true;
    }

    private TableStatement create() {
        boolean ifNotExists = acceptIf("NOT", "EXISTS");
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
        return new TableStatement.Create(new CreateTable(name, ifNotExists, key, stream, options.get("deleted"), sql));
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
        Token separator;
        do {
            Token column = take(form);
            if (!column.isName()) {
                next--;
                throw syntax("expected a column", form);
            }
            columns.add(new Statement.Name(column.text(), column.place()));
            separator = take(form);
        } while (separator.isSymbol(","));
        if (!separator.isSymbol(")")) {
            next--;
            throw syntax("expected , or )", form);
        }
        if (!acceptAll("NOT", "ENFORCED")) {
            throw syntax("expected NOT ENFORCED", form);
        }
        expect(")", form);
        return columns;
    }

    private Map<String, Statement.Name> options() {
        Map<String, Statement.Name> options = new LinkedHashMap<>();
        expect("(", FORM);
        Token separator;
        do {
            Token option = take(FORM);
            String known = option.text().toLowerCase(java.util.Locale.ROOT);
            if (!OPTIONS.contains(known)) {
                throw SqlRefusal.at(
                        ProcessorError.INVALID_OPTION,
                        option.place(),
                        "There is no option '" + option.text() + "' of a table.",
                        NearestName.hint(option.text(), OPTIONS, "Options are stream and deleted."));
            }
            expect("=", FORM);
            Token value = text("a name in apostrophes", FORM);
            if (options.put(known, new Statement.Name(value.text(), value.place())) != null) {
                throw SqlRefusal.at(
                        ProcessorError.INVALID_OPTION,
                        option.place(),
                        "The option " + known + " is given twice.",
                        "Keep one of them.");
            }
            separator = take(FORM);
        } while (separator.isSymbol(","));
        if (!separator.isSymbol(")")) {
            next--;
            throw syntax("expected , or )", FORM);
        }
        return options;
    }

    private Token text(String what, String form) {
        Token text = take(form);
        if (text.kind() != Token.Kind.STRING) {
            next--;
            throw syntax("expected " + what, form);
        }
        return text;
    }

    private Statement.Name name(String form) {
        Token name = peek();
        if (name == null || !name.isName()) {
            throw syntax("expected the table's name", form);
        }
        next++;
        Token following = peek();
        if (following != null && following.isSymbol(".") || !Names.isValid(name.text())) {
            throw SqlRefusal.at(
                    ProcessorError.INVALID_NAME,
                    name.place(),
                    "A table cannot be named '" + name.text() + "'.",
                    "Use a lower-case letter, then at most 62 lower-case letters, digits and underscores.");
        }
        return new Statement.Name(name.text(), name.place());
    }
}

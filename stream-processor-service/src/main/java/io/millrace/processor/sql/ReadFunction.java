package io.millrace.processor.sql;

import io.millrace.processor.ProcessorError;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;

/**
 * Reads statements about functions of jars:
 *
 * <pre>
 * CREATE FUNCTION [IF NOT EXISTS] name AS 'com.acme.geo.Haversine' [LANGUAGE JAVA] USING JAR 'geo-1.2.jar'
 * DROP FUNCTION [IF EXISTS] name
 * DESCRIBE FUNCTION [EXTENDED] name
 * </pre>
 */
final class ReadFunction extends TokenCursor {
    private static final String FORM =
            "Write CREATE FUNCTION [IF NOT EXISTS] name AS 'com.acme.geo.Haversine' USING JAR 'geo-1.2.jar'.";
    private static final String DROP_FORM = "Write DROP FUNCTION [IF EXISTS] name.";
    private static final String DESCRIBE_FORM = "Write DESCRIBE FUNCTION name.";

    private ReadFunction(String sql) {
        super(sql);
    }

    /** Whether a statement is about a function. */
    static boolean isAboutOne(TokenCursor statement) {
        int word = statement.next + 1;
        Token first = statement.peek();
        if (first == null) {
            return false;
        }
        boolean describes = first.isWord("DESCRIBE") || first.isWord("DESC");
        if (first.isWord("CREATE")) {
            word += statement.isAt(word, "OR") ? 2 : statement.isAt(word, "TEMPORARY") ? 1 : 0;
            word += statement.isAt(word, "SYSTEM") ? 1 : 0;
        } else if (!describes && !first.isWord("DROP")) {
            return false;
        }
        // A stream can be named function, too.
        return statement.isAt(word, "FUNCTION") && !(describes && word + 1 >= statement.end);
    }

    static Statement of(String sql) {
        ReadFunction statement = new ReadFunction(sql);
        Statement read = statement.read();
        if (statement.peek() != null) {
            throw statement.syntax(
                    "nothing is expected any more",
                    "A function is of one class and one jar, which has all that it needs.");
        }
        return read;
    }

    private Statement read() {
        if (accept("CREATE")) {
            return create();
        }
        if (accept("DROP")) {
            accept("FUNCTION");
            boolean ifExists = acceptIf(DROP_FORM, "EXISTS");
            return new Statement.DropFunction(name(DROP_FORM), ifExists);
        }
        next++;
        accept("FUNCTION");
        accept("EXTENDED");
        return new Statement.DescribeFunction(name(DESCRIBE_FORM));
    }

    private Statement create() {
        if (!accept("FUNCTION")) {
            throw syntax("a function is created, or dropped and created again", FORM);
        }
        boolean ifNotExists = acceptIf(FORM, "NOT", "EXISTS");
        Statement.Name name = name(FORM);
        requireCallable(name);
        if (!accept("AS")) {
            throw syntax("expected AS after the function's name", FORM);
        }
        Statement.Name className = text("the name of a class");
        if (accept("LANGUAGE") && !accept("JAVA")) {
            throw syntax("functions are written in JAVA", "Classes of any language of the JVM go as JAVA.");
        }
        if (!accept("USING") || !accept("JAR")) {
            throw syntax("expected USING JAR", FORM);
        }
        return new Statement.CreateFunction(name, ifNotExists, className, text("the name of a jar"));
    }

    private Statement.Name name(String form) {
        Token name = readName(form, "function");
        return new Statement.Name(name.text(), name.place());
    }

    private Statement.Name text(String what) {
        Token token = readText(what, FORM);
        return new Statement.Name(token.text(), token.place());
    }

    /** A name by which SQL calls nothing yet, and can call something. */
    private static void requireCallable(Statement.Name name) {
        if (Functions.isTaken(name.text()) || isOperator(name.text()) || !isCallable(name.text())) {
            throw SqlRefusal.at(
                    ProcessorError.INVALID_NAME,
                    name.place(),
                    name.text().toUpperCase(Locale.ROOT) + " means something in SQL already.",
                    "Name the function otherwise, such as acme_" + name.text() + ".");
        }
    }

    private static boolean isOperator(String name) {
        return name.equals("cumulate")
                || SqlStdOperatorTable.instance().getOperatorList().stream()
                        .anyMatch(operator -> operator.getName().equalsIgnoreCase(name));
    }

    private static boolean isCallable(String name) {
        try {
            return SqlParser.create("SELECT " + name + "(a) FROM t", Dialect.PARSER)
                                    .parseQuery()
                            instanceof SqlSelect select
                    && select.getSelectList().get(0) instanceof SqlCall call
                    && call.getOperator() instanceof SqlUnresolvedFunction;
        } catch (SqlParseException e) {
            return false;
        }
    }
}

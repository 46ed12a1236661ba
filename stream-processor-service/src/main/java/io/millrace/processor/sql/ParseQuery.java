package io.millrace.processor.sql;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Parses the query of a statement with Calcite, and puts its errors into one sentence at a place of the statement. */
public final class ParseQuery {
    private static final Pattern ENCOUNTERED = Pattern.compile("Encountered \"(.*?)\" at line", Pattern.DOTALL);
    private static final Pattern LEXICAL =
            Pattern.compile("Lexical error at line (\\d+), column (\\d+)\\.\\s*(.*)", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private ParseQuery() {}

    public static SqlNode of(QueryText query) {
        try {
            SqlNode parsed = SqlParser.create(query.text(), Dialect.PARSER).parseQuery();
            parsed.accept(new NullableMembers());
            return parsed;
        } catch (SqlParseException e) {
            // Calcite's parser wraps what it does not expect.
            throw e.getCause() instanceof StackOverflowError ? SqlRefusal.tooDeep(query.start()) : refused(query, e);
        }
    }

    private static MillraceException refused(QueryText query, SqlParseException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        Matcher lexical = LEXICAL.matcher(message);
        if (lexical.find()) {
            SqlPlace place = query.original(Integer.parseInt(lexical.group(1)), Integer.parseInt(lexical.group(2)));
            String hint = "Strings stand in apostrophes, names that need quoting in backticks.";
            return SqlRefusal.at(ProcessorError.INVALID_SQL, place, "A character here is not allowed in SQL.", hint);
        }
        SqlParserPos pos = e.getPos();
        SqlPlace place = pos == null ? query.start() : query.original(pos.getLineNum(), pos.getColumnNum());
        Matcher encountered = ENCOUNTERED.matcher(message);
        if (!encountered.find()) {
            return SqlRefusal.at(ProcessorError.INVALID_SQL, place, firstLine(message), null);
        }
        String found = encountered.group(1).strip();
        if (found.isEmpty() || found.equals("<EOF>")) {
            return SqlRefusal.at(ProcessorError.INVALID_SQL, place, "The query ends too early.", null);
        }
        return SqlRefusal.at(ProcessorError.INVALID_SQL, place, "'" + found + "' is not expected here.", hint(found));
    }

    private static @Nullable String hint(String found) {
        String word = found.contains(" ") ? found.substring(0, found.indexOf(' ')) : found;
        if (word.equals(";")) {
            return "Send one statement at a time.";
        }
        boolean isWord = WORD.matcher(word).matches();
        return isWord ? "If it is a name, put it in backticks: `" + word + "`." : null;
    }

    private static String firstLine(String message) {
        String first = message.lines().findFirst().orElse("");
        return first.isEmpty() ? "The query cannot be parsed." : first;
    }
}

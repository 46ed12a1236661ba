package io.millrace.processor.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The query part of a statement, ready for Calcite. What is not the query is blank, so that lines and columns are those of
 * the statement; {@code date}, {@code time} and {@code timestamp} that are used as names stand in backticks. Below it may stand
 * the queries of views that it reads.
 *
 * @param text what is parsed
 * @param quoted places of names that were put in backticks, as in the statement, in order
 * @param start where the query begins
 * @param ownLines lines of the statement itself
 */
public record QueryText(String text, List<SqlPlace> quoted, SqlPlace start, int ownLines) {
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");

    /** The text of one statement. */
    public QueryText(String text, List<SqlPlace> quoted, SqlPlace start) {
        this(text, quoted, start, lines(text));
    }

    private static int lines(String text) {
        return 1 + (int) LINE_END.matcher(text).results().count();
    }

    /** The place in the statement of a place in {@link #text}; the query's start where it is none of the statement. */
    public SqlPlace original(int line, int column) {
        int inserted = 0;
        for (SqlPlace place : quoted) {
            if (place.line() == line && place.column() + inserted < column) {
                inserted += 2;
            }
        }
        SqlPlace place = new SqlPlace(Math.max(1, line), Math.max(1, column - inserted));
        boolean outside = place.line() > ownLines
                || place.line() < start.line()
                || (place.line() == start.line() && place.column() < start.column());
        return outside ? start : place;
    }

    /** The statement's own text, without those below it. */
    public QueryText own() {
        Matcher ends = LINE_END.matcher(text);
        int line = 1;
        while (ends.find()) {
            if (line++ == ownLines) {
                return new QueryText(text.substring(0, ends.start()), quoted, start, ownLines);
            }
        }
        return this;
    }

    /** Another statement's text, as it stands below this one. */
    public QueryText below(QueryText other) {
        int lines = lines(text);
        return new QueryText(
                "\n".repeat(lines) + other.text,
                other.quoted.stream()
                        .map(place -> new SqlPlace(place.line() + lines, place.column()))
                        .toList(),
                new SqlPlace(other.start.line() + lines, other.start.column()));
    }

    /** This one with another statement's text below it, at the lines that {@link #below} gives it. */
    public QueryText with(QueryText other) {
        List<SqlPlace> all = new ArrayList<>(quoted);
        all.addAll(below(other).quoted);
        return new QueryText(text + "\n" + other.text, List.copyOf(all), start, ownLines);
    }
}

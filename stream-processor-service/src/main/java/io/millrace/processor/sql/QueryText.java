package io.millrace.processor.sql;

import java.util.List;

/**
 * The query part of a statement, ready for Calcite. What is not the query is blank, so that lines and columns are those of
 * the statement; {@code date}, {@code time} and {@code timestamp} that are used as names stand in backticks.
 *
 * @param text what is parsed
 * @param quoted places of names that were put in backticks, as in the statement, in order
 * @param start where the query begins
 */
public record QueryText(String text, List<SqlPlace> quoted, SqlPlace start) {
    /** The place in the statement of a place in {@link #text}; the query's start where Calcite knows none. */
    public SqlPlace original(int line, int column) {
        int inserted = 0;
        for (SqlPlace place : quoted) {
            if (place.line() == line && place.column() + inserted < column) {
                inserted += 2;
            }
        }
        SqlPlace place = new SqlPlace(Math.max(1, line), Math.max(1, column - inserted));
        boolean outside =
                place.line() < start.line() || (place.line() == start.line() && place.column() < start.column());
        return outside ? start : place;
    }
}

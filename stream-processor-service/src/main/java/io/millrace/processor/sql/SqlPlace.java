package io.millrace.processor.sql;

/**
 * A place in the statement as it was sent.
 *
 * @param line 1-based
 * @param column 1-based
 */
public record SqlPlace(int line, int column) {
    public static final SqlPlace START = new SqlPlace(1, 1);
}

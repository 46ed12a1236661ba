package io.millrace.kernel;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with an input, and where. A refused input names all of them at once.
 *
 * @param code what kind of mistake, upper snake case
 * @param detail the facts, then what to do
 * @param pointer RFC 6901 pointer into the JSON or YAML document, where it has one
 * @param line 1-based line in the text that was sent, where it has one
 * @param column 1-based column in that line, where it has one
 * @param hint a mend that works, for example the nearest known name
 */
public record Violation(
        String code,
        String detail,
        @Nullable String pointer,
        @Nullable Integer line,
        @Nullable Integer column,
        @Nullable String hint) {

    public static Violation at(String pointer, String code, String detail) {
        return new Violation(code, detail, pointer, null, null, null);
    }

    public static Violation at(int line, int column, String code, String detail, @Nullable String hint) {
        return new Violation(code, detail, null, line, column, hint);
    }
}

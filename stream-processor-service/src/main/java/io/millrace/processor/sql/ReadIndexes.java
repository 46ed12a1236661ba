package io.millrace.processor.sql;

import io.millrace.api.view.ViewIndex;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the value of the option indexes: columns of an index between commas, indexes between semicolons. */
final class ReadIndexes {
    static final String OPTION = "indexes";
    private static final String FORM = "Write indexes = 'country; status, total': columns of an index between commas,"
            + " indexes between semicolons.";

    private final Token value;
    private final List<Violation> violations;
    private final List<DeclaredIndex> indexes = new ArrayList<>();
    private final Set<List<String>> known = new HashSet<>();

    private ReadIndexes(Token value, List<Violation> violations) {
        this.value = value;
        this.violations = violations;
    }

    /**
     * @param value of the option
     * @param violations gets what is wrong with it
     */
    static List<DeclaredIndex> of(Token value, List<Violation> violations) {
        ReadIndexes reading = new ReadIndexes(value, violations);
        if (value.kind() == Token.Kind.STRING) {
            reading.read();
        } else {
            reading.refuse(value.place(), "The option indexes takes names of columns in quotes.", FORM);
        }
        return List.copyOf(reading.indexes);
    }

    private void read() {
        int offset = 0;
        for (String text : value.text().split(";", -1)) {
            List<DeclaredIndex.Column> columns = columns(text, offset);
            SqlPlace place =
                    columns.isEmpty() ? place(offset) : columns.getFirst().place();
            DeclaredIndex index = new DeclaredIndex(columns);
            if (!columns.isEmpty() && !known.add(index.names())) {
                refuse(
                        place,
                        "The index '" + String.join(", ", index.names()) + "' is declared twice.",
                        "Keep one of them.");
            }
            indexes.add(index);
            if (indexes.size() == ViewIndex.INDEXES_MAX + 1) {
                refuse(
                        place,
                        "This is one index too many; a view may have " + ViewIndex.INDEXES_MAX + ".",
                        "Keep those that reads need: each one is written with every row.");
                return;
            }
            offset += text.length() + 1;
        }
    }

    private List<DeclaredIndex.Column> columns(String index, int begin) {
        List<DeclaredIndex.Column> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int offset = begin;
        for (String text : index.split(",", -1)) {
            String name = text.strip();
            SqlPlace place = place(offset + text.length() - text.stripLeading().length());
            if (name.isEmpty()) {
                refuse(place, "The name of a column is missing.", FORM);
            } else if (!names.add(name)) {
                refuse(place, "The index names '" + name + "' twice.", "Keep the first one.");
            } else {
                columns.add(new DeclaredIndex.Column(name, place));
            }
            if (columns.size() == ViewIndex.COLUMNS_MAX + 1) {
                refuse(
                        place,
                        "This is one column too many; an index may have " + ViewIndex.COLUMNS_MAX + ".",
                        "Leave out those that tell few rows apart: reads filter by them, too.");
                return columns;
            }
            offset += text.length() + 1;
        }
        return columns;
    }

    /** Of a character of the value, in the statement: an apostrophe stands twice there. */
    private SqlPlace place(int offset) {
        int line = value.place().line();
        int column = value.place().column() + 1;
        String text = value.text();
        for (int i = 0; i < Math.min(offset, text.length()); i++) {
            char c = text.charAt(i);
            boolean ends = c == '\n' || c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n');
            line += ends ? 1 : 0;
            column = ends ? 1 : column + (c == '\'' ? 2 : 1);
        }
        return new SqlPlace(line, column);
    }

    private void refuse(SqlPlace place, String detail, String hint) {
        violations.add(SqlRefusal.violation(ProcessorError.INVALID_OPTION, place, detail, hint));
    }
}

package io.millrace.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** JSON objects as a table: one row each. */
public final class Table {
    private static final int CELL_LENGTH_MAX = 60;
    private static final String GAP = "  ";

    private Table() {}

    /** Documents: those of their members that hold objects are left out. */
    public static void print(List<JsonNode> documents, PrintWriter out) {
        lines(documents, columns(documents, Table::isPlain)).forEach(out::println);
        out.flush();
    }

    /** Rows of a view: all of their columns. */
    public static void printRows(List<JsonNode> rows, PrintWriter out) {
        linesOfRows(rows).forEach(out::println);
        out.flush();
    }

    /** The header and the rows of a view, or a single line that says that there are none. */
    public static List<String> linesOfRows(List<JsonNode> rows) {
        return lines(rows, columns(rows, value -> true));
    }

    private static List<String> lines(List<JsonNode> rows, List<String> columns) {
        if (rows.isEmpty()) {
            return List.of("(none)");
        }
        List<List<String>> cells = new ArrayList<>();
        cells.add(columns);
        rows.forEach(row ->
                cells.add(columns.stream().map(column -> text(row.path(column))).toList()));
        List<String> lines = new ArrayList<>();
        for (List<String> line : cells) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < columns.size(); i++) {
                int width = width(cells, i);
                boolean number = rows.stream().allMatch(isNumberOrNothing(columns.get(i)));
                text.append(i == 0 ? "" : GAP).append(pad(line.get(i), width, number));
            }
            lines.add(text.toString().stripTrailing());
        }
        return lines;
    }

    private static Predicate<JsonNode> isNumberOrNothing(String column) {
        return row -> row.path(column).isNumber()
                || row.path(column).isNull()
                || row.path(column).isMissingNode();
    }

    private static List<String> columns(List<JsonNode> rows, Predicate<JsonNode> shown) {
        Set<String> columns = new LinkedHashSet<>();
        Set<String> hidden = new HashSet<>();
        for (JsonNode row : rows) {
            row.properties().forEach(member -> (shown.test(member.getValue()) ? columns : hidden).add(member.getKey()));
        }
        columns.removeAll(hidden);
        return List.copyOf(columns);
    }

    /** A text, number or truth value, or a list of such. */
    private static boolean isPlain(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().allMatch(JsonNode::isValueNode);
        }
        return value.isValueNode();
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        String text = !isPlain(value)
                ? value.toString()
                : value.isArray()
                        ? String.join(
                                " ", value.valueStream().map(JsonNode::asString).toList())
                        : value.asString();
        String line = text.replaceAll("\\s+", " ");
        return line.length() > CELL_LENGTH_MAX ? line.substring(0, CELL_LENGTH_MAX - 1) + "…" : line;
    }

    private static int width(List<List<String>> cells, int column) {
        return cells.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }

    private static String pad(String text, int width, boolean right) {
        String spaces = " ".repeat(width - text.length());
        return right ? spaces + text : text + spaces;
    }
}

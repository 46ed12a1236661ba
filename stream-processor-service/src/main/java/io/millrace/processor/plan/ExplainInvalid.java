package io.millrace.processor.plan;

import io.millrace.api.view.ViewColumn;
import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.sql.NearestName;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.StreamQuery;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.calcite.runtime.CalciteContextException;
import org.jspecify.annotations.Nullable;

/** Puts what Calcite's validator says into one sentence at a place of the statement, with a mend. */
final class ExplainInvalid {
    private static final Pattern COLUMN = Pattern.compile("Column '(.+?)' not found in (?:any table|table '.*')");
    private static final Pattern TABLE = Pattern.compile("(?:Object|Table) '(.+?)' not found.*", Pattern.DOTALL);
    private static final Pattern FUNCTION = Pattern.compile("No match found for function signature (.*)");

    private static final String ARRAY_FORM = " Supported form(s): <ARRAY>[<INTEGER>]";

    /** What Calcite calls a table function without an alias. */
    private static final Pattern NAMELESS = Pattern.compile("EXPR\\$\\d+\\.");

    private final QueryText text;
    private final StreamQuery query;
    private final Collection<StreamTable> tables;
    private final Collection<DefinedView> reads;

    /**
     * @param tables the streams, those that views read with them
     * @param reads the views that the query reads by itself
     */
    ExplainInvalid(QueryText text, StreamQuery query, Collection<StreamTable> tables, Collection<DefinedView> reads) {
        this.text = text;
        this.query = query;
        this.tables = tables;
        this.reads = reads;
    }

    MillraceException refusal(CalciteContextException e) {
        SqlPlace place = text.original(e.getPosLine(), e.getPosColumn());
        Throwable cause = e.getCause();
        String message =
                cause == null || cause.getMessage() == null ? String.valueOf(e.getMessage()) : cause.getMessage();
        Matcher column = COLUMN.matcher(message);
        if (column.find()) {
            return unknownColumn(place, column.group(1));
        }
        Matcher unknown = TABLE.matcher(message);
        if (unknown.matches()) {
            return SqlRefusal.at(
                    ProcessorError.UNKNOWN_TABLE,
                    place,
                    "There is no table '" + unknown.group(1) + "' in this query.",
                    "The query reads " + streams() + ".");
        }
        Matcher function = FUNCTION.matcher(message);
        if (function.matches()) {
            return SqlRefusal.at(
                    ProcessorError.INVALID_SQL,
                    place,
                    "There is no function " + function.group(1) + ".",
                    "Check the number and the types of its arguments.");
        }
        return SqlRefusal.at(ProcessorError.INVALID_SQL, place, sentence(message), hint(message));
    }

    private MillraceException unknownColumn(SqlPlace place, String name) {
        boolean unreadable = tables.stream()
                .flatMap(table -> table.stream().columns().stream())
                .anyMatch(column -> column.name().equals(name) && !StreamTable.isReadable(column));
        if (unreadable) {
            return SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    place,
                    "The column '" + name
                            + "' is an object or an array of which the contract does not tell what is in it.",
                    "Give it properties, or items, in the contract's next version; or read other columns.");
        }
        if (!reads.isEmpty()) {
            return unknownBesideViews(place, name);
        }
        Set<String> known = new LinkedHashSet<>();
        tables.forEach(table -> table.columns().forEach(column -> known.add(column.name())));
        if (!query.windows().isEmpty()) {
            known.add("window_start");
            known.add("window_end");
        }
        if (known.contains(name) && tables.size() > 1) {
            return SqlRefusal.at(
                    ProcessorError.UNKNOWN_COLUMN,
                    place,
                    "Not every table here has a column '" + name + "'.",
                    "Put the name of the table that has it in front, or join with ON.");
        }
        String what = tables.size() == 1
                ? streams() + " has no column '" + name + "'."
                : "There is no column '" + name + "' here.";
        return SqlRefusal.at(
                ProcessorError.UNKNOWN_COLUMN,
                place,
                what,
                NearestName.hint(
                        name,
                        known,
                        (tables.size() == 1 ? "Its columns are " : "Columns are ") + String.join(", ", known) + "."));
    }

    private MillraceException unknownBesideViews(SqlPlace place, String name) {
        Set<String> known = new LinkedHashSet<>();
        reads.forEach(view -> view.columns().forEach(column -> known.add(column.name())));
        String views = reads.stream()
                .map(view -> "view " + view.name() + " has "
                        + view.columns().stream().map(ViewColumn::name).collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
        return SqlRefusal.at(
                ProcessorError.UNKNOWN_COLUMN,
                place,
                "There is no column '" + name + "' here.",
                NearestName.hint(name, known, "Of what is read, " + views + "."));
    }

    private String streams() {
        return tables.stream().map(table -> table.stream().stream()).collect(Collectors.joining(", "));
    }

    private static @Nullable String hint(String message) {
        if (message.contains("is not being grouped")) {
            return "Add it to GROUP BY, or put it into an aggregate such as MAX.";
        }
        if (message.startsWith("Cannot apply '-' to arguments of type '<TIMESTAMP")
                || message.startsWith("Cannot apply '-' to arguments of type '<DATE")) {
            return "Write (a - b) DAY TO SECOND for an interval, or TIMESTAMPDIFF(MINUTE, b, a) for a number.";
        }
        if (message.matches("Cannot apply '(SUM|AVG)' to arguments of type '(SUM|AVG)\\(<INTERVAL.*")) {
            return "Sum a number: TIMESTAMPDIFF(SECOND, a, b).";
        }
        if (message.startsWith("Cannot apply 'ITEM'") && message.contains(" MAP>")) {
            return "The key of a MAP is a VARCHAR: write m['a'], or m[CAST(x AS VARCHAR)].";
        }
        if (message.contains(" MAP to type ")) {
            return "Cast what is in it: CAST(m['a'] AS …).";
        }
        if (message.startsWith("Cannot apply")
                || message.startsWith("Illegal mixing")
                || message.contains("type mismatch")) {
            return "Types are not converted in silence: write CAST(x AS …), or TIMESTAMP '2001-01-01 00:00:00' for a"
                    + " time.";
        }
        if (message.contains("nested")) {
            return "Aggregates cannot contain aggregates; group in a subquery, and again outside.";
        }
        if (message.contains("is ambiguous")) {
            return "Put the table's name or alias and a point in front.";
        }
        return null;
    }

    private static String sentence(String message) {
        String line = NAMELESS.matcher(message.lines().findFirst().orElse(message))
                .replaceAll("")
                .replaceAll("(?i)RecordType\\(", "ROW(")
                .replace(" CHARACTER SET \"UTF-8\"", "");
        if (line.contains(" MAP>")) {
            line = line.replace(ARRAY_FORM, " Supported form(s): <MAP>[<VARCHAR>]");
        }
        return line.endsWith(".") ? line : line + ".";
    }
}

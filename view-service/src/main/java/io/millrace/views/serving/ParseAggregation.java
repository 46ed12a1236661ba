package io.millrace.views.serving;

import io.millrace.views.row.RowColumns;
import io.millrace.views.row.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a selection with functions in PostgREST's grammar: {@code country,orders:count(),amount.sum()}. */
final class ParseAggregation {
    private static final Pattern TERM = Pattern.compile(
            "(?:(?<name>[^:]+):)?(?:(?<column>[^:()]+?)(?:\\.(?<kind>\\w+)\\(\\))?|(?<count>count)\\(\\))");
    private static final String KINDS = Arrays.stream(Aggregation.Kind.values())
            .map(kind -> kind.word() + "()")
            .collect(Collectors.joining(", "));

    static final int OUTPUTS_MAX = 50;

    private final RowColumns columns;
    private final Refusal refusal;
    private final List<Aggregation.Output> outputs = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<ValueType> types = new ArrayList<>();

    private ParseAggregation(RowColumns columns, Refusal refusal) {
        this.columns = columns;
        this.refusal = refusal;
    }

    /** Takes what is wrong with the parameter select. */
    @FunctionalInterface
    interface Refusal {
        void refuse(String code, String fact, @Nullable String hint);
    }

    /** Whether a selection has functions. */
    static boolean isAggregation(String select) {
        return select.contains("()");
    }

    /** @return what is of use only where nothing was refused */
    static Aggregation parse(RowColumns columns, String select, Refusal refusal) {
        ParseAggregation parsing = new ParseAggregation(columns, refusal);
        String[] terms = select.split(",", -1);
        if (terms.length > OUTPUTS_MAX) {
            refusal.refuse(
                    "TOO_MANY_COLUMNS",
                    "has " + terms.length + " terms; with functions " + OUTPUTS_MAX + " are possible",
                    "ask for the others in a further read");
            terms = new String[0];
        }
        for (String term : terms) {
            parsing.term(term.strip());
        }
        return new Aggregation(List.copyOf(parsing.outputs), RowColumns.of(parsing.names, parsing.types), List.of());
    }

    private void term(String term) {
        Matcher matcher = TERM.matcher(term);
        if (!matcher.matches()) {
            refusal.refuse(
                    "INVALID_SELECTION",
                    "has the term '" + term
                            + "'; write column, column.function() or count(), with a name and a colon in"
                            + " front where you like, and with one of " + KINDS,
                    null);
            return;
        }
        String name = matcher.group("name");
        if (matcher.group("count") != null) {
            add(name == null ? "count" : name, ValueType.LONG, new Aggregation.Output(Aggregation.Kind.COUNT, null));
            return;
        }
        String of = matcher.group("column");
        Integer column = columns.position(of);
        if (column == null) {
            refusal.refuse(
                    "UNKNOWN_COLUMN",
                    "names '" + of + "', which is no column of the view; the columns are "
                            + String.join(", ", columns.names()),
                    EditDistance.nearest(of, columns.names()));
            return;
        }
        String word = matcher.group("kind");
        if (word == null) {
            group(name == null ? of : name, of, column);
        } else {
            function(name, of, column, word);
        }
    }

    private void group(String name, String of, int column) {
        if (columns.type(column) == ValueType.NESTED) {
            refusal.refuse(
                    "UNSUPPORTED_COLUMN",
                    "has '" + of + "', an object, an array or a map, of which no groups are made",
                    "give the view a column of what is in it");
            return;
        }
        add(name, columns.type(column), new Aggregation.Output(null, column));
    }

    private void function(@Nullable String name, String of, int column, String word) {
        Aggregation.Kind kind = Arrays.stream(Aggregation.Kind.values())
                .filter(known -> known.word().equals(word))
                .findFirst()
                .orElse(null);
        if (kind == null) {
            List<String> known = Arrays.stream(Aggregation.Kind.values())
                    .map(Aggregation.Kind::word)
                    .toList();
            refusal.refuse(
                    "UNKNOWN_FUNCTION",
                    "has the function '" + word + "'; the functions are " + KINDS,
                    EditDistance.nearest(word, known));
            return;
        }
        ValueType type = result(kind, columns.type(column));
        if (type == null) {
            refusal.refuse(
                    "UNSUPPORTED_COLUMN",
                    "has " + of + "." + word + "(), and the column is "
                            + columns.type(column).form(),
                    kind == Aggregation.Kind.MIN || kind == Aggregation.Kind.MAX
                            ? "give the view a column of what is in it"
                            : "count(), min() and max() take it");
            return;
        }
        add(name == null ? word : name, type, new Aggregation.Output(kind, column));
    }

    private static @Nullable ValueType result(Aggregation.Kind kind, ValueType of) {
        boolean isNumber = of == ValueType.LONG || of == ValueType.DOUBLE || of == ValueType.DECIMAL;
        return switch (kind) {
            case COUNT -> ValueType.LONG;
            // Whole numbers may be more in sum than 64 bits hold.
            case SUM -> isNumber ? of == ValueType.LONG ? ValueType.DECIMAL : of : null;
            case AVG -> isNumber ? of == ValueType.DECIMAL ? of : ValueType.DOUBLE : null;
            case MIN, MAX -> of == ValueType.NESTED ? null : of;
        };
    }

    private void add(String name, ValueType type, Aggregation.Output output) {
        if (names.contains(name)) {
            refusal.refuse(
                    "REPEATED_COLUMN",
                    "has two terms named '" + name + "'",
                    "name one of them otherwise, such as other_" + name + ":"
                            + Objects.requireNonNullElse(
                                    output.column() == null ? null : columns.name(output.column()) + ".", "")
                            + (output.kind() == null ? "" : output.kind().word() + "()"));
            return;
        }
        names.add(name);
        types.add(type);
        outputs.add(output);
    }
}

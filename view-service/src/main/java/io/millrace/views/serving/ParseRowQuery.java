package io.millrace.views.serving;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.views.row.RowColumns;
import io.millrace.views.row.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of a read in PostgREST's grammar: {@code column=op.value}, {@code column=not.op.value}, {@code
 * select}, {@code order}, {@code limit} and {@code cursor}. Everything that is wrong is said at once.
 */
final class ParseRowQuery {
    static final int LIMIT_DEFAULT = 100;
    static final int LIMIT_MAX = 1000;
    private static final int FILTERS_MAX = 100;
    private static final int LITERALS_MAX = 2000;
    private static final String NOT = "not.";
    private static final String LIKE = "like";
    private static final String CASELESS_LIKE = "ilike";
    private static final String IS = "is";
    private static final String OPERATORS = Stream.concat(
                    Arrays.stream(Operator.values()).map(Operator::word), Stream.of(LIKE, CASELESS_LIKE, IS))
            .collect(Collectors.joining(", "));
    private static final Pattern TERM =
            Pattern.compile("(?<column>[^.]*)(?<direction>\\.asc|\\.desc)?(?<nulls>\\.nullsfirst|\\.nullslast)?");

    private final RowColumns columns;
    private final List<Violation> violations = new ArrayList<>();
    private final List<ColumnFilter> filters = new ArrayList<>();
    private int literalCount;

    private ParseRowQuery(RowColumns columns) {
        this.columns = columns;
    }

    /** @throws MillraceException with {@link CommonError#INVALID_PARAMETER} and all violations */
    static RowQuery parse(RowColumns columns, Map<String, String[]> parameters) {
        return new ParseRowQuery(columns).query(parameters);
    }

    private RowQuery query(Map<String, String[]> parameters) {
        List<Integer> select = null;
        Aggregation aggregation = null;
        String ordering = null;
        Integer limit = null;
        String cursor = null;
        for (Map.Entry<String, String[]> parameter : parameters.entrySet()) {
            String[] values = parameter.getValue();
            switch (parameter.getKey()) {
                case "select" -> {
                    String selection = one("select", values);
                    if (ParseAggregation.isAggregation(selection)) {
                        aggregation = ParseAggregation.parse(
                                columns, selection, (code, fact, hint) -> violation(code, "select", fact, hint));
                    } else {
                        select = select(selection);
                    }
                }
                case "order" -> ordering = one("order", values);
                case "limit" -> limit = limit(one("limit", values));
                case "cursor" -> cursor = one("cursor", values);
                default -> filters(parameter.getKey(), values);
            }
        }
        List<OrderTerm> order =
                ordering == null ? List.of() : order(ordering, aggregation == null ? columns : aggregation.columns());
        if (aggregation != null && cursor != null) {
            violation(
                    "UNSUPPORTED_PARAMETER",
                    "cursor",
                    "is for pages of rows, and groups have one page",
                    "leave it out");
            cursor = null;
        }
        int fingerprint = fingerprint(parameters);
        Cursor after = cursor == null ? null : cursor(cursor, fingerprint, order);
        if (!violations.isEmpty()) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER,
                    violations.stream().map(Violation::detail).collect(Collectors.joining(" ")),
                    violations);
        }
        return aggregation == null
                ? new RowQuery(
                        List.copyOf(filters),
                        select,
                        null,
                        order,
                        limit == null ? LIMIT_DEFAULT : limit,
                        after,
                        fingerprint)
                : new RowQuery(
                        List.copyOf(filters),
                        null,
                        aggregation.orderedBy(order),
                        List.of(),
                        limit == null ? LIMIT_MAX : limit,
                        null,
                        fingerprint);
    }

    private String one(String name, String[] values) {
        if (values.length > 1) {
            violation("REPEATED_PARAMETER", name, "is given " + values.length + " times; give it once", null);
        }
        return values[0];
    }

    private void filters(String name, String[] values) {
        Integer column = columns.position(name);
        if (column == null) {
            violation(
                    "UNKNOWN_COLUMN",
                    name,
                    "is neither a column of the view nor one of select, order, limit and cursor; the columns are "
                            + String.join(", ", columns.names()),
                    EditDistance.nearest(name, columns.names()));
            return;
        }
        for (String value : values) {
            if (filters.size() == FILTERS_MAX) {
                violation("TOO_MANY_FILTERS", name, "is one filter too many; " + FILTERS_MAX + " are allowed", null);
                return;
            }
            filter(name, column, value);
        }
    }

    private void filter(String name, int column, String text) {
        boolean negated = text.startsWith(NOT);
        String condition = negated ? text.substring(NOT.length()) : text;
        int dot = condition.indexOf('.');
        String word = dot < 0 ? "" : condition.substring(0, dot);
        String operand = condition.substring(dot + 1);
        Operator operator = Operator.named(word);
        if (operator != null) {
            comparison(name, column, operator, negated, operand);
        } else if (word.equals(LIKE) || word.equals(CASELESS_LIKE)) {
            match(name, column, word, negated, operand);
        } else if (word.equals(IS)) {
            test(name, column, negated, operand);
        } else {
            violation(
                    "UNKNOWN_OPERATOR",
                    name,
                    "has the condition '" + text + "'; write operator.value with one of " + OPERATORS
                            + ", each also after 'not.'",
                    "eq." + text);
        }
    }

    private void comparison(String name, int column, Operator operator, boolean negated, String operand) {
        ValueType type = columns.type(column);
        if (isNested("a filter", columns, column)) {
            return;
        }
        try {
            List<String> texts = operator == Operator.IN ? ListLiteral.parse(operand) : List.of(operand);
            literalCount += texts.size();
            if (literalCount > LITERALS_MAX) {
                violation("TOO_MANY_VALUES", name, "goes above " + LITERALS_MAX + " values in all filters", null);
                return;
            }
            SortedSet<Object> literals = new TreeSet<>(type::compare);
            texts.forEach(literal -> literals.add(type.parse(literal)));
            filters.add(new Comparison(column, type, operator, negated, literals));
        } catch (IllegalArgumentException e) {
            violation("INVALID_VALUE", name, "takes " + type.form() + ": " + e.getMessage(), plus(operand));
        }
    }

    private void match(String name, int column, String word, boolean negated, String operand) {
        if (columns.type(column) != ValueType.TEXT) {
            violation(
                    "UNSUPPORTED_COLUMN",
                    name,
                    "is no text, which " + word + " is for",
                    "compare with eq, gt, gte, lt, lte or in");
            return;
        }
        try {
            filters.add(new TextMatch(column, LikePattern.parse(operand, word.equals(CASELESS_LIKE)), negated));
        } catch (IllegalArgumentException e) {
            violation("INVALID_VALUE", name, "takes a pattern: " + e.getMessage(), "write \\\\ for a backslash");
        }
    }

    private void test(String name, int column, boolean negated, String operand) {
        IsTest.Kind kind = IsTest.Kind.named(operand);
        if (kind == null || kind.isOfTruthValues() && columns.type(column) != ValueType.BOOLEAN) {
            violation(
                    "INVALID_VALUE",
                    name,
                    "has the condition 'is." + operand + "'; write is.null or is.not_null, and of a column of true and"
                            + " false also is.true, is.false or is.unknown",
                    null);
            return;
        }
        filters.add(new IsTest(column, kind, negated));
    }

    private static @Nullable String plus(String operand) {
        return operand.indexOf(' ') >= 0 ? "write + as %2B in a URL" : null;
    }

    private @Nullable List<Integer> select(String text) {
        if (text.equals("*")) {
            return null;
        }
        List<Integer> selected = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            Integer column = known("select", name.strip(), columns);
            if (column != null && selected.contains(column)) {
                violation("REPEATED_COLUMN", "select", "names " + name + " twice", null);
            } else if (column != null) {
                selected.add(column);
            }
        }
        return selected;
    }

    /** @param columns of the rows that are ordered */
    private List<OrderTerm> order(String text, RowColumns columns) {
        List<OrderTerm> terms = new ArrayList<>();
        for (String term : text.split(",", -1)) {
            Matcher matcher = TERM.matcher(term.strip());
            if (!matcher.matches()) {
                violation(
                        "INVALID_ORDER",
                        "order",
                        "has the term '" + term.strip()
                                + "'; write column, then .asc or .desc, then .nullsfirst or .nullslast",
                        null);
                continue;
            }
            Integer column = known("order", matcher.group("column"), columns);
            if (column != null && terms.stream().anyMatch(known -> known.column() == column)) {
                violation("REPEATED_COLUMN", "order", "names " + matcher.group("column") + " twice", null);
            } else if (column != null && !isNested("order", columns, column)) {
                terms.add(term(columns.type(column), column, matcher));
            }
        }
        return terms;
    }

    /** Refuses a column that has no values to compare with. */
    private boolean isNested(String use, RowColumns columns, int column) {
        String name = columns.name(column);
        boolean nested = columns.type(column) == ValueType.NESTED;
        if (nested) {
            violation(
                    "UNSUPPORTED_COLUMN",
                    name,
                    "is an object, an array or a map, which " + use + " does not take",
                    "give the view a column of what is in it, such as " + name + ".a AS a, " + name + "[1] AS first or "
                            + name + "['a'] AS a");
        }
        return nested;
    }

    private static OrderTerm term(ValueType type, int column, Matcher matcher) {
        boolean descending = ".desc".equals(matcher.group("direction"));
        String nulls = matcher.group("nulls");
        // As in PostgreSQL, nulls count as greater than every value.
        boolean nullsFirst = nulls == null ? descending : nulls.equals(".nullsfirst");
        return new OrderTerm(column, type, descending, nullsFirst);
    }

    private int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LIMIT_MAX) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Said below, with the bounds.
        }
        violation("INVALID_VALUE", "limit", "is '" + text + "'; it is a number from 1 to " + LIMIT_MAX, null);
        return LIMIT_DEFAULT;
    }

    private @Nullable Cursor cursor(String text, int fingerprint, List<OrderTerm> order) {
        try {
            Cursor cursor = Cursor.parse(text);
            if (cursor.fingerprint() == fingerprint && cursor.values().size() == order.size()) {
                for (int i = 0; i < order.size(); i++) {
                    order.get(i).value(cursor.values().get(i));
                }
                return cursor;
            }
            violation(
                    "FOREIGN_CURSOR", "cursor", "belongs to another query; keep filters and order while paging", null);
        } catch (IllegalArgumentException e) {
            violation("INVALID_VALUE", "cursor", "is not one that was given out; follow the Link header", null);
        }
        return null;
    }

    private @Nullable Integer known(String parameter, String name, RowColumns columns) {
        Integer column = columns.position(name);
        if (column == null) {
            violation(
                    "UNKNOWN_COLUMN",
                    parameter,
                    "names '" + name + "', which is no column "
                            + (columns == this.columns ? "of the view" : "of the selection")
                            + "; the columns are "
                            + String.join(", ", columns.names()),
                    EditDistance.nearest(name, columns.names()));
        }
        return column;
    }

    private void violation(String code, String parameter, String fact, @Nullable String hint) {
        violations.add(new Violation(code, "Parameter '" + parameter + "' " + fact + ".", null, null, null, hint));
    }

    private static int fingerprint(Map<String, String[]> parameters) {
        CRC32C crc = new CRC32C();
        new TreeMap<>(parameters).forEach((name, values) -> {
            if (!name.equals("limit") && !name.equals("cursor") && !name.equals("select")) {
                crc.update((name + "=" + String.join("&", values) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
        return (int) crc.getValue();
    }
}

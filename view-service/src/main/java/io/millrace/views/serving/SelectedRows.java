package io.millrace.views.serving;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.views.row.KeyRange;
import io.millrace.views.row.Row;
import io.millrace.views.row.RowColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rows of a view that filters let through, and what a selection leaves of them: the part of a read's grammar that has no order. */
public final class SelectedRows {
    private static final List<String> PAGING = List.of("order", "limit", "cursor");

    private final RowColumns columns;
    private final RowQuery query;
    private final List<KeyRange> ranges;
    private final WriteRows writing;

    private SelectedRows(ViewShape shape, RowQuery query) {
        this.columns = shape.columns();
        this.query = query;
        this.ranges = KeyRanges.of(shape.keys(), query.filters()).ranges();
        this.writing = new WriteRows(columns, query.select(), false);
    }

    /** @throws MillraceException with {@link CommonError#INVALID_PARAMETER} and all violations */
    public static SelectedRows of(ViewShape shape, Map<String, String[]> parameters) {
        List<Violation> violations = new ArrayList<>();
        for (String name : PAGING) {
            if (parameters.containsKey(name)) {
                violations.add(new Violation(
                        "UNSUPPORTED_PARAMETER",
                        "Parameter '" + name
                                + "' is for pages of rows; changes come in the order in which they happen.",
                        null,
                        null,
                        null,
                        "leave it out"));
            }
        }
        if (!violations.isEmpty()) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER,
                    String.join(" ", violations.stream().map(Violation::detail).toList()),
                    violations);
        }
        RowQuery query = ParseRowQuery.parse(shape.columns(), parameters);
        if (query.aggregation() != null) {
            Violation violation = new Violation(
                    "UNSUPPORTED_PARAMETER",
                    "Parameter 'select' has functions, which are for reads of rows; changes are told row by row.",
                    null,
                    null,
                    null,
                    "give the groups a view of their own, and subscribe to that");
            throw new MillraceException(CommonError.INVALID_PARAMETER, violation.detail(), List.of(violation));
        }
        return new SelectedRows(shape, query);
    }

    /** Whether every row is let through. */
    public boolean isEveryRow() {
        return query.filters().isEmpty();
    }

    /** Whether every row is let through as it is. */
    public boolean isWhole() {
        return isEveryRow() && query.select() == null;
    }

    /** In key order, disjoint; no row outside of them is let through. */
    public List<KeyRange> ranges() {
        return ranges;
    }

    public boolean takes(byte[] json) {
        if (isEveryRow()) {
            return true;
        }
        Row row = Row.of(columns, json);
        return query.filters().stream().allMatch(filter -> filter.matches(row));
    }

    /** The selected columns of a row, as JSON. */
    public byte[] written(byte[] json) {
        return writing.one(json);
    }
}

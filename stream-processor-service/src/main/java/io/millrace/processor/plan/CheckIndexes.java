package io.millrace.processor.plan;

import io.millrace.api.view.ViewColumn;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.sql.DeclaredIndex;
import io.millrace.processor.sql.NearestName;
import io.millrace.processor.sql.SqlRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Refuses indexes of columns that the view does not have, or whose values have no order. */
final class CheckIndexes {
    private final List<ViewColumn> columns;
    private final List<Violation> violations = new ArrayList<>();

    private CheckIndexes(List<ViewColumn> columns) {
        this.columns = columns;
    }

    /** @throws io.millrace.kernel.MillraceException with every violation's line, column and hint */
    static void of(List<DeclaredIndex> indexes, List<ViewColumn> columns) {
        CheckIndexes checking = new CheckIndexes(columns);
        indexes.forEach(index -> index.columns().forEach(checking::check));
        if (!checking.violations.isEmpty()) {
            Violation first = checking.violations.getFirst();
            throw SqlRefusal.of(checking.violations, ProcessorError.valueOf(first.code()));
        }
    }

    private void check(DeclaredIndex.Column indexed) {
        List<String> names = columns.stream().map(ViewColumn::name).toList();
        int found = names.indexOf(indexed.name());
        if (found < 0) {
            violations.add(SqlRefusal.violation(
                    ProcessorError.UNKNOWN_COLUMN,
                    indexed.place(),
                    "The view has no column '" + indexed.name() + "' to be indexed.",
                    NearestName.hint(indexed.name(), names, "Its columns are " + String.join(", ", names) + ".")));
        } else if (isNested(columns.get(found).type())) {
            violations.add(SqlRefusal.violation(
                    ProcessorError.INVALID_OPTION,
                    indexed.place(),
                    "The column '" + indexed.name() + "' is an object, an array or a map, which have no order.",
                    "Give the view a column of what is in it, and index that one."));
        }
    }

    private static boolean isNested(String type) {
        return Stream.of("ROW<", "ARRAY<", "MAP<").anyMatch(type::startsWith);
    }
}

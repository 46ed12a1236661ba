package io.millrace.processor.plan;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Queries that are values of a select list: {@code SELECT a, (SELECT MAX(b) FROM …) FROM …}. */
final class FindSelectedQueries extends SqlBasicVisitor<@Nullable Void> {
    private boolean selected;
    private boolean found;

    private FindSelectedQueries() {}

    static boolean in(SqlNode query) {
        FindSelectedQueries finder = new FindSelectedQueries();
        query.accept(finder);
        return finder.found;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (selected && call.isA(SqlKind.QUERY)) {
            found = true;
        }
        if (call instanceof SqlSelect select) {
            boolean outside = selected;
            for (SqlNode operand : select.getOperandList()) {
                selected = operand == select.getSelectList();
                if (operand != null) {
                    operand.accept(this);
                }
            }
            selected = outside;
            return null;
        }
        return super.visit(call);
    }
}

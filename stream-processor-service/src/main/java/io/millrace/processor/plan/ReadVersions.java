package io.millrace.processor.plan;

import io.millrace.api.view.ViewColumn;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.sql.CheckVersions;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlRefusal;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code FOR SYSTEM_TIME AS OF} as a condition of its join, in the query itself: {@link AsOf}. Calcite's own form is a
 * correlation, which would have to be taken apart again.
 */
final class ReadVersions extends SqlBasicVisitor<@Nullable Void> {
    private static final int CONDITION = 5;
    private static final int RIGHT = 3;

    private final QueryText text;
    private final Map<String, DefinedView> views;

    /** @param views that the query names */
    ReadVersions(QueryText text, Map<String, DefinedView> views) {
        this.text = text;
        this.views = views;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (call instanceof SqlJoin join) {
            SqlSnapshot versions = CheckVersions.of(join);
            if (versions != null) {
                rewrite(join, versions);
            }
        }
        return super.visit(call);
    }

    private void rewrite(SqlJoin join, SqlSnapshot versions) {
        SqlIdentifier name = (SqlIdentifier) versions.getTableRef();
        DefinedView view = views.get(name.getSimple());
        if (view == null) {
            SqlParserPos place = name.getParserPosition();
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    text.original(place.getLineNum(), place.getColumnNum()),
                    "'" + name.getSimple() + "' has no versions: it is not a table, nor a view.",
                    "CREATE TABLE name WITH (stream = '" + name.getSimple()
                            + "') makes a table of the latest events of a stream; join with that.");
        }
        SqlParserPos place = versions.getParserPosition();
        SqlNode alias = join.getRight().getKind() == SqlKind.AS
                ? ((SqlCall) join.getRight()).operand(1)
                : new SqlIdentifier(name.getSimple(), name.getParserPosition());
        SqlIdentifier column = new SqlIdentifier(List.of(((SqlIdentifier) alias).getSimple(), column(view)), place);
        SqlNode asOf = AsOf.FUNCTION.createCall(place, versions.getPeriod(), column);
        SqlNode condition = join.getCondition();
        join.setOperand(
                CONDITION, condition == null ? asOf : SqlStdOperatorTable.AND.createCall(place, condition, asOf));
        join.setOperand(RIGHT, SqlStdOperatorTable.AS.createCall(place, name, alias));
    }

    /** One that is no object, no array and no map, where there is one. */
    private static String column(DefinedView view) {
        return view.columns().stream()
                .filter(column -> !column.type().contains("<"))
                .findFirst()
                .or(() -> view.columns().stream().findFirst())
                .map(ViewColumn::name)
                .orElseThrow();
    }
}

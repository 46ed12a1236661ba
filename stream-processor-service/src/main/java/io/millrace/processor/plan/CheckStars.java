package io.millrace.processor.plan;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.StreamQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Refuses {@code *} and {@code t.*} of a stream that has columns which SQL cannot read, for the contract does not tell what is in them: a row without them would not be all of the
 * event. EXISTS reads no columns, and takes any star.
 */
final class CheckStars extends SqlBasicVisitor<@Nullable Void> {
    private final QueryText text;
    private final Map<String, StreamTable> tables;
    private final List<Violation> violations = new ArrayList<>();

    private CheckStars(QueryText text, Map<String, StreamTable> tables) {
        this.text = text;
        this.tables = tables;
    }

    static void of(QueryText text, StreamQuery query, Map<String, StreamTable> tables) {
        CheckStars check = new CheckStars(text, tables);
        query.node().accept(check);
        if (!check.violations.isEmpty()) {
            throw SqlRefusal.of(check.violations, ProcessorError.UNSUPPORTED_SQL);
        }
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (call instanceof SqlSelect select) {
            check(select);
        }
        if (call.getKind() == SqlKind.EXISTS && call.operand(0) instanceof SqlSelect exists) {
            exists.getOperandList().stream()
                    .filter(operand -> operand != null && operand != exists.getSelectList())
                    .forEach(operand -> operand.accept(this));
            return null;
        }
        return super.visit(call);
    }

    private void check(SqlSelect select) {
        Map<String, @Nullable StreamTable> scope = new LinkedHashMap<>();
        collect(select.getFrom(), null, scope);
        for (SqlNode item : select.getSelectList()) {
            if (item instanceof SqlIdentifier star && star.isStar()) {
                check(star, scope);
            }
        }
    }

    private void check(SqlIdentifier star, Map<String, @Nullable StreamTable> scope) {
        if (star.names.size() == 1) {
            scope.values().forEach(table -> checkReadable(star, table));
        } else if (scope.containsKey(star.names.getFirst())) {
            checkReadable(star, scope.get(star.names.getFirst()));
        } else {
            violations.add(violation(
                    star,
                    ProcessorError.UNKNOWN_TABLE,
                    "There is no table '" + star.names.getFirst() + "' in this query.",
                    "Write " + scope.keySet().stream().map(name -> name + ".*").collect(Collectors.joining(" or "))
                            + " or *."));
        }
    }

    /** Tables by what they are called; null for what is no stream. */
    private void collect(@Nullable SqlNode from, @Nullable String alias, Map<String, @Nullable StreamTable> scope) {
        if (from instanceof SqlJoin join) {
            collect(join.getLeft(), null, scope);
            collect(join.getRight(), null, scope);
        } else if (from instanceof SqlIdentifier name) {
            scope.put(alias == null ? name.names.getLast() : alias, tables.get(name.names.getLast()));
        } else if (from instanceof SqlCall as && as.getKind() == SqlKind.AS) {
            collect(as.operand(0), ((SqlIdentifier) as.operand(1)).getSimple(), scope);
        } else if (from instanceof SqlCall function && function.getKind() == SqlKind.COLLECTION_TABLE) {
            collectWindows(function.operand(0), alias, scope);
        } else {
            scope.put(alias == null ? "" : alias, null);
        }
    }

    private void collectWindows(SqlCall windows, @Nullable String alias, Map<String, @Nullable StreamTable> scope) {
        StreamTable table = windows.operand(0) instanceof SqlCall explicit
                        && explicit.getKind() == SqlKind.EXPLICIT_TABLE
                        && explicit.operand(0) instanceof SqlIdentifier name
                ? tables.get(name.names.getLast())
                : null;
        scope.put(alias == null ? "" : alias, table);
    }

    private void checkReadable(SqlIdentifier star, @Nullable StreamTable table) {
        if (table == null || table.columns().size() == table.stream().columns().size()) {
            return;
        }
        String unreadable = table.stream().columns().stream()
                .filter(column -> !StreamTable.isReadable(column))
                .map(ColumnSchema::name)
                .collect(Collectors.joining(", "));
        String readable = table.columns().stream()
                .map(column -> "`" + column.name().replace("`", "``") + "`")
                .collect(Collectors.joining(", "));
        violations.add(violation(
                star,
                ProcessorError.UNSUPPORTED_SQL,
                "* has columns that are objects or arrays of which the contract does not tell what is in them: "
                        + unreadable + ".",
                "Name the others: " + readable + "."));
    }

    private Violation violation(SqlNode item, ProcessorError code, String detail, String hint) {
        SqlPlace place = text.original(
                item.getParserPosition().getLineNum(), item.getParserPosition().getColumnNum());
        return SqlRefusal.violation(code, place, detail, hint);
    }
}

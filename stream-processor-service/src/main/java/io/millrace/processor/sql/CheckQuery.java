package io.millrace.processor.sql;

import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.jspecify.annotations.Nullable;

/**
 * Holds a parsed query against the supported form: one SELECT of one stream, in a TUMBLE or not, with WHERE, GROUP BY and
 * HAVING. What is not known to be computed right is refused, all of it at once, each with its place and a rewrite.
 */
public final class CheckQuery {
    private final QueryText text;
    private final List<Violation> violations = new ArrayList<>();
    private @Nullable SqlIdentifier stream;
    private @Nullable SqlIdentifier descriptor;

    private CheckQuery(QueryText text) {
        this.text = text;
    }

    /**
     * Checks a parsed query.
     *
     * @throws io.millrace.kernel.MillraceException with {@link ProcessorError#UNSUPPORTED_SQL}
     */
    public static StreamQuery of(QueryText text, SqlNode query) {
        CheckQuery check = new CheckQuery(text);
        if (query instanceof SqlSelect select) {
            check.checkSelect(select);
        } else {
            check.refuseStatement(query);
        }
        if (!check.violations.isEmpty() || check.stream == null) {
            throw SqlRefusal.of(check.violations, ProcessorError.UNSUPPORTED_SQL);
        }
        return new StreamQuery((SqlSelect) query, check.stream, check.descriptor);
    }

    private void checkSelect(SqlSelect select) {
        if (select.isDistinct()) {
            refuse(select, "SELECT DISTINCT is not supported.", "GROUP BY the selected columns instead.");
        }
        if (select.hasHints()) {
            refuse(select, "Hints are not supported.", "Leave /*+ … */ out.");
        }
        for (SqlNode item : select.getSelectList()) {
            boolean star =
                    item instanceof SqlIdentifier identifier && identifier.isStar() && identifier.names.size() <= 2;
            if (!star) {
                checkExpression(item);
            }
        }
        SqlNode from = select.getFrom();
        if (from == null) {
            refuse(select, "A view must read a stream: FROM is missing.", "Add FROM and the stream's name.");
        } else {
            checkFrom(from);
        }
        checkExpression(select.getWhere());
        checkGroupBy(select.getGroup());
        checkExpression(select.getHaving());
        refuseIfThere(select.getQualify(), "QUALIFY is not supported.", "Filter with WHERE or HAVING.");
        for (SqlNode window : select.getWindowList()) {
            refuse(window, "WINDOW is not supported.", "Use TUMBLE with GROUP BY for windows of time.");
        }
        refuseIfThere(select.getOrderList(), "ORDER BY is not supported.", "Order when reading: rows?order=….");
        refuseIfThere(select.getFetch(), "LIMIT is not supported.", "Limit when reading: rows?limit=….");
        refuseIfThere(select.getOffset(), "OFFSET is not supported.", "Page when reading the rows.");
    }

    private void refuseStatement(SqlNode query) {
        switch (query.getKind()) {
            case ORDER_BY -> {
                org.apache.calcite.sql.SqlOrderBy ordered = (org.apache.calcite.sql.SqlOrderBy) query;
                if (!ordered.orderList.isEmpty()) {
                    refuse(ordered.orderList, "ORDER BY is not supported.", "Order when reading: rows?order=….");
                }
                refuseIfThere(ordered.fetch, "LIMIT is not supported.", "Limit when reading: rows?limit=….");
                refuseIfThere(ordered.offset, "OFFSET is not supported.", "Page when reading the rows.");
            }
            case UNION, INTERSECT, EXCEPT ->
                refuse(query, query.getKind() + " is not supported.", "Create one view per SELECT, or read both.");
            case WITH -> refuse(query, "WITH is not supported.", "Write the query as one SELECT of a stream.");
            case VALUES -> refuse(query, "VALUES is not supported.", "A view reads a stream: SELECT … FROM stream.");
            case EXPLICIT_TABLE -> refuse(query, "TABLE is not supported.", "Name the columns: SELECT … FROM stream.");
            default ->
                refuse(query, query.getKind() + " is not supported.", "A view is defined by SELECT … FROM stream.");
        }
        if (violations.isEmpty()) {
            refuse(query, "This form of query is not supported.", "A view is defined by SELECT … FROM stream.");
        }
    }

    private void checkFrom(SqlNode from) {
        switch (from.getKind()) {
            case IDENTIFIER -> stream = streamName((SqlIdentifier) from);
            case AS -> {
                SqlCall as = (SqlCall) from;
                if (as.operandCount() > 2) {
                    refuse(
                            as.operand(2),
                            "A column list behind a table's alias is not supported.",
                            "Name columns with AS.");
                }
                checkFrom(as.operand(0));
            }
            case COLLECTION_TABLE -> checkTableFunction(((SqlCall) from).operand(0));
            case JOIN -> refuse(from, "Joins are not supported yet.", "A view reads one stream; join when reading.");
            case SELECT, ORDER_BY, UNION, VALUES, WITH ->
                refuse(from, "A subquery in FROM is not supported.", "Write its expressions into the outer SELECT.");
            case TABLE_REF -> refuse(from, "Table hints are not supported.", "Leave the hints out.");
            case SNAPSHOT -> refuse(from, "FOR SYSTEM_TIME is not supported.", "Leave it out.");
            case TABLESAMPLE -> refuse(from, "TABLESAMPLE is not supported.", "Filter with WHERE.");
            case MATCH_RECOGNIZE -> refuse(from, "MATCH_RECOGNIZE is not supported.", "Use GROUP BY with TUMBLE.");
            case UNNEST -> refuse(from, "UNNEST is not supported.", "Read scalar columns of a stream.");
            case LATERAL -> refuse(from, "LATERAL is not supported.", "Read one stream.");
            default ->
                refuse(from, from.getKind() + " in FROM is not supported.", "FROM takes a stream or TABLE(TUMBLE(…)).");
        }
    }

    private @Nullable SqlIdentifier streamName(SqlIdentifier name) {
        if (name.names.size() != 1) {
            refuse(name, "'" + name + "' has more than one part.", "Streams have no catalog or schema in front.");
            return null;
        }
        return name;
    }

    private void checkTableFunction(SqlNode function) {
        String form = "Write TABLE(TUMBLE(TABLE stream, DESCRIPTOR(event_time), INTERVAL '1' HOUR)).";
        if (!(function instanceof SqlCall call) || !call.getOperator().getName().equalsIgnoreCase("TUMBLE")) {
            String name = function instanceof SqlCall call
                    ? call.getOperator().getName().toUpperCase(java.util.Locale.ROOT)
                    : function.toString();
            refuse(function, name + " is not supported as a table.", "TUMBLE is the only window. " + form);
            return;
        }
        int operands = call.operandCount();
        if (operands < 3 || operands > 4) {
            refuse(call, "TUMBLE takes a table, a descriptor, a size and, if wanted, an offset.", form);
            return;
        }
        for (SqlNode operand : call.getOperandList()) {
            if (operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
                refuse(operand, "Named arguments are not supported.", form);
                return;
            }
        }
        checkWindowedTable(call.operand(0), form);
        checkDescriptor(call.operand(1), form);
        for (int i = 2; i < operands; i++) {
            if (call.operand(i).getKind() != SqlKind.LITERAL
                    || !(call.operand(i) instanceof org.apache.calcite.sql.SqlIntervalLiteral)) {
                refuse(call.operand(i), "TUMBLE's size and offset must be interval literals.", form);
            }
        }
    }

    private void checkWindowedTable(SqlNode table, String form) {
        if (table instanceof SqlBasicCall explicit
                && explicit.getKind() == SqlKind.EXPLICIT_TABLE
                && explicit.operand(0) instanceof SqlIdentifier name) {
            stream = streamName(name);
        } else {
            refuse(table, "TUMBLE takes TABLE and a stream's name here.", form);
        }
    }

    private void checkDescriptor(SqlNode node, String form) {
        if (node instanceof SqlCall call
                && call.getOperator().getName().equalsIgnoreCase("DESCRIPTOR")
                && call.operandCount() == 1
                && call.operand(0) instanceof SqlIdentifier column
                && column.isSimple()) {
            descriptor = column;
        } else {
            refuse(node, "TUMBLE takes DESCRIPTOR and the stream's event time here.", form);
        }
    }

    private void checkGroupBy(@Nullable SqlNodeList group) {
        if (group == null) {
            return;
        }
        for (SqlNode item : group) {
            switch (item.getKind()) {
                case ROLLUP, CUBE, GROUPING_SETS ->
                    refuse(item, item.getKind().sql + " is not supported.", "Create one view per grouping.");
                case ROW -> refuse(item, "A list in parentheses is not supported here.", "Leave the parentheses out.");
                case LITERAL ->
                    refuse(
                            item,
                            "GROUP BY " + ((SqlLiteral) item).toValue() + " is a constant, not a column's ordinal.",
                            "Repeat the expression that is selected.");
                default -> checkExpression(item);
            }
        }
    }

    private void checkExpression(@Nullable SqlNode node) {
        if (node != null) {
            node.accept(new CheckExpressions(this::refuse));
        }
    }

    private void refuseIfThere(@Nullable SqlNode node, String what, String hint) {
        if (node != null) {
            refuse(node, what, hint);
        }
    }

    private void refuse(SqlNode node, String what, String hint) {
        SqlPlace place = text.original(
                node.getParserPosition().getLineNum(), node.getParserPosition().getColumnNum());
        violations.add(SqlRefusal.violation(ProcessorError.UNSUPPORTED_SQL, place, what, hint));
    }
}

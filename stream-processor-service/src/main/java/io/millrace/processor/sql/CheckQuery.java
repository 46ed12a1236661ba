package io.millrace.processor.sql;

import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSetOperator;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Holds a parsed query against the supported form: SELECTs of streams, their joins, windows and subqueries, set operations and
 * WITH. What is not known to be computed right is refused, all of it at once, each with its place and a rewrite.
 */
public final class CheckQuery {
    private static final Set<JoinType> JOINS =
            Set.of(JoinType.INNER, JoinType.LEFT, JoinType.RIGHT, JoinType.FULL, JoinType.COMMA, JoinType.CROSS);

    private final QueryText text;
    private final Set<String> functions;
    private final List<Violation> violations = new ArrayList<>();
    private final List<SqlIdentifier> streams = new ArrayList<>();
    private final CheckWindows windows = new CheckWindows(this);
    /** Names of WITH that are known where the check is. */
    private Set<String> named = Set.of();

    private CheckQuery(QueryText text, Set<String> functions) {
        this.text = text;
        this.functions = functions;
    }

    /**
     * Checks a parsed query.
     *
     * @param functions names of functions that it may call beside those of the dialect
     * @throws io.millrace.kernel.MillraceException with {@link ProcessorError#UNSUPPORTED_SQL}
     */
    public static StreamQuery of(QueryText text, SqlNode query, Set<String> functions) {
        CheckQuery check = new CheckQuery(text, functions);
        check.checkQuery(query);
        if (!check.violations.isEmpty()) {
            throw SqlRefusal.of(check.violations, ProcessorError.UNSUPPORTED_SQL);
        }
        return StreamQuery.of(query, check.streams, check.windows.found());
    }

    void checkQuery(SqlNode query) {
        switch (query.getKind()) {
            case SELECT -> checkSelect((SqlSelect) query);
            case WITH -> checkWith((SqlWith) query);
            case UNION, INTERSECT, EXCEPT -> checkSetOperation((SqlCall) query);
            case ORDER_BY -> refuseOrderBy((SqlOrderBy) query);
            case VALUES -> refuse(query, "VALUES is not supported.", "A view reads a stream: SELECT … FROM stream.");
            case EXPLICIT_TABLE -> refuse(query, "TABLE is not supported.", "Name the columns: SELECT … FROM stream.");
            default ->
                refuse(query, query.getKind() + " is not supported.", "A view is defined by SELECT … FROM stream.");
        }
    }

    private void checkWith(SqlWith with) {
        Set<String> before = named;
        named = new HashSet<>(named);
        for (SqlNode node : with.withList) {
            SqlWithItem item = (SqlWithItem) node;
            if (item.recursive.booleanValue()) {
                refuse(item, "WITH RECURSIVE is not supported.", "Leave RECURSIVE out: a query cannot read itself.");
                continue;
            }
            if (item.columnList != null) {
                refuse(
                        item.columnList,
                        "A column list behind a name of WITH is not supported.",
                        "Name columns with AS.");
            }
            checkQuery(item.query);
            named.add(item.name.getSimple());
        }
        checkQuery(with.body);
        named = before;
    }

    private void checkSetOperation(SqlCall query) {
        boolean all = query.getOperator() instanceof SqlSetOperator operator && operator.isAll();
        if (all && query.getKind() != SqlKind.UNION) {
            refuse(query, query.getKind() + " ALL is not supported.", "Leave ALL out.");
        }
        query.getOperandList().forEach(this::checkQuery);
    }

    private void refuseOrderBy(SqlOrderBy ordered) {
        int before = violations.size();
        if (!ordered.orderList.isEmpty()) {
            refuse(ordered.orderList, "ORDER BY is not supported.", "Order when reading: rows?order=….");
        }
        refuseIfThere(ordered.fetch, "LIMIT is not supported.", "Limit when reading: rows?limit=….");
        refuseIfThere(ordered.offset, "OFFSET is not supported.", "Page when reading the rows.");
        if (violations.size() == before) {
            refuse(ordered, "This form of query is not supported.", "A view is defined by SELECT … FROM stream.");
        }
    }

    private void checkSelect(SqlSelect select) {
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
        checkExpression(select.getQualify());
        for (SqlNode window : select.getWindowList()) {
            expressions().checkWindow((SqlWindow) window);
        }
        refuseIfThere(select.getOrderList(), "ORDER BY is not supported.", "Order when reading: rows?order=….");
        refuseIfThere(select.getFetch(), "LIMIT is not supported.", "Limit when reading: rows?limit=….");
        refuseIfThere(select.getOffset(), "OFFSET is not supported.", "Page when reading the rows.");
    }

    private void checkFrom(SqlNode from) {
        switch (from.getKind()) {
            case IDENTIFIER -> checkTable((SqlIdentifier) from);
            case AS -> {
                SqlCall as = (SqlCall) from;
                if (as.operandCount() > 2 && as.operand(0).getKind() != SqlKind.UNNEST) {
                    refuse(
                            as.operand(2),
                            "A column list behind a table's alias is not supported.",
                            "Name columns with AS.");
                }
                checkFrom(as.operand(0));
            }
            case COLLECTION_TABLE -> windows.check(((SqlCall) from).operand(0));
            case JOIN -> checkJoin((SqlJoin) from);
            case SELECT, ORDER_BY, UNION, INTERSECT, EXCEPT, VALUES, WITH, EXPLICIT_TABLE -> checkQuery(from);
            case TABLE_REF -> refuse(from, "Table hints are not supported.", "Leave the hints out.");
            case SNAPSHOT ->
                refuse(from, "FOR SYSTEM_TIME AS OF stands on the right of a join only.", CheckVersions.FORM);
            case TABLESAMPLE -> refuse(from, "TABLESAMPLE is not supported.", "Filter with WHERE.");
            case MATCH_RECOGNIZE -> refuse(from, "MATCH_RECOGNIZE is not supported.", "Use GROUP BY with TUMBLE.");
            case UNNEST ->
                refuse(
                        from,
                        "UNNEST stands on the right of a join only.",
                        "Write FROM stream AS t CROSS JOIN UNNEST(t.a) AS x (b).");
            case LATERAL ->
                refuse(from, "LATERAL is not supported.", "Join with a subquery that does not depend on it.");
            default ->
                refuse(
                        from,
                        from.getKind() + " in FROM is not supported.",
                        "FROM takes streams, windows of them, and subqueries.");
        }
    }

    private void checkJoin(SqlJoin join) {
        checkFrom(join.getLeft());
        SqlCall unnest = unnestOrNull(join.getRight());
        if (unnest != null) {
            checkUnnest(join, unnest);
            return;
        }
        SqlSnapshot versions = CheckVersions.of(join);
        if (versions == null) {
            checkFrom(join.getRight());
        } else {
            new CheckVersions(this).check(join, versions);
        }
        checkForm(join);
        if (join.getConditionType() == JoinConditionType.ON && join.getCondition() != null) {
            join.getCondition()
                    .accept(expressions(query -> refuse(
                            query, "A subquery in ON is not supported.", "Put it into WHERE, or join with it.")));
        }
    }

    private void checkForm(SqlJoin join) {
        if (join.isNatural()) {
            refuse(join, "NATURAL JOIN is not supported.", "Write JOIN … ON and the columns that are to be equal.");
        } else if (join.getConditionType() == JoinConditionType.USING) {
            // Calcite compares its columns by converting types in silence.
            refuse(join, "USING is not supported.", "Write ON a.k = b.k.");
        } else if (!JOINS.contains(join.getJoinType())) {
            refuse(
                    join,
                    join.getJoinType().name().replace('_', ' ') + " JOIN is not supported.",
                    "Joins are INNER, LEFT, RIGHT and FULL; write WHERE EXISTS (…) for a semi-join.");
        }
    }

    private static @Nullable SqlCall unnestOrNull(SqlNode from) {
        SqlNode named = from.getKind() == SqlKind.AS ? ((SqlCall) from).operand(0) : from;
        return named.getKind() == SqlKind.UNNEST ? (SqlCall) named : null;
    }

    private void checkUnnest(SqlJoin join, SqlCall unnest) {
        SqlNode condition = join.getCondition();
        boolean onTrue = condition instanceof SqlLiteral literal
                && literal.getTypeName() == SqlTypeName.BOOLEAN
                && literal.booleanValue();
        boolean supported = switch (join.getJoinType()) {
            case CROSS, COMMA -> condition == null;
            case INNER, LEFT -> onTrue && !join.isNatural();
            default -> false;
        };
        if (!supported || unnest.operandCount() != 1) {
            refuse(
                    join,
                    "UNNEST is not supported in this form.",
                    "Write CROSS JOIN UNNEST(t.a) AS x (b), or LEFT JOIN UNNEST(t.a) AS x (b) ON TRUE, and WHERE for"
                            + " conditions.");
        }
        unnest.getOperandList().forEach(this::checkExpression);
    }

    /** A name in FROM: of a query of WITH, or else of a stream. */
    boolean checkTable(SqlIdentifier name) {
        if (name.names.size() != 1) {
            refuse(name, "'" + name + "' has more than one part.", "Streams have no catalog or schema in front.");
            return false;
        }
        boolean stream = !named.contains(name.getSimple());
        if (stream) {
            streams.add(name);
        }
        return stream;
    }

    private void checkGroupBy(@Nullable SqlNodeList group) {
        if (group == null) {
            return;
        }
        long sets = 1;
        for (SqlNode item : group) {
            sets = Math.min(Integer.MAX_VALUE, sets * GroupingSets.count(item));
            checkGrouping(item);
        }
        if (sets > GroupingSets.MAX) {
            refuse(
                    group,
                    "More than " + GroupingSets.MAX + " grouping sets are not supported.",
                    "Group by fewer columns.");
        }
    }

    private void checkGrouping(SqlNode item) {
        switch (item.getKind()) {
            case ROLLUP, CUBE, GROUPING_SETS ->
                ((SqlCall) item).getOperandList().forEach(this::checkGroupingSet);
            case ROW -> refuse(item, "A list in parentheses is not supported here.", "Leave the parentheses out.");
            case LITERAL ->
                refuse(
                        item,
                        "GROUP BY " + ((SqlLiteral) item).toValue() + " is a constant, not a column's ordinal.",
                        "Repeat the expression that is selected.");
            default -> checkExpression(item);
        }
    }

    private void checkGroupingSet(SqlNode item) {
        if (item instanceof SqlNodeList list) {
            list.forEach(this::checkGroupingSet);
        } else if (item.getKind() == SqlKind.ROW) {
            ((SqlCall) item).getOperandList().forEach(this::checkGroupingSet);
        } else {
            checkGrouping(item);
        }
    }

    private CheckExpressions expressions() {
        return expressions(this::checkQuery);
    }

    private CheckExpressions expressions(Consumer<SqlNode> queries) {
        return new CheckExpressions(this::refuse, queries, functions);
    }

    private void checkExpression(@Nullable SqlNode node) {
        if (node != null) {
            node.accept(expressions());
        }
    }

    private void refuseIfThere(@Nullable SqlNode node, String what, String hint) {
        if (node != null) {
            refuse(node, what, hint);
        }
    }

    void refuse(SqlNode node, String what, String hint) {
        SqlPlace place = text.original(
                node.getParserPosition().getLineNum(), node.getParserPosition().getColumnNum());
        violations.add(SqlRefusal.violation(ProcessorError.UNSUPPORTED_SQL, place, what, hint));
    }
}

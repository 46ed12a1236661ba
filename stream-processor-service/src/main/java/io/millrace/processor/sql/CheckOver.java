package io.millrace.processor.sql;

import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.util.SqlVisitor;
import org.jspecify.annotations.Nullable;

/** Refuses functions of OVER and windows of rows that are not known to be computed right; what bounds them the planner sees. */
final class CheckOver {
    private static final Set<String> NUMBERS = Set.of("ROW_NUMBER", "RANK", "DENSE_RANK");
    private static final Set<String> VALUES = Set.of("LAG", "LEAD", "FIRST_VALUE", "LAST_VALUE", "NTH_VALUE");

    /** Their values are not put together of parts. */
    private static final Set<String> WHOLE =
            Set.of("LISTAGG", "ARRAY_AGG", "APPROX_COUNT_DISTINCT", "APPROX_PERCENTILE");

    private final CheckExpressions.Refusals refusals;
    private final SqlVisitor<@Nullable Void> expressions;

    CheckOver(CheckExpressions.Refusals refusals, SqlVisitor<@Nullable Void> expressions) {
        this.refusals = refusals;
        this.expressions = expressions;
    }

    /** Functions that there are with OVER only. */
    static boolean isFunction(String name) {
        return NUMBERS.contains(name) || VALUES.contains(name);
    }

    void check(SqlCall over) {
        if (!(over.operand(0) instanceof SqlCall function)) {
            throw new IllegalArgumentException("OVER without a function");
        }
        checkFunction(over, function);
        String name = name(function);
        if (over.operand(1) instanceof SqlWindow window) {
            checkWindow(window);
            if (window.getOrderList().isEmpty() && isFunction(name)) {
                refuse(over, name + " without ORDER BY is not supported.", "Write OVER (PARTITION BY … ORDER BY …).");
            }
            if (NUMBERS.contains(name) && (window.getLowerBound() != null || window.getUpperBound() != null)) {
                refuse(over, name + "() takes no frame.", "Leave ROWS or RANGE out.");
            }
        }
    }

    private static String name(SqlCall function) {
        return function.getOperator().getName().toUpperCase(Locale.ROOT);
    }

    private void checkFunction(SqlCall over, SqlCall function) {
        String name = name(function);
        switch (function.getKind()) {
            case FILTER ->
                refuse(
                        over,
                        "FILTER with OVER is not supported.",
                        "Write SUM(CASE WHEN … THEN x END) OVER (…), and COUNT(CASE WHEN … THEN 1 END) for COUNT(*).");
            case IGNORE_NULLS, RESPECT_NULLS -> refuse(over, name + " is not supported.", "Leave it out: nulls count.");
            case WITHIN_GROUP -> refuse(over, "WITHIN GROUP is not supported.", "Leave it out.");
            default -> {
                if (!isFunction(name) && (!Functions.isAggregate(name) || WHOLE.contains(name))) {
                    refuse(
                            over,
                            "OVER is not supported for " + name + ".",
                            "It is for ROW_NUMBER, RANK, DENSE_RANK, LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE,"
                                    + " and for COUNT, SUM, AVG, MIN, MAX and other aggregates of the values one by one.");
                } else if (isFunction(name) && isDistinct(function)) {
                    refuse(over, "DISTINCT is not supported for " + name + ".", "Leave it out.");
                } else if (!isCountStar(function)) {
                    function.getOperandList().forEach(operand -> operand.accept(expressions));
                }
            }
        }
    }

    private static boolean isDistinct(SqlCall function) {
        return function instanceof SqlBasicCall call
                && call.getFunctionQuantifier() != null
                && call.getFunctionQuantifier().getValue() == SqlSelectKeyword.DISTINCT;
    }

    private static boolean isCountStar(SqlCall function) {
        return name(function).equals("COUNT")
                && function.operandCount() == 1
                && function.operand(0) instanceof SqlIdentifier star
                && star.isStar();
    }

    /** A window behind OVER, or one that WINDOW names. */
    void checkWindow(SqlWindow window) {
        if (window.getRefName() != null) {
            refuse(
                    window,
                    "A window that adds to a named one is not supported.",
                    "Write its PARTITION BY, ORDER BY and frame in one place.");
            return;
        }
        if (window.getExclude() != null && !SqlWindow.isExcludeNoOthers(window.getExclude())) {
            refuse(window, "EXCLUDE is not supported.", "Leave it out.");
        }
        if (!window.isAllowPartial()) {
            refuse(window, "DISALLOW PARTIAL is not supported.", "Leave it out.");
        }
        if (window.getOrderList().isEmpty() && window.isRows() && hasFrame(window)) {
            refuse(window, "ROWS without ORDER BY is not supported.", "Write OVER (PARTITION BY … ORDER BY … ROWS …).");
        }
        window.getPartitionList().accept(expressions);
        window.getOrderList().forEach(this::checkOrder);
    }

    private static boolean hasFrame(SqlWindow window) {
        return window.getLowerBound() != null || window.getUpperBound() != null;
    }

    private void checkOrder(SqlNode order) {
        switch (order.getKind()) {
            case DESCENDING, NULLS_FIRST, NULLS_LAST -> checkOrder(((SqlCall) order).operand(0));
            default -> order.accept(expressions);
        }
    }

    private void refuse(SqlNode node, String what, String hint) {
        refusals.refuse(node, what, hint);
    }
}

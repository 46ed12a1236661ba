package io.millrace.processor.sql;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Refuses every operator, function and type that is not known to be computed right. */
final class CheckExpressions extends SqlBasicVisitor<@Nullable Void> {
    /** Takes what is refused. */
    interface Refusals {
        void refuse(SqlNode node, String what, String hint);
    }

    private static final Set<SqlKind> OPERATORS = EnumSet.of(
            SqlKind.AS,
            SqlKind.PLUS,
            SqlKind.MINUS,
            SqlKind.TIMES,
            SqlKind.DIVIDE,
            SqlKind.MOD,
            SqlKind.PLUS_PREFIX,
            SqlKind.MINUS_PREFIX,
            SqlKind.EQUALS,
            SqlKind.NOT_EQUALS,
            SqlKind.LESS_THAN,
            SqlKind.LESS_THAN_OR_EQUAL,
            SqlKind.GREATER_THAN,
            SqlKind.GREATER_THAN_OR_EQUAL,
            SqlKind.AND,
            SqlKind.OR,
            SqlKind.NOT,
            SqlKind.IS_NULL,
            SqlKind.IS_NOT_NULL,
            SqlKind.IS_TRUE,
            SqlKind.IS_NOT_TRUE,
            SqlKind.IS_FALSE,
            SqlKind.IS_NOT_FALSE,
            SqlKind.IS_UNKNOWN,
            SqlKind.IS_DISTINCT_FROM,
            SqlKind.IS_NOT_DISTINCT_FROM,
            SqlKind.BETWEEN,
            SqlKind.IN,
            SqlKind.NOT_IN,
            SqlKind.LIKE,
            SqlKind.CASE,
            SqlKind.CAST,
            SqlKind.EXTRACT,
            SqlKind.FLOOR,
            SqlKind.CEIL,
            SqlKind.TIMESTAMP_ADD,
            SqlKind.TIMESTAMP_DIFF,
            SqlKind.TRIM,
            SqlKind.POSITION);

    private static final Set<String> GROUPINGS = Set.of("GROUPING", "GROUPING_ID");

    private final Refusals refusals;
    private final Consumer<SqlNode> queries;
    private final Set<String> functions;
    private final CheckOver over;
    private final CheckTypes types;

    /**
     * @param queries takes the queries inside of expressions
     * @param functions names of functions of jars
     */
    CheckExpressions(Refusals refusals, Consumer<SqlNode> queries, Set<String> functions) {
        this.refusals = refusals;
        this.queries = queries;
        this.functions = functions;
        this.over = new CheckOver(refusals, this);
        this.types = new CheckTypes(refusals);
    }

    /** Checks a window that WINDOW names. */
    void checkWindow(SqlWindow window) {
        over.checkWindow(window);
    }

    @Override
    public @Nullable Void visit(SqlIdentifier identifier) {
        if (identifier.isStar()) {
            refusals.refuse(
                    identifier,
                    "* stands for columns in the SELECT list only.",
                    "Write * or t.* as an item of the list, COUNT(*), or name a column.");
        } else if (identifier.isSimple()
                && Functions.isNiladic(identifier.getSimple())
                && !identifier.isComponentQuoted(0)) {
            String name = identifier.getSimple().toUpperCase(Locale.ROOT);
            refusals.refuse(identifier, name + " is not supported.", Functions.mend(name));
        }
        return null;
    }

    @Override
    public @Nullable Void visit(SqlDataTypeSpec type) {
        types.check(type);
        return null;
    }

    @Override
    public @Nullable Void visit(SqlLiteral literal) {
        types.check(literal);
        return null;
    }

    @Override
    public @Nullable Void visit(SqlDynamicParam parameter) {
        refusals.refuse(parameter, "Parameters are not supported in a view.", "Write the value.");
        return null;
    }

    @Override
    public @Nullable Void visit(SqlNodeList nodes) {
        for (SqlNode node : nodes) {
            if (node != null) {
                node.accept(this);
            }
        }
        return null;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        String name = name(call);
        SqlKind kind = call.getKind();
        if (isQuery(kind)) {
            queries.accept(call);
            return null;
        }
        switch (kind) {
            case SCALAR_QUERY, EXISTS, FILTER -> super.visit(call);
            case IN, NOT_IN -> checkIn(call, kind, name);
            case OVER -> over.check(call);
            case WITHIN_GROUP -> refuse(call, "WITHIN GROUP is not supported.", "Leave it out.");
            case RESPECT_NULLS -> refuse(call, name + " is not supported.", "Leave it out.");
            case IGNORE_NULLS ->
                refuse(call, name + " is not supported.", "Write FILTER (WHERE x IS NOT NULL) where it stands.");
            case CAST, SAFE_CAST -> checkCast(call, kind, name);
            case IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> checkDistinct(call, kind, name);
            case SIMILAR -> refuse(call, name + " is not supported.", "Write LIKE with % and _, or REGEXP(x, '^a+$').");
            case RLIKE, POSIX_REGEX_CASE_SENSITIVE ->
                refuse(call, name + " is not supported.", "Write REGEXP(x, 'a+').");
            case POSIX_REGEX_CASE_INSENSITIVE ->
                refuse(call, name + " is not supported.", "Write REGEXP(x, '(?i)a+').");
            case ARRAY_VALUE_CONSTRUCTOR, MAP_VALUE_CONSTRUCTOR, ITEM, ROW -> super.visit(call);
            case DOT -> call.operand(0).accept(this);
            case MULTISET_VALUE_CONSTRUCTOR -> refuse(call, name + " is not supported.", "Write ARRAY[…].");
            case JSON_VALUE_EXPRESSION ->
                refuse(
                        call,
                        name + " is not supported.",
                        "Leave it out: JSON_OBJECT and JSON_ARRAY inside of another are JSON as they are.");
            case TRANSLATE -> refuse(call, "CONVERT … USING is not supported.", "Leave it out: text is Unicode.");
            case SOME, ALL -> refuse(call, name + " is not supported.", "Write IN with a list, or AND and OR.");
            default -> checkCall(call, kind, name);
        }
        return null;
    }

    /** {@code (a, b) IN (SELECT …)} compares column by column. */
    private void checkIn(SqlCall call, SqlKind kind, String name) {
        if (call.operand(0).getKind() == SqlKind.ROW && isQuery(call.operand(1).getKind())) {
            ((SqlCall) call.operand(0)).getOperandList().forEach(operand -> operand.accept(this));
            call.operand(1).accept(this);
        } else {
            checkCall(call, kind, name);
        }
    }

    /** Calcite takes two rows that are written out for equal where a member is null. */
    private void checkDistinct(SqlCall call, SqlKind kind, String name) {
        if (call.getOperandList().stream().anyMatch(operand -> operand.getKind() == SqlKind.ROW)) {
            refuse(call, name + " of a ROW is not supported.", "Compare member by member: a IS DISTINCT FROM b OR ….");
        } else {
            checkCall(call, kind, name);
        }
    }

    /** As it is written: Calcite parses TRANSLATE(x, 'a', 'b') into an operator of another name. */
    private static String name(SqlCall call) {
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        return name.equals("TRANSLATE3") ? "TRANSLATE" : name;
    }

    private void checkCast(SqlCall call, SqlKind kind, String name) {
        if (call.operandCount() > 2) {
            refuse(
                    call.operand(2),
                    "CAST with FORMAT is not supported.",
                    "Leave FORMAT out: text is cast as 2001-01-31, 13:45:00 and 2001-01-31 13:45:00.");
        }
        checkCall(call, kind, name);
    }

    private void checkCall(SqlCall call, SqlKind kind, String name) {
        boolean operator = OPERATORS.contains(kind) || name.equals("||") || name.matches("IS (NOT )?JSON [A-Z]+");
        if (FindFunctions.isCall(call, functions)) {
            super.visit(call);
        } else if (name.equals("::")) {
            refuse(call, ":: is not supported.", "Write CAST(x AS …).");
        } else if (name.startsWith("SELECT_STAR_")) {
            refuse(call, "EXCLUDE and REPLACE behind * are not supported.", "Name the columns.");
        } else if (name.endsWith("ILIKE")) {
            refuse(call, name + " is not supported.", "Write UPPER(x) LIKE 'ABC%', or REGEXP(x, '(?i)^abc').");
        } else if (name.contains("SYMMETRIC") && !name.contains("ASYMMETRIC")) {
            refuse(call, name + " is not supported.", "Write BETWEEN with the smaller bound first.");
        } else if (!operator
                && (!Functions.isSupported(name) && !GROUPINGS.contains(name)
                        || Functions.isClock(name, call.operandCount()))) {
            String what = call.getOperator() instanceof SqlFunction ? "The function " + name : name;
            refuse(call, what + " is not supported.", Functions.mend(name, functions));
        } else {
            checkAggregate(call, name);
            if (!isCountStar(call, name)) {
                super.visit(call);
            }
        }
    }

    private static boolean isCountStar(SqlCall call, String name) {
        return name.equals("COUNT")
                && call.operandCount() == 1
                && call.operand(0) instanceof SqlIdentifier argument
                && argument.isStar()
                && argument.names.size() == 1;
    }

    private void checkAggregate(SqlCall call, String name) {
        if (Functions.isAggregate(name) && call.operandCount() > Functions.argumentsMax(name)) {
            refuse(
                    call,
                    name + " of several expressions is not supported.",
                    name.equals("ARRAY_AGG")
                            ? "Give it one expression; its values stand in their own order."
                            : "Give it one expression.");
        }
    }

    private void refuse(SqlNode node, String what, String hint) {
        refusals.refuse(node, what, hint);
    }

    private static boolean isQuery(SqlKind kind) {
        return SqlKind.QUERY.contains(kind);
    }
}

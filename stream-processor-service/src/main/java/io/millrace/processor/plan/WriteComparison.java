package io.millrace.processor.plan;

import io.millrace.processor.function.LikePattern;
import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.CodePoints;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/** Writes comparisons, the greater and the lesser of values, and LIKE. */
final class WriteComparison {
    private static final Set<SqlKind> EQUALITIES =
            EnumSet.of(SqlKind.EQUALS, SqlKind.NOT_EQUALS, SqlKind.IS_DISTINCT_FROM, SqlKind.IS_NOT_DISTINCT_FROM);

    private final WriteExpression expressions;
    private final JavaCode code;

    WriteComparison(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
    }

    /** Both operands in the type in which they are compared; null where they cannot be. */
    private List<Value> comparable(RexCall call, RexNode left, RexNode right) {
        Value a = expressions.write(left);
        Value b = expressions.write(right);
        Kind kind = a.type().kind();
        if (SqlTypes.isNumber(a.type())
                && SqlTypes.isNumber(b.type())
                && !a.type().equals(b.type())) {
            ValueType common = commonNumber(a.type(), b.type());
            return List.of(widened(a, common), widened(b, common));
        }
        if (SqlTypes.isTimestamp(a.type())
                && SqlTypes.isTimestamp(b.type())
                && kind != b.type().kind()) {
            ValueType common = ValueType.of(Kind.TIMESTAMP_MICROS);
            return List.of(widened(a, common), widened(b, common));
        }
        if (kind != b.type().kind() && !a.isNull().equals("true") && !b.isNull().equals("true")) {
            throw expressions.refuse(
                    call,
                    "A " + kind + " cannot be compared with a " + b.type().kind() + ".",
                    "Cast one of them: CAST(x AS " + kind + ").");
        }
        if (a.type().isNested() && !SqlTypes.areAlike(a.type(), b.type())
                || a.type().isNested() && !EQUALITIES.contains(call.getKind())) {
            throw expressions.refuse(
                    call,
                    call.getOperator().getName() + " of a " + a.type().sqlName() + " and a "
                            + b.type().sqlName() + " is not supported.",
                    "Compare what is in them, or both of one type by = or <>.");
        }
        return List.of(a, b);
    }

    private Value widened(Value value, ValueType common) {
        return common.kind() == Kind.DECIMAL && value.type().kind() == Kind.DECIMAL
                ? value
                : WriteCast.convert(code, value, common);
    }

    private static ValueType commonNumber(ValueType a, ValueType b) {
        if (a.kind() == Kind.DOUBLE || b.kind() == Kind.DOUBLE) {
            return ValueType.of(Kind.DOUBLE);
        }
        boolean decimal = a.kind() == Kind.DECIMAL || b.kind() == Kind.DECIMAL;
        return decimal ? new ValueType(Kind.DECIMAL, 38, 0) : ValueType.of(Kind.BIGINT);
    }

    private static String compared(Value a, Value b, String operator) {
        boolean equality = operator.equals("==") || operator.equals("!=");
        return switch (a.type().kind()) {
            case VARCHAR ->
                equality
                        ? (operator.equals("!=") ? "!" : "") + a.code() + ".equals(" + b.code() + ")"
                        : "(" + CodePoints.class.getName() + ".compare(" + a.code() + ", " + b.code() + ") " + operator
                                + " 0)";
            case VARBINARY ->
                equality
                        ? (operator.equals("!=") ? "!" : "") + a.code() + ".equals(" + b.code() + ")"
                        : "(" + a.code() + ".compareTo(" + b.code() + ") " + operator + " 0)";
            case DECIMAL -> "(" + a.code() + ".compareTo(" + b.code() + ") " + operator + " 0)";
            case ROW, ARRAY, MAP -> (operator.equals("!=") ? "!" : "") + a.code() + ".equals(" + b.code() + ")";
            case BOOLEAN ->
                equality
                        ? "(" + a.code() + " " + operator + " " + b.code() + ")"
                        : "(Boolean.compare(" + a.code() + ", " + b.code() + ") " + operator + " 0)";
            default -> "(" + a.code() + " " + operator + " " + b.code() + ")";
        };
    }

    Value comparison(RexCall call) {
        List<Value> values = comparable(call, operand(call, 0), operand(call, 1));
        String operator = switch (call.getKind()) {
            case EQUALS -> "==";
            case NOT_EQUALS -> "!=";
            case LESS_THAN -> "<";
            case LESS_THAN_OR_EQUAL -> "<=";
            case GREATER_THAN -> ">";
            default -> ">=";
        };
        String anyNull = WriteCall.anyNull(values);
        String java = anyNull.equals("true") ? "false" : compared(values.get(0), values.get(1), operator);
        return code.define(expressions.type(call), anyNull, java);
    }

    Value distinct(RexCall call) {
        List<Value> values = comparable(call, operand(call, 0), operand(call, 1));
        Value a = values.get(0);
        Value b = values.get(1);
        boolean sometimesNull = a.isNull().equals("true") || b.isNull().equals("true");
        String differ = sometimesNull ? "false" : compared(a, b, "!=");
        String java = "(" + a.isNull() + " ? !" + b.isNull() + " : (" + b.isNull() + " || " + differ + "))";
        boolean not = call.getKind() == SqlKind.IS_NOT_DISTINCT_FROM;
        return code.define(expressions.type(call), "false", not ? "!" + java : java);
    }

    Value extreme(RexCall call, String operator) {
        ValueType type = expressions.type(call);
        if (type.isNested()) {
            throw expressions.refuse(
                    call,
                    call.getOperator().getName() + " of a " + type.kind() + " is not supported.",
                    "Compare what is in them.");
        }
        Value best = as(operand(call, 0), type);
        for (int i = 1; i < call.getOperands().size(); i++) {
            Value next = as(operand(call, i), type);
            String java = compared(best, next, operator) + " ? " + best.code() + " : " + next.code();
            best = code.define(type, WriteCall.anyNull(List.of(best, next)), "(" + java + ")");
        }
        return best;
    }

    Value like(RexCall call) {
        if (WriteBinaryCall.takesBytes(call)) {
            throw WriteBinaryCall.refused(expressions, call);
        }
        Value text = expressions.write(operand(call, 0));
        boolean constant = call.getOperands().stream()
                .skip(1)
                .allMatch(node -> node instanceof RexLiteral literal && !literal.isNull());
        if (constant) {
            String pattern = code.constant(pattern(call));
            return code.define(expressions.type(call), text.isNull(), pattern + ".matches(" + text.code() + ")");
        }
        List<Value> values = expressions.writeAll(
                call.getOperands().subList(1, call.getOperands().size()));
        String arguments = values.stream().map(Value::code).collect(Collectors.joining(", "));
        String anyNull =
                WriteCall.anyNull(java.util.stream.Stream.concat(java.util.stream.Stream.of(text), values.stream())
                        .toList());
        String java = LikePattern.class.getName() + ".of(" + arguments + ").matches(" + text.code() + ")";
        return code.define(expressions.type(call), anyNull, java);
    }

    private LikePattern pattern(RexCall call) {
        String pattern = Objects.requireNonNull(RexLiteral.stringValue(operand(call, 1)));
        try {
            return call.getOperands().size() == 2
                    ? LikePattern.of(pattern)
                    : LikePattern.of(pattern, Objects.requireNonNull(RexLiteral.stringValue(operand(call, 2))));
        } catch (io.millrace.processor.function.EvaluationFailure e) {
            throw expressions.refuse(
                    call, "The LIKE pattern or its ESCAPE is not valid.", "Escape %, _ and the escape only.");
        }
    }

    private static RexNode operand(RexCall call, int index) {
        return call.getOperands().get(index);
    }

    private Value as(RexNode node, ValueType type) {
        return WriteCast.convert(code, expressions.write(node), type);
    }
}

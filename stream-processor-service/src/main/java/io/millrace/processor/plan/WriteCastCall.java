package io.millrace.processor.plan;

import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Writes CAST, which fails where there is no value, and TRY_CAST, which is null there. */
final class WriteCastCall {
    private static final String FAILURE = "io.millrace.processor.function.EvaluationFailure";

    private final WriteExpression expressions;
    private final JavaCode code;

    WriteCastCall(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
    }

    Value cast(RexCall call) {
        RexNode source = call.getOperands().getFirst();
        return cast(call, expressions.write(source), source.getType(), call.getType());
    }

    /** The operand itself may still fail: only what the cast cannot do is null. */
    Value tryCast(RexCall call) {
        RexNode source = call.getOperands().getFirst();
        Value value = expressions.write(source);
        ValueType to = expressions.type(call);
        if (value.isNull().equals("true")) {
            return WriteCast.convert(code, value, to);
        }
        Value result = code.declare(to);
        code.line("if (!" + value.isNull() + ") { try {");
        Value given = new Value(value.code(), "false", value.type());
        code.assign(result, cast(call, given, source.getType(), call.getType()));
        code.line("} catch (" + FAILURE + " e) { " + result.isNull() + " = true;");
        code.line("} catch (ArithmeticException e) { " + result.isNull() + " = true; } }");
        return result;
    }

    private Value cast(RexCall call, Value value, RelDataType from, RelDataType to) {
        ValueType type = expressions.type(call, to);
        if (value.isNull().equals("true")) {
            return WriteCast.convert(code, value, type);
        }
        boolean rows = value.type().kind() == Kind.ROW && type.kind() == Kind.ROW;
        return rows && from.getFieldCount() == to.getFieldCount() && !SqlTypes.areAlike(value.type(), type)
                ? castRow(call, value, from, to)
                : code.define(type, value.isNull(), java(call, value, from, to));
    }

    /** Member by member. */
    private Value castRow(RexCall call, Value row, RelDataType from, RelDataType to) {
        Value result = code.declare(expressions.type(call, to));
        code.line("if (!" + row.isNull() + ") {");
        List<String> members = new ArrayList<>();
        for (int i = 0; i < to.getFieldCount(); i++) {
            ValueType own = row.type().fields().get(i).type();
            Value member = expressions.inside(own, "false", row.code() + ".get(" + i + ")");
            RelDataType target = to.getFieldList().get(i).getType();
            members.add(WriteArrayCall.boxed(
                    cast(call, member, from.getFieldList().get(i).getType(), target)));
        }
        code.line(result.code() + " = " + WriteArrayCall.nested(members) + "; " + result.isNull() + " = false; }");
        return result;
    }

    private String java(RexCall call, Value value, RelDataType from, RelDataType to) {
        ValueType type = expressions.type(call, to);
        boolean intervals = SqlTypes.isInterval(from) != SqlTypes.isInterval(to);
        boolean months = SqlTypes.isMonthInterval(from) != SqlTypes.isMonthInterval(to);
        if (intervals && !(isWhole(type) && isWhole(value.type())) || !intervals && months) {
            throw expressions.refuse(call, "An interval cannot be cast.", "Use TIMESTAMPDIFF(MINUTE, a, b).");
        }
        Optional<String> java = WriteCast.cast(value.type(), type, value.code(), fraction(from), fraction(to));
        if (java.isEmpty()) {
            throw expressions.refuse(
                    call,
                    "CAST from " + from.getSqlTypeName() + " to " + to.getSqlTypeName() + " is not supported.",
                    otherCast(value.type(), type));
        }
        int length = to.getPrecision();
        if (length == RelDataType.PRECISION_NOT_SPECIFIED) {
            return java.get();
        }
        return switch (type.kind()) {
            case VARCHAR -> "io.millrace.processor.function.Casts.cut(" + java.get() + ", " + length + ")";
            case VARBINARY -> "io.millrace.processor.function.Binaries.left(" + java.get() + ", " + length + ")";
            default -> java.get();
        };
    }

    private static @Nullable String otherCast(ValueType from, ValueType to) {
        if (from.kind() == Kind.VARBINARY || to.kind() == Kind.VARBINARY) {
            return "Cast to VARCHAR first, whose bytes are UTF-8.";
        }
        return to.isNested() ? "Give both the same type: cast what is in them." : null;
    }

    /** As intervals are, too. */
    private static boolean isWhole(ValueType type) {
        return type.kind() == Kind.INTEGER || type.kind() == Kind.BIGINT;
    }

    /** Digits of the fraction of a second. */
    private static int fraction(RelDataType type) {
        return WriteArithmetic.isTemporal(type) && type.getPrecision() >= 0 ? type.getPrecision() : 3;
    }
}

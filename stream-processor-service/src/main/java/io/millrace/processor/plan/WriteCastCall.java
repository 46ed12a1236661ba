package io.millrace.processor.plan;

import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

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
        Value value = expressions.write(call.getOperands().getFirst());
        ValueType to = expressions.type(call);
        return value.isNull().equals("true")
                ? WriteCast.convert(code, value, to)
                : code.define(to, value.isNull(), java(call, value, to));
    }

    /** The operand itself may still fail: only what the cast cannot do is null. */
    Value tryCast(RexCall call) {
        Value value = expressions.write(call.getOperands().getFirst());
        ValueType to = expressions.type(call);
        if (value.isNull().equals("true")) {
            return WriteCast.convert(code, value, to);
        }
        Value result = code.declare(to);
        code.line("if (!" + value.isNull() + ") { try {");
        code.line(result.code() + " = " + java(call, value, to) + "; " + result.isNull() + " = false;");
        code.line("} catch (" + FAILURE + " e) { " + result.isNull() + " = true;");
        code.line("} catch (ArithmeticException e) { " + result.isNull() + " = true; } }");
        return result;
    }

    private String java(RexCall call, Value value, ValueType to) {
        RexNode source = call.getOperands().getFirst();
        boolean intervals = SqlTypes.isInterval(source.getType()) != SqlTypes.isInterval(call.getType());
        if (intervals && to.kind() != Kind.INTEGER && to.kind() != Kind.BIGINT) {
            throw expressions.refuse(call, "An interval cannot be cast.", "Use TIMESTAMPDIFF(MINUTE, a, b).");
        }
        Optional<String> java =
                WriteCast.cast(value.type(), to, value.code(), fraction(source.getType()), fraction(call.getType()));
        if (java.isEmpty()) {
            throw expressions.refuse(
                    call,
                    "CAST from " + source.getType().getSqlTypeName() + " to "
                            + call.getType().getSqlTypeName() + " is not supported.",
                    null);
        }
        int length = call.getType().getPrecision();
        return to.kind() == Kind.VARCHAR && length != RelDataType.PRECISION_NOT_SPECIFIED
                ? "io.millrace.processor.function.Casts.cut(" + java.get() + ", " + length + ")"
                : java.get();
    }

    /** Digits of the fraction of a second. */
    private static int fraction(RelDataType type) {
        return WriteArithmetic.isTemporal(type) && type.getPrecision() >= 0 ? type.getPrecision() : 3;
    }
}

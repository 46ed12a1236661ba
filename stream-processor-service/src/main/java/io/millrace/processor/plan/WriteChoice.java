package io.millrace.processor.plan;

import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/** Writes what chooses one of its operands. What is not chosen is not evaluated. */
final class WriteChoice {
    private final WriteExpression expressions;
    private final JavaCode code;

    WriteChoice(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
    }

    /** CASE, and IF, which is a CASE of one condition. */
    Value choice(RexCall call) {
        ValueType type = expressions.type(call);
        Value result = code.declare(type);
        List<RexNode> operands = call.getOperands();
        int open = 0;
        for (int i = 0; i + 1 < operands.size(); i += 2) {
            Value condition = expressions.write(operands.get(i));
            code.line("if (!" + condition.isNull() + " && " + condition.code() + ") {");
            code.assign(result, expressions.converted(operands.get(i + 1), type));
            code.line("} else {");
            open++;
        }
        if (operands.size() % 2 == 1) {
            code.assign(result, expressions.converted(operands.getLast(), type));
        }
        code.line("}".repeat(open));
        return result;
    }

    Value ifNull(RexCall call) {
        ValueType type = expressions.type(call);
        Value result = code.declare(type);
        code.assign(result, expressions.converted(call.getOperands().get(0), type));
        code.line("if (" + result.isNull() + ") {");
        code.assign(result, expressions.converted(call.getOperands().get(1), type));
        code.line("}");
        return result;
    }
}

package io.millrace.processor.plan;

import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/**
 * Writes calls as calls of a static method in package {@code function}. Operands are converted to the kinds of the parameters;
 * trailing ones may be left out, for the method has overloads. The result is null where an operand is null.
 */
final class WriteStatic {
    private static final String PACKAGE = "io.millrace.processor.function.";

    private final WriteExpression expressions;
    private final JavaCode code;

    WriteStatic(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
    }

    /** A method that always has a value: {@code Texts.left(text, 3)}. */
    CallWriter strict(String method, Kind... parameters) {
        return call -> {
            List<Value> values = operands(call, parameters);
            return converted(call, values, java(method, values));
        };
    }

    /** A method that gives null where Flink's function is NULL, such as SPLIT_INDEX behind the last part. */
    CallWriter partial(String method, Kind... parameters) {
        return call -> {
            List<Value> values = operands(call, parameters);
            return code.definePartial(expressions.type(call), WriteCall.anyNull(values), java(method, values));
        };
    }

    private Value converted(RexCall call, List<Value> values, String java) {
        return code.define(expressions.type(call), WriteCall.anyNull(values), java);
    }

    private static String java(String method, List<Value> values) {
        return PACKAGE + method + "(" + arguments(values) + ")";
    }

    static String arguments(List<Value> values) {
        return values.stream().map(Value::code).collect(Collectors.joining(", "));
    }

    private List<Value> operands(RexCall call, Kind... parameters) {
        List<RexNode> operands = call.getOperands();
        if (operands.size() > parameters.length) {
            throw expressions.refuse(
                    call, call.getOperator().getName() + " takes " + parameters.length + " operands here.", null);
        }
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            values.add(WriteCast.convert(code, expressions.write(operands.get(i)), ValueType.of(parameters[i])));
        }
        return values;
    }
}

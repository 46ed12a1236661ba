package io.millrace.processor.plan;

import io.millrace.processor.function.JavaMethod;
import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/**
 * Writes calls of functions of jars: the method itself is called, without reflection, and what it throws or gives wrongly is a
 * failure of the row.
 *
 * <pre>
 * haversine(a, b)   →   double r = 0; boolean n = true;
 *                       if (!(an || bn)) { double g; try { g = com.acme.geo.Haversine.eval(a, b); } catch (Throwable t) { … }
 *                                          r = given(g); n = false; }
 * </pre>
 */
final class WriteForeignCall {
    private static final String CALLS = "io.millrace.processor.function.ForeignCalls.";

    private final WriteExpression expressions;
    private final JavaCode code;

    WriteForeignCall(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
    }

    Value write(RexCall call) {
        ForeignFunction operator = (ForeignFunction) call.getOperator();
        JavaMethod method = operator.method(
                call.getOperands().stream().map(RexNode::getType).toList());
        Class<?> type = operator.function().type();
        if (!code.addForeign(type)) {
            throw expressions.refuse(
                    call,
                    "The class " + type.getName() + " stands for two functions here, of different jars.",
                    "Call one of them in a query in front, by WITH or in FROM.");
        }
        List<Value> operands = operands(call, method);
        Value result = code.declare(method.result());
        code.line("if (!(" + skipped(method, operands) + ")) {");
        String arguments = arguments(method, operands);
        String callee = method.isStatic() ? type.getName() : code.foreignInstance(operator.function());
        String given = code.name();
        String java = method.method().getReturnType().getName();
        code.line(java + " " + given + " = " + (method.givesNull() ? "null" : SqlTypes.javaDefault(method.result()))
                + ";");
        code.line("try { " + given + " = " + callee + ".eval(" + arguments + "); }");
        code.line("catch (Throwable t) { throw " + CALLS + "thrown(t); }");
        take(method, result, given);
        code.line("}");
        return WriteCast.convert(code, result, expressions.type(call));
    }

    private List<Value> operands(RexCall call, JavaMethod method) {
        List<Value> values = new ArrayList<>();
        List<ValueType> parameters = method.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            RexNode operand = call.getOperands().get(i);
            Value value = expressions.write(operand);
            values.add(WriteCast.convert(code, value, taken(parameters.get(i), value.type())));
        }
        return values;
    }

    /** A DECIMAL goes with its own digits, an integer with none behind the point, a timestamp with its microseconds. */
    private static ValueType taken(ValueType parameter, ValueType operand) {
        return switch (parameter.kind()) {
            case DECIMAL -> operand.kind() == Kind.DECIMAL ? operand : new ValueType(Kind.DECIMAL, 19, 0);
            case TIMESTAMP -> operand.kind() == Kind.TIMESTAMP_MICROS ? operand : parameter;
            default -> parameter;
        };
    }

    /** When nothing is called. */
    private static String skipped(JavaMethod method, List<Value> operands) {
        List<Value> needed = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            if (method.isPrimitive(i)) {
                needed.add(operands.get(i));
            }
        }
        return WriteCall.anyNull(needed);
    }

    private String arguments(JavaMethod method, List<Value> operands) {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            Value operand = operands.get(i);
            String java = argument(operand);
            if (method.isPrimitive(i)) {
                arguments.add(operand.code());
            } else {
                String type = method.method().getParameterTypes()[i].getName();
                String name = code.name();
                code.line("final " + type + " " + name + " = " + operand.isNull() + " ? null : " + java + ";");
                arguments.add(name);
            }
        }
        return String.join(", ", arguments);
    }

    /** The object that a method takes. */
    private static String argument(Value value) {
        return switch (value.type().kind()) {
            case DATE -> CALLS + "date(" + value.code() + ")";
            case TIME -> CALLS + "time(" + value.code() + ")";
            case TIMESTAMP -> CALLS + "instant(" + value.code() + ")";
            case TIMESTAMP_MICROS -> CALLS + "instantOfMicros(" + value.code() + ")";
            default -> SqlTypes.boxed(value);
        };
    }

    private void take(JavaMethod method, Value result, String given) {
        String checked = CALLS + "given(" + given + ")";
        if (!method.givesNull()) {
            code.line(result.code() + " = " + checked + "; " + result.isNull() + " = false;");
            return;
        }
        String object = code.name();
        String boxed = method.result().kind().javaType().getName();
        code.line("final " + boxed + " " + object + " = " + checked + ";");
        code.line("if (" + object + " != null) { " + result.code() + " = " + SqlTypes.unboxed(method.result(), object)
                + "; " + result.isNull() + " = false; }");
    }
}

package io.millrace.processor.plan;

import static java.util.Map.entry;

import io.millrace.processor.function.ArrayValues;
import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.Nested;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/** Writes calls of functions of arrays, and {@code array[1]}. What stands in an array is boxed. */
final class WriteArrayCall {
    private static final String FUNCTIONS = ArrayValues.class.getName() + ".";
    private static final ValueType BIGINT = ValueType.of(Kind.BIGINT);
    private static final ValueType VARCHAR = ValueType.of(Kind.VARCHAR);

    private final WriteExpression expressions;
    private final JavaCode code;

    WriteArrayCall(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
    }

    Map<String, CallWriter> writers() {
        return Map.ofEntries(
                entry("CARDINALITY", this::cardinality),
                entry("ELEMENT", call -> inside(call, "only")),
                entry("ARRAY_MAX", call -> ordered(call, "greatest")),
                entry("ARRAY_MIN", call -> ordered(call, "least")),
                entry("ARRAY_CONTAINS", call -> withValue(call, "contains")),
                entry("ARRAY_POSITION", call -> withValue(call, "position")),
                entry("ARRAY_REMOVE", call -> withValue(call, "remove")),
                entry("ARRAY_DISTINCT", call -> ofArrays(call, "distinct")),
                entry("ARRAY_REVERSE", call -> ofArrays(call, "reverse")),
                entry("ARRAY_CONCAT", call -> ofArrays(call, "concat")),
                entry("ARRAY_JOIN", this::join));
    }

    /** {@code ARRAY[a, b]}. */
    Value constructor(RexCall call) {
        ValueType type = expressions.type(call);
        List<String> elements = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            elements.add(boxed(expressions.converted(operand, type.element())));
        }
        return code.define(type, "false", nested(elements));
    }

    /** {@code ROW(a, b)}, which is never null itself. */
    Value row(RexCall call) {
        ValueType type = expressions.type(call);
        List<String> members = new ArrayList<>();
        for (int i = 0; i < call.getOperands().size(); i++) {
            ValueType member = type.fields().get(i).type();
            members.add(boxed(expressions.converted(call.getOperands().get(i), member)));
        }
        return code.define(type, "false", nested(members));
    }

    /** Java of an object or an array of values. */
    static String nested(List<String> boxed) {
        return Nested.class.getName() + ".of(new Object[] {" + String.join(", ", boxed) + "})";
    }

    Value item(RexCall call) {
        Value array = array(call, 0);
        RexNode operand = call.getOperands().get(1);
        if (operand instanceof RexLiteral literal
                && literal.getValueAs(BigDecimal.class) instanceof BigDecimal number
                && number.signum() <= 0) {
            throw expressions.refuse(call, "An array has no element " + number + ".", "The first is [1].");
        }
        Value index = WriteCast.convert(code, expressions.write(operand), BIGINT);
        String java = FUNCTIONS + "at(" + array.code() + ", " + index.code() + ")";
        return expressions.inside(expressions.type(call), WriteCall.anyNull(List.of(array, index)), java);
    }

    private Value array(RexCall call, int operand) {
        return array(call, expressions.write(call.getOperands().get(operand)));
    }

    private Value array(RexCall call, Value array) {
        if (array.type().kind() != Kind.ARRAY) {
            throw expressions.refuse(
                    call,
                    call.getOperator().getName() + " of a " + array.type().kind() + " is not supported.",
                    "Give it an array; a member of an object is read as a.b, a value of a map as a['b'].");
        }
        return array;
    }

    private Value cardinality(RexCall call) {
        Value array = expressions.write(call.getOperands().getFirst());
        boolean map = array.type().kind() == Kind.MAP;
        String java = (map ? array : array(call, array)).code() + ".size()";
        return code.define(expressions.type(call), array.isNull(), map ? "(" + java + " / 2)" : java);
    }

    private Value inside(RexCall call, String function) {
        Value array = array(call, 0);
        return expressions.inside(
                expressions.type(call), array.isNull(), FUNCTIONS + function + "(" + array.code() + ")");
    }

    private Value ordered(RexCall call, String function) {
        if (expressions.type(call).isNested()) {
            throw expressions.refuse(
                    call,
                    call.getOperator().getName() + " of objects or arrays is not supported.",
                    "They have no order.");
        }
        return inside(call, function);
    }

    private Value withValue(RexCall call, String function) {
        Value array = array(call, 0);
        Value value = element(call, array.type().element());
        String java = FUNCTIONS + function + "(" + array.code() + ", " + boxed(value) + ")";
        return code.define(expressions.type(call), array.isNull(), java);
    }

    /** The second operand as an element, where no digit is lost by that. */
    private Value element(RexCall call, ValueType element) {
        Value value = expressions.write(call.getOperands().get(1));
        ValueType own = SqlTypes.stored(value.type());
        boolean widened = own.kind() == Kind.BIGINT && SqlTypes.isNumber(element)
                || own.kind() == Kind.TIMESTAMP && element.kind() == Kind.TIMESTAMP_MICROS;
        if (!value.isNull().equals("true") && !SqlTypes.areAlike(own, element) && !widened) {
            throw expressions.refuse(
                    call,
                    "An array of " + element.sqlName() + " holds no " + own.sqlName() + ".",
                    "Write CAST(x AS " + element.sqlName() + ").");
        }
        return WriteCast.convert(code, value, element);
    }

    private Value ofArrays(RexCall call, String function) {
        ValueType type = expressions.type(call);
        List<Value> arrays = new ArrayList<>();
        for (int i = 0; i < call.getOperands().size(); i++) {
            array(call, i);
            arrays.add(expressions.converted(call.getOperands().get(i), type));
        }
        String java = FUNCTIONS + function + "(" + WriteStatic.arguments(arrays) + ")";
        return code.define(type, WriteCall.anyNull(arrays), java);
    }

    private Value join(RexCall call) {
        List<Value> operands = new ArrayList<>(List.of(array(call, 0)));
        if (!operands.getFirst().type().element().equals(VARCHAR)) {
            throw expressions.refuse(call, "ARRAY_JOIN takes an array of texts.", null);
        }
        for (RexNode operand : call.getOperands().subList(1, call.getOperands().size())) {
            operands.add(expressions.write(operand));
        }
        String java = FUNCTIONS + "join(" + WriteStatic.arguments(operands) + ")";
        return code.define(expressions.type(call), WriteCall.anyNull(operands), java);
    }

    /** Java of the object that stands in rows, or null. */
    static String boxed(Value value) {
        String box = value.type().kind() == Kind.DECIMAL
                ? FUNCTIONS + "scaled(" + value.code() + ", " + value.type().scale() + ")"
                : SqlTypes.boxed(value);
        return value.isNeverNull() ? "(Object) " + box : "(" + value.isNull() + " ? null : (Object) " + box + ")";
    }
}

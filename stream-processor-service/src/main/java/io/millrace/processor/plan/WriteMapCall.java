package io.millrace.processor.plan;

import io.millrace.processor.function.MapValues;
import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;

/** Writes {@code MAP['a', 1]}, {@code map['a']} and functions of maps. What stands in a map is boxed. */
final class WriteMapCall {
    private static final String FUNCTIONS = MapValues.class.getName() + ".";
    private static final ValueType VARCHAR = ValueType.of(Kind.VARCHAR);

    private final WriteExpression expressions;
    private final JavaCode code;

    WriteMapCall(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
    }

    Map<String, CallWriter> writers() {
        return Map.of("MAP_KEYS", call -> array(call, "keys"), "MAP_VALUES", call -> array(call, "values"));
    }

    /** Whether the first operand is a map. */
    static boolean isOfMap(RexCall call) {
        return call.getOperands().getFirst().getType().getSqlTypeName() == SqlTypeName.MAP;
    }

    /** {@code MAP[key, value, …]}; a row whose keys are null or equal has no value. */
    Value constructor(RexCall call) {
        checkType(call);
        checkKeys(call);
        ValueType type = expressions.type(call);
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < call.getOperands().size(); i++) {
            ValueType part = i % 2 == 0 ? VARCHAR : type.mapped();
            entries.add(WriteArrayCall.boxed(
                    expressions.converted(call.getOperands().get(i), part)));
        }
        String java = FUNCTIONS + "of(new Object[] {" + String.join(", ", entries) + "})";
        return code.define(type, "false", java);
    }

    private void checkType(RexCall call) {
        if (SqlTypes.valueType(call.getType()).isEmpty()) {
            throw expressions.refuse(call, "A MAP of these types is not supported.", SqlTypes.MAP_PARTS);
        }
    }

    /** What would fail with each row is said at once. */
    private void checkKeys(RexCall call) {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < call.getOperands().size(); i += 2) {
            if (!(call.getOperands().get(i) instanceof RexLiteral literal)) {
                continue;
            }
            String key = literal.isNull() ? null : literal.getValueAs(String.class);
            if (key == null) {
                throw expressions.refuse(call, "A key of a MAP is never NULL.", "Leave the entry out.");
            }
            if (!keys.add(key)) {
                throw expressions.refuse(call, "The MAP has the key '" + key + "' twice.", "Write each key once.");
            }
        }
    }

    /** {@code map[key]}: null where it is not there, and where the map or the key is. */
    Value item(RexCall call) {
        Value map = expressions.write(call.getOperands().get(0));
        RexNode operand = call.getOperands().get(1);
        Value key = expressions.write(operand);
        if (key.type().kind() != Kind.VARCHAR) {
            throw expressions.refuse(
                    call, "A key of a MAP is a VARCHAR, and no " + key.type().kind() + ".", "Write m['a'].");
        }
        String java = FUNCTIONS + "at(" + map.code() + ", " + key.code() + ")";
        return expressions.inside(expressions.type(call), WriteCall.anyNull(List.of(map, key)), java);
    }

    private Value array(RexCall call, String function) {
        Value map = expressions.write(call.getOperands().getFirst());
        String java = FUNCTIONS + function + "(" + map.code() + ")";
        return code.define(expressions.type(call), map.isNull(), java);
    }
}

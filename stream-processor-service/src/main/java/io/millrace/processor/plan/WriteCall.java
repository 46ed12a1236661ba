package io.millrace.processor.plan;

import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/** Writes calls: operators by their kind, functions by their name. */
final class WriteCall {
    private static final String NUMBERS = "io.millrace.processor.function.Numbers.";

    private final WriteExpression expressions;
    private final JavaCode code;
    private final WriteArithmetic arithmetic;
    private final WriteComparison comparisons;
    private final WriteTimeCall times;
    private final WriteCastCall casts;
    private final WriteArrayCall arrays;
    private final WriteMapCall maps;
    private final WriteForeignCall foreign;
    private final Map<String, CallWriter> functions = new HashMap<>();
    /** Those that take a VARBINARY. */
    private final Map<String, CallWriter> ofBytes = new HashMap<>();

    WriteCall(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
        arithmetic = new WriteArithmetic(expressions, code);
        comparisons = new WriteComparison(expressions, code);
        times = new WriteTimeCall(expressions, code);
        casts = new WriteCastCall(expressions, code);
        arrays = new WriteArrayCall(expressions, code);
        maps = new WriteMapCall(expressions, code);
        foreign = new WriteForeignCall(expressions, code);
        WriteChoice choices = new WriteChoice(expressions, code);
        WriteMathCall maths = new WriteMathCall(expressions, code, arithmetic);
        functions.put("IF", choices::choice);
        functions.put("IFNULL", choices::ifNull);
        functions.putAll(arrays.writers());
        functions.putAll(maps.writers());
        functions.putAll(maths.writers());
        functions.putAll(maths.hashes());
        functions.putAll(times.writers());
        functions.putAll(new WriteJsonCall(expressions, code).writers());
        functions.putAll(new WritePatternCall(expressions, code).writers());
        functions.putAll(new WriteTextCall(expressions, code).writers());
        WriteBinaryCall binaries = new WriteBinaryCall(expressions, code);
        functions.putAll(binaries.ofText());
        ofBytes.putAll(binaries.ofBytes());
        ofBytes.putAll(maths.hashes());
        ofBytes.putAll(arrays.writers());
        ofBytes.put("IF", choices::choice);
        ofBytes.put("IFNULL", choices::ifNull);
    }

    Value write(RexCall call) {
        if (call.getOperator() instanceof ForeignFunction) {
            return foreign.write(call);
        }
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        return switch (call.getKind()) {
            case PLUS, MINUS, TIMES, DIVIDE, MOD -> arithmetic.arithmetic(call);
            case MINUS_PREFIX, PLUS_PREFIX -> arithmetic.sign(call);
            case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                comparisons.comparison(call);
            case IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> comparisons.distinct(call);
            case LIKE -> comparisons.like(call);
            case CAST -> casts.cast(call);
            case SAFE_CAST -> casts.tryCast(call);
            case REINTERPRET -> expressions.write(operand(call, 0));
            case EXTRACT -> times.extract(call);
            case FLOOR, CEIL -> floor(call, name.startsWith("C") ? "ceil" : "floor");
            case ITEM -> WriteMapCall.isOfMap(call) ? maps.item(call) : arrays.item(call);
            case ARRAY_VALUE_CONSTRUCTOR -> arrays.constructor(call);
            case MAP_VALUE_CONSTRUCTOR -> maps.constructor(call);
            case ROW -> arrays.row(call);
            case GREATEST, LEAST -> comparisons.extreme(call, name.equals("LEAST") ? "<" : ">");
            default -> named(call, name);
        };
    }

    private Value named(RexCall call, String name) {
        if (name.startsWith("JSON_")
                && call.getOperands().stream().anyMatch(operand -> SqlTypes.isInterval(operand.getType()))) {
            throw expressions.refuse(
                    call,
                    name + " of an interval is not supported.",
                    "Write TIMESTAMPDIFF(MINUTE, a, b) for a number.");
        }
        boolean bytes = WriteBinaryCall.takesBytes(call);
        CallWriter writer = (bytes ? ofBytes : functions).get(name);
        if (writer == null) {
            throw bytes
                    ? WriteBinaryCall.refused(expressions, call)
                    : expressions.refuse(call, name + " is not supported.", null);
        }
        return writer.write(call);
    }

    private static RexNode operand(RexCall call, int index) {
        return call.getOperands().get(index);
    }

    /** Java of whether any of the values is null. */
    static String anyNull(List<Value> values) {
        if (values.stream().anyMatch(value -> value.isNull().equals("true"))) {
            return "true";
        }
        String nulls = values.stream()
                .filter(value -> !value.isNeverNull())
                .map(Value::isNull)
                .collect(Collectors.joining(" || "));
        return nulls.isEmpty() ? "false" : nulls;
    }

    private Value floor(RexCall call, String method) {
        if (call.getOperands().size() == 2) {
            return times.floor(call, method);
        }
        ValueType type = expressions.type(call);
        Value value = expressions.write(operand(call, 0));
        String java = switch (value.type().kind()) {
            case DOUBLE -> "(Math." + method + "(" + value.code() + ") + 0.0d)";
            case DECIMAL -> NUMBERS + method + "(" + value.code() + ")";
            default -> value.code();
        };
        ValueType made = value.type().kind() == Kind.DECIMAL ? new ValueType(Kind.DECIMAL, 38, 0) : value.type();
        return WriteCast.convert(code, code.define(made, value.isNull(), java), type);
    }
}

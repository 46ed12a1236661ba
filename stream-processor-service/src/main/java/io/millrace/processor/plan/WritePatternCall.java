package io.millrace.processor.plan;

import static java.util.Map.entry;

import io.millrace.processor.function.EvaluationFailure;
import io.millrace.processor.function.TextPattern;
import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/** Writes functions of regular expressions. The pattern is a literal, so that it is compiled, or refused, once. */
final class WritePatternCall {
    private final WriteExpression expressions;
    private final JavaCode code;

    WritePatternCall(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
    }

    Map<String, CallWriter> writers() {
        return Map.ofEntries(
                entry("REGEXP", call -> strict(call, "isIn")),
                entry("REGEXP_LIKE", call -> strict(call, "isIn")),
                entry("REGEXP_COUNT", call -> strict(call, "count")),
                entry("REGEXP_INSTR", call -> strict(call, "position")),
                entry("REGEXP_EXTRACT", this::extract),
                entry("REGEXP_SUBSTR", this::extract),
                entry("REGEXP_REPLACE", this::replace));
    }

    private TextPattern pattern(RexCall call) {
        String name = call.getOperator().getName();
        if (!(call.getOperands().get(1) instanceof RexLiteral literal) || literal.isNull()) {
            throw expressions.refuse(
                    call, name + " needs its pattern as a literal.", "Write the pattern in apostrophes.");
        }
        try {
            return TextPattern.of(String.valueOf(RexLiteral.stringValue(literal)));
        } catch (EvaluationFailure e) {
            throw expressions.refuse(
                    call,
                    name + " cannot match this pattern: " + e.getMessage() + ".",
                    "Patterns are Java's, as far as RE2 matches them in linear time: no looking around, no references back.");
        }
    }

    private Value text(RexCall call) {
        return expressions.write(call.getOperands().getFirst());
    }

    private Value strict(RexCall call, String method) {
        String pattern = code.constant(pattern(call));
        Value text = text(call);
        return code.define(expressions.type(call), text.isNull(), pattern + "." + method + "(" + text.code() + ")");
    }

    /** The whole match where no group is named. */
    private Value extract(RexCall call) {
        TextPattern compiled = pattern(call);
        boolean whole = call.getOperands().size() == 2;
        if (!whole) {
            checkGroup(call, compiled);
        }
        String pattern = code.constant(compiled);
        Value text = text(call);
        Value group = whole
                ? new Value("0L", "false", ValueType.of(Kind.BIGINT))
                : WriteCast.convert(code, expressions.write(call.getOperands().get(2)), ValueType.of(Kind.BIGINT));
        String java = pattern + ".extract(" + text.code() + ", " + group.code() + ")";
        return code.definePartial(expressions.type(call), WriteCall.anyNull(List.of(text, group)), java);
    }

    private void checkGroup(RexCall call, TextPattern pattern) {
        RexNode group = call.getOperands().get(2);
        BigDecimal number = group instanceof RexLiteral literal ? literal.getValueAs(BigDecimal.class) : null;
        if (number != null && number.compareTo(BigDecimal.valueOf(pattern.groups())) > 0) {
            throw expressions.refuse(
                    call,
                    "The pattern has " + pattern.groups() + " groups, and REGEXP_EXTRACT takes number " + number + ".",
                    "Groups count from 1; 0 is the whole match.");
        }
    }

    private Value replace(RexCall call) {
        String pattern = code.constant(pattern(call));
        Value text = text(call);
        Value with = expressions.write(call.getOperands().get(2));
        String java = pattern + ".replace(" + text.code() + ", " + with.code() + ")";
        return code.define(expressions.type(call), WriteCall.anyNull(List.of(text, with)), java);
    }
}

package io.millrace.processor.plan;

import static io.millrace.processor.step.ValueType.Kind.BIGINT;
import static io.millrace.processor.step.ValueType.Kind.VARCHAR;
import static java.util.Map.entry;

import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.fun.SqlTrimFunction;

/** Writes functions of text. */
final class WriteTextCall {
    private static final String TEXTS = "io.millrace.processor.function.Texts.";

    private final WriteExpression expressions;
    private final JavaCode code;
    private final WriteStatic statics;

    WriteTextCall(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
        this.statics = new WriteStatic(expressions, code);
    }

    Map<String, CallWriter> writers() {
        return Map.ofEntries(
                entry("UPPER", statics.strict("Texts.upper", VARCHAR)),
                entry("LOWER", statics.strict("Texts.lower", VARCHAR)),
                entry("INITCAP", statics.strict("Characters.initcap", VARCHAR)),
                entry("CHAR_LENGTH", statics.strict("Texts.length", VARCHAR)),
                entry("CHARACTER_LENGTH", statics.strict("Texts.length", VARCHAR)),
                entry("||", this::concat),
                entry("CONCAT", this::concat),
                entry("CONCAT_WS", this::concatWithSeparator),
                entry("SUBSTRING", statics.strict("Texts.substring", VARCHAR, BIGINT, BIGINT)),
                entry("SUBSTR", statics.partial("Texts.substr", VARCHAR, BIGINT, BIGINT)),
                entry("LEFT", statics.strict("Texts.left", VARCHAR, BIGINT)),
                entry("RIGHT", statics.strict("Texts.right", VARCHAR, BIGINT)),
                entry("POSITION", statics.strict("Texts.position", VARCHAR, VARCHAR)),
                entry("LOCATE", statics.strict("Texts.position", VARCHAR, VARCHAR, BIGINT)),
                entry("INSTR", statics.strict("Texts.instr", VARCHAR, VARCHAR)),
                entry("STARTSWITH", statics.strict("Texts.startsWith", VARCHAR, VARCHAR)),
                entry("ENDSWITH", statics.strict("Texts.endsWith", VARCHAR, VARCHAR)),
                entry("REPLACE", statics.strict("Texts.replace", VARCHAR, VARCHAR, VARCHAR)),
                entry("OVERLAY", statics.strict("Texts.overlay", VARCHAR, VARCHAR, BIGINT, BIGINT)),
                entry("TRANSLATE3", this::translate),
                entry("TRIM", this::trim),
                entry("LTRIM", statics.strict("Trimming.left", VARCHAR, VARCHAR)),
                entry("RTRIM", statics.strict("Trimming.right", VARCHAR, VARCHAR)),
                entry("BTRIM", statics.strict("Trimming.both", VARCHAR, VARCHAR)),
                entry("LPAD", statics.partial("Padding.left", VARCHAR, BIGINT, VARCHAR)),
                entry("RPAD", statics.partial("Padding.right", VARCHAR, BIGINT, VARCHAR)),
                entry("REPEAT", statics.strict("Padding.repeat", VARCHAR, BIGINT)),
                entry("REVERSE", statics.strict("Texts.reverse", VARCHAR)),
                entry("SPLIT_INDEX", this::splitIndex),
                entry("ASCII", statics.strict("Characters.ascii", VARCHAR)),
                entry("CHR", statics.strict("Characters.chr", BIGINT)),
                entry("IS_ALPHA", call -> isAll(call, "isAlpha")),
                entry("IS_DIGIT", call -> isAll(call, "isDigit")),
                entry("IS_DECIMAL", call -> isAll(call, "isDecimal")));
    }

    private Value concat(RexCall call) {
        List<Value> values = expressions.writeAll(call.getOperands());
        String java = values.getFirst().code();
        for (Value value : values.subList(1, values.size())) {
            java = TEXTS + "concat(" + java + ", " + value.code() + ")";
        }
        return code.define(expressions.type(call), WriteCall.anyNull(values), java);
    }

    /** Parts that are null are left out; only the separator makes the result null. */
    private Value concatWithSeparator(RexCall call) {
        List<Value> values = expressions.writeAll(call.getOperands());
        Value separator = values.getFirst();
        String parts = "new String[] {" + WriteStatic.arguments(values.subList(1, values.size())) + "}";
        String java = TEXTS + "concatWithSeparator(" + separator.code() + ", " + parts + ")";
        return code.define(expressions.type(call), separator.isNull(), java);
    }

    /** Of nothing to nothing where the second or third operand is null, as in Flink. */
    private Value translate(RexCall call) {
        List<Value> values = expressions.writeAll(call.getOperands());
        String java = "io.millrace.processor.function.Characters.translate(" + WriteStatic.arguments(values) + ")";
        return code.define(expressions.type(call), values.getFirst().isNull(), java);
    }

    private Value trim(RexCall call) {
        SqlTrimFunction.Flag flag = Objects.requireNonNull(
                ((RexLiteral) call.getOperands().getFirst()).getValueAs(SqlTrimFunction.Flag.class));
        boolean leading = flag != SqlTrimFunction.Flag.TRAILING;
        boolean trailing = flag != SqlTrimFunction.Flag.LEADING;
        List<Value> values = expressions.writeAll(call.getOperands().subList(1, 3));
        String java = TEXTS + "trim(" + leading + ", " + trailing + ", " + WriteStatic.arguments(values) + ")";
        return code.define(expressions.type(call), WriteCall.anyNull(values), java);
    }

    /** The separator is a text, or the number of one character. */
    private Value splitIndex(RexCall call) {
        boolean number = expressions.type(call.getOperands().get(1)).kind() != Kind.VARCHAR;
        return statics.partial("Texts.splitIndex", VARCHAR, number ? BIGINT : VARCHAR, BIGINT)
                .write(call);
    }

    /** False where the operand is null, as in Flink. */
    private Value isAll(RexCall call, String method) {
        Value value = expressions.write(call.getOperands().getFirst());
        String java = "(!" + value.isNull() + " && io.millrace.processor.function.Characters." + method + "("
                + value.code() + "))";
        return code.define(ValueType.of(Kind.BOOLEAN), "false", java);
    }
}

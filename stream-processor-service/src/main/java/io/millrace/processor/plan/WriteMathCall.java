package io.millrace.processor.plan;

import static io.millrace.processor.step.ValueType.Kind.BIGINT;
import static io.millrace.processor.step.ValueType.Kind.DOUBLE;
import static io.millrace.processor.step.ValueType.Kind.VARBINARY;
import static io.millrace.processor.step.ValueType.Kind.VARCHAR;
import static java.util.Map.entry;

import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/** Writes functions of numbers, and hashes and other notations of text. */
final class WriteMathCall {
    private final WriteExpression expressions;
    private final JavaCode code;
    private final WriteStatic statics;
    private final WriteArithmetic arithmetic;

    WriteMathCall(WriteExpression expressions, JavaCode code, WriteArithmetic arithmetic) {
        this.expressions = expressions;
        this.code = code;
        this.statics = new WriteStatic(expressions, code);
        this.arithmetic = arithmetic;
    }

    Map<String, CallWriter> writers() {
        return Map.ofEntries(
                entry("/INT", arithmetic::arithmetic),
                entry("ABS", arithmetic::absolute),
                entry("SIGN", arithmetic::signum),
                entry("ROUND", call -> arithmetic.rounded(call, "round")),
                entry("TRUNCATE", call -> arithmetic.rounded(call, "truncate")),
                entry("POWER", arithmetic::power),
                entry("SQRT", statics.strict("Numbers.sqrt", DOUBLE)),
                entry("EXP", statics.strict("Numbers.exp", DOUBLE)),
                entry("LN", statics.strict("Numbers.ln", DOUBLE)),
                entry("LOG10", statics.strict("Numbers.log10", DOUBLE)),
                entry("LOG2", statics.strict("Numbers.log2", DOUBLE)),
                entry("LOG", statics.strict("Numbers.log", DOUBLE, DOUBLE)),
                entry("SIN", statics.strict("Trigonometry.sin", DOUBLE)),
                entry("COS", statics.strict("Trigonometry.cos", DOUBLE)),
                entry("TAN", statics.strict("Trigonometry.tan", DOUBLE)),
                entry("COT", statics.strict("Trigonometry.cot", DOUBLE)),
                entry("ASIN", statics.strict("Trigonometry.asin", DOUBLE)),
                entry("ACOS", statics.strict("Trigonometry.acos", DOUBLE)),
                entry("ATAN", statics.strict("Trigonometry.atan", DOUBLE)),
                entry("ATAN2", statics.strict("Trigonometry.atan2", DOUBLE, DOUBLE)),
                entry("SINH", statics.strict("Trigonometry.sinh", DOUBLE)),
                entry("COSH", statics.strict("Trigonometry.cosh", DOUBLE)),
                entry("TANH", statics.strict("Trigonometry.tanh", DOUBLE)),
                entry("DEGREES", statics.strict("Trigonometry.degrees", DOUBLE)),
                entry("RADIANS", statics.strict("Trigonometry.radians", DOUBLE)),
                entry("PI", call -> new Value("(" + Math.PI + "d)", "false", ValueType.of(DOUBLE))),
                entry("E", call -> new Value("(" + Math.E + "d)", "false", ValueType.of(DOUBLE))),
                entry("BITAND", call -> bits(call, " & ")),
                entry("BITOR", call -> bits(call, " | ")),
                entry("BITXOR", call -> bits(call, " ^ ")),
                entry("BITNOT", this::complement),
                entry("HEX", this::hex),
                entry("BIN", statics.strict("Encodings.binary", BIGINT)));
    }

    /** A text goes as its UTF-8 where bytes are taken. */
    Map<String, CallWriter> hashes() {
        return Map.ofEntries(
                entry("MD5", statics.strict("Hashes.md5", VARBINARY)),
                entry("SHA1", statics.strict("Hashes.sha1", VARBINARY)),
                entry("SHA224", statics.strict("Hashes.sha224", VARBINARY)),
                entry("SHA256", statics.strict("Hashes.sha256", VARBINARY)),
                entry("SHA384", statics.strict("Hashes.sha384", VARBINARY)),
                entry("SHA512", statics.strict("Hashes.sha512", VARBINARY)),
                entry("SHA2", statics.strict("Hashes.sha2", VARBINARY, BIGINT)),
                entry("TO_BASE64", statics.strict("Binaries.toBase64", VARBINARY)),
                entry("FROM_BASE64", statics.strict("Encodings.fromBase64", VARCHAR)),
                entry("URL_ENCODE", statics.strict("Encodings.urlEncode", VARCHAR)),
                entry("URL_DECODE", statics.partial("Encodings.urlDecode", VARCHAR)));
    }

    private Value bits(RexCall call, String operator) {
        ValueType type = expressions.type(call);
        List<Value> values = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            values.add(WriteCast.convert(code, expressions.write(operand), type));
        }
        String java = "(" + values.get(0).code() + operator + values.get(1).code() + ")";
        return code.define(type, WriteCall.anyNull(values), java);
    }

    private Value complement(RexCall call) {
        Value value = expressions.write(call.getOperands().getFirst());
        return code.define(value.type(), value.isNull(), "(~" + value.code() + ")");
    }

    /** Of an integer its 64 bits, of a text its bytes in UTF-8. */
    private Value hex(RexCall call) {
        boolean text = expressions.type(call.getOperands().getFirst()).kind() == Kind.VARCHAR;
        return statics.strict("Encodings.hex", text ? VARCHAR : BIGINT).write(call);
    }
}

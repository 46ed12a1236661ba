package io.millrace.processor.plan;

import static io.millrace.processor.step.ValueType.Kind.BIGINT;
import static io.millrace.processor.step.ValueType.Kind.VARBINARY;
import static io.millrace.processor.step.ValueType.Kind.VARCHAR;
import static java.util.Map.entry;

import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeFamily;

/** Writes functions of bytes, and those that make bytes of text. */
final class WriteBinaryCall {
    private static final String BINARIES = "io.millrace.processor.function.Binaries.";
    /** As StandardCharsets names them, with a hyphen in place of the underscore. */
    private static final Set<String> CHARSETS =
            Set.of("UTF-8", "US-ASCII", "ISO-8859-1", "UTF-16BE", "UTF-16LE", "UTF-16");

    private final WriteExpression expressions;
    private final JavaCode code;
    private final WriteStatic statics;

    WriteBinaryCall(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
        this.statics = new WriteStatic(expressions, code);
    }

    /** Whether an operand is a VARBINARY. */
    static boolean takesBytes(RexCall call) {
        return call.getOperands().stream()
                .anyMatch(operand -> SqlTypeFamily.BINARY
                        .getTypeNames()
                        .contains(operand.getType().getSqlTypeName()));
    }

    static RuntimeException refused(WriteExpression expressions, RexCall call) {
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        return expressions.refuse(
                call,
                name.replace("TRANSLATE3", "TRANSLATE") + " of a VARBINARY is not supported.",
                switch (name) {
                    case "CONCAT" -> "Write a || b.";
                    case "OVERLAY" -> "Write SUBSTRING(x FROM 1 FOR 2) || X'00' || SUBSTRING(x FROM 4).";
                    default -> "Write CAST(x AS VARCHAR) for its text in UTF-8, or HEX(x).";
                });
    }

    Map<String, CallWriter> ofText() {
        return Map.of(
                "OCTET_LENGTH", statics.strict("Binaries.length", VARCHAR),
                "UNHEX", statics.partial("Binaries.unhex", VARCHAR),
                "ENCODE", call -> coded(call, "encode"));
    }

    Map<String, CallWriter> ofBytes() {
        return Map.ofEntries(
                entry("||", this::concat),
                entry("SUBSTRING", statics.strict("Binaries.substring", VARBINARY, BIGINT, BIGINT)),
                entry("POSITION", statics.strict("Binaries.position", VARBINARY, VARBINARY)),
                entry("OCTET_LENGTH", statics.strict("Binaries.length", VARBINARY)),
                entry("HEX", statics.strict("Binaries.hex", VARBINARY)),
                entry("DECODE", call -> coded(call, "decode")));
    }

    private Value concat(RexCall call) {
        List<Value> values = expressions.writeAll(call.getOperands()).stream()
                .map(value -> bytes(call, value))
                .toList();
        String java = values.getFirst().code();
        for (Value value : values.subList(1, values.size())) {
            java = BINARIES + "concat(" + java + ", " + value.code() + ")";
        }
        return code.define(expressions.type(call), WriteCall.anyNull(values), java);
    }

    /** A text beside bytes is not taken in silence. */
    private Value bytes(RexCall call, Value value) {
        if (value.type().kind() != VARBINARY && !value.isNull().equals("true")) {
            throw expressions.refuse(
                    call,
                    "A VARBINARY and a " + value.type().kind() + " are not put together.",
                    "Cast one of them: CAST(x AS VARBINARY).");
        }
        return WriteCast.convert(code, value, ValueType.of(VARBINARY));
    }

    private Value coded(RexCall call, String method) {
        Value value = expressions.write(call.getOperands().getFirst());
        String java = BINARIES + method + "(" + value.code() + ", java.nio.charset.StandardCharsets."
                + charset(call).replace('-', '_') + ")";
        return code.define(expressions.type(call), value.isNull(), java);
    }

    private String charset(RexCall call) {
        RexNode operand = call.getOperands().get(1);
        String name = operand instanceof RexLiteral literal && !literal.isNull()
                ? String.valueOf(literal.getValueAs(String.class)).toUpperCase(Locale.ROOT)
                : "";
        if (!CHARSETS.contains(name)) {
            throw expressions.refuse(
                    call,
                    call.getOperator().getName() + " takes the name of a charset as its second operand.",
                    "Write 'UTF-8', 'US-ASCII', 'ISO-8859-1', 'UTF-16BE', 'UTF-16LE' or 'UTF-16'.");
        }
        return name;
    }
}

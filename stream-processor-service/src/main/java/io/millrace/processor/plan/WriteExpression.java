package io.millrace.processor.plan;

import io.millrace.processor.ProcessorError;
import io.millrace.processor.function.Casts;
import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.step.Bytes;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimestampString;

/**
 * Writes Java for an expression in three-valued logic. AND, OR and CASE evaluate from left to right and no more than they
 * must, so that {@code x <> 0 AND 10 / x > 1} never divides by zero.
 */
final class WriteExpression {
    private static final int DEPTH_MAX = 500;

    private final JavaCode code;
    private final QueryText query;
    private final WriteCall calls;
    private int depth;

    WriteExpression(JavaCode code, QueryText query) {
        this.code = code;
        this.query = query;
        this.calls = new WriteCall(this, code);
    }

    Value write(RexNode node) {
        if (++depth > DEPTH_MAX) {
            throw refuse(
                    node,
                    "An expression is nested deeper than " + DEPTH_MAX + ".",
                    "Split the view into simpler ones.");
        }
        Value value = switch (node) {
            case RexInputRef ref -> input(ref);
            case RexLiteral literal -> literal(literal);
            case RexCall call -> call(call);
            case RexFieldAccess member -> member(member);
            default -> throw refuse(node, "'" + node + "' is not supported.", null);
        };
        depth--;
        return value;
    }

    private Value call(RexCall call) {
        return switch (call.getKind()) {
            case AND -> junction(call, false);
            case OR -> junction(call, true);
            case NOT -> {
                Value operand = write(call.getOperands().getFirst());
                yield code.define(type(call), operand.isNull(), "!" + operand.code());
            }
            case IS_NULL -> is(call, "%2$s");
            case IS_NOT_NULL -> is(call, "!%2$s");
            case IS_TRUE -> is(call, "!%2$s && %1$s");
            case IS_NOT_TRUE -> is(call, "%2$s || !%1$s");
            case IS_FALSE -> is(call, "!%2$s && !%1$s");
            case IS_NOT_FALSE -> is(call, "%2$s || %1$s");
            case IS_UNKNOWN -> is(call, "%2$s");
            case CASE -> new WriteChoice(this, code).choice(call);
            default -> calls.write(call);
        };
    }

    private Value is(RexCall call, String form) {
        Value operand = write(call.getOperands().getFirst());
        return code.define(type(call), "false", "(" + form.formatted(operand.code(), operand.isNull()) + ")");
    }

    /** AND (absorbing is false) or OR (absorbing is true): the absorbing value ends the evaluation. */
    private Value junction(RexCall call, boolean absorbing) {
        Value result = code.declare(type(call));
        code.line(result.code() + " = " + !absorbing + ";").line(result.isNull() + " = false;");
        int open = 0;
        for (RexNode operand : call.getOperands()) {
            Value value = write(operand);
            String absorbs = "!" + value.isNull() + " && " + (absorbing ? "" : "!") + value.code();
            code.line("if (" + absorbs + ") {");
            code.line(result.code() + " = " + absorbing + "; " + result.isNull() + " = false;");
            code.line("} else {");
            code.line("if (" + value.isNull() + ") { " + result.isNull() + " = true; }");
            open++;
        }
        code.line("}".repeat(open));
        return result;
    }

    private Value input(RexInputRef ref) {
        ValueType type = type(ref);
        ValueType stored = SqlTypes.stored(type);
        String object = "row[" + ref.getIndex() + "]";
        String unboxed = switch (stored.kind()) {
            case BOOLEAN -> "((Boolean) " + object + ").booleanValue()";
            case INTEGER, DATE, TIME -> "((Integer) " + object + ").intValue()";
            case BIGINT, TIMESTAMP, TIMESTAMP_MICROS, INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH ->
                "((Long) " + object + ").longValue()";
            case DOUBLE -> "((Double) " + object + ").doubleValue()";
            case DECIMAL -> "(java.math.BigDecimal) " + object;
            case VARCHAR -> "(String) " + object;
            case VARBINARY, ROW, ARRAY, MAP -> "(" + SqlTypes.javaName(stored) + ") " + object;
        };
        Value value = code.define(stored, object + " == null", unboxed);
        return type.kind() == Kind.INTEGER ? WriteCast.convert(code, value, type) : value;
    }

    private Value member(RexFieldAccess access) {
        Value row = write(access.getReferenceExpr());
        return inside(
                type(access),
                row.isNull(),
                row.code() + ".get(" + access.getField().getIndex() + ")");
    }

    /**
     * A value that is inside of a ROW, an ARRAY or a MAP.
     *
     * @param isNull when there is none
     * @param object Java of the value as it stands in rows, or null
     */
    Value inside(ValueType type, String isNull, String object) {
        ValueType stored = SqlTypes.stored(type);
        String box = "(" + stored.kind().javaType().getName() + ") ";
        return WriteCast.convert(code, code.definePartial(stored, isNull, box + object), type);
    }

    /** @throws io.millrace.kernel.MillraceException where a ROW or an ARRAY would have to become one of another type */
    Value converted(RexNode node, ValueType type) {
        Value value = write(node);
        if (type.isNested() && !value.isNull().equals("true") && !SqlTypes.areAlike(value.type(), type)) {
            throw refuse(
                    node,
                    value.type().sqlName() + " does not become " + type.sqlName() + ".",
                    "Give both the same type: cast what is in them.");
        }
        return WriteCast.convert(code, value, type);
    }

    private Value literal(RexLiteral literal) {
        ValueType type = type(literal);
        if (literal.isNull()) {
            return new Value(
                    SqlTypes.javaDefault(type).equals("null")
                            ? "((" + SqlTypes.javaName(type) + ") null)"
                            : SqlTypes.javaDefault(type),
                    "true",
                    type);
        }
        String java = switch (type.kind()) {
            case BOOLEAN -> String.valueOf(RexLiteral.booleanValue(literal));
            case INTEGER -> "(" + number(literal).intValueExact() + ")";
            case BIGINT -> "(" + number(literal).longValueExact() + "L)";
            case DOUBLE -> doubleLiteral(literal);
            case DECIMAL -> code.constant(number(literal).setScale(type.scale()));
            case VARCHAR -> code.constant(textOf(literal));
            case VARBINARY -> code.constant(bytesOf(literal));
            case DATE, TIME -> "(" + literal.getValueAs(Integer.class) + ")";
            case TIMESTAMP -> "(" + literal.getValueAs(Long.class) + "L)";
            case TIMESTAMP_MICROS -> "(" + micros(literal) + "L)";
            case INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH, ROW, ARRAY, MAP ->
                throw refuse(literal, "The literal " + literal + " is not supported.", null);
        };
        return new Value(java, "false", type);
    }

    private String doubleLiteral(RexLiteral literal) {
        double value = number(literal).doubleValue();
        if (Double.isInfinite(value)) {
            throw refuse(literal, literal + " is out of the range of DOUBLE.", null);
        }
        return "(" + value + "d)";
    }

    private static long micros(RexLiteral literal) {
        TimestampString value = literal.getValueAs(TimestampString.class);
        if (value == null) {
            throw new IllegalStateException("literal " + literal + " has no time");
        }
        return Casts.parseMicros(value.toString(), 6);
    }

    private static BigDecimal number(RexLiteral literal) {
        BigDecimal value = literal.getValueAs(BigDecimal.class);
        if (value == null) {
            throw new IllegalStateException("literal " + literal + " has no number");
        }
        return value;
    }

    private static String textOf(RexLiteral literal) {
        Object value = literal.getValue();
        return value instanceof NlsString text ? text.getValue() : String.valueOf(value);
    }

    private static Bytes bytesOf(RexLiteral literal) {
        ByteString value = literal.getValueAs(ByteString.class);
        if (value == null) {
            throw new IllegalStateException("literal " + literal + " has no bytes");
        }
        return Bytes.of(value.getBytes());
    }

    ValueType type(RexNode node) {
        return type(node, node.getType());
    }

    /** @param node where the type is met */
    ValueType type(RexNode node, RelDataType type) {
        return SqlTypes.valueType(type)
                .orElseThrow(() -> refuse(
                        node,
                        "The type " + type.getSqlTypeName() + " is not supported here.",
                        "Cast to BIGINT, DOUBLE, DECIMAL(p, s), VARCHAR, VARBINARY, DATE, TIME or TIMESTAMP."));
    }

    List<Value> writeAll(List<RexNode> nodes) {
        List<Value> values = new ArrayList<>();
        for (RexNode node : nodes) {
            values.add(write(node));
        }
        return values;
    }

    RuntimeException refuse(RexNode node, String what, @org.jspecify.annotations.Nullable String hint) {
        return SqlRefusal.at(ProcessorError.UNSUPPORTED_SQL, place(node), what, hint);
    }

    private SqlPlace place(RexNode node) {
        if (node instanceof RexCall call && call.getParserPosition().getLineNum() > 0) {
            SqlParserPos pos = call.getParserPosition();
            return query.original(pos.getLineNum(), pos.getColumnNum());
        }
        return query.start();
    }
}

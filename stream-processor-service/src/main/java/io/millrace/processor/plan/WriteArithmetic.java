package io.millrace.processor.plan;

import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.math.BigDecimal;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Writes arithmetic of numbers and of times. Whatever leaves the range of its type fails when it runs. */
final class WriteArithmetic {
    private static final String NUMBERS = "io.millrace.processor.function.Numbers.";
    private static final String TIMES = "io.millrace.processor.function.Times.";

    private final WriteExpression expressions;
    private final JavaCode code;

    WriteArithmetic(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
    }

    Value arithmetic(RexCall call) {
        RelDataType left = operand(call, 0).getType();
        RelDataType right = operand(call, 1).getType();
        if (isTemporal(left) || isTemporal(right)) {
            return temporal(call, left, right);
        }
        requireWhole(call);
        ValueType type = expressions.type(call);
        ValueType common = type;
        if (call.getKind() == org.apache.calcite.sql.SqlKind.MOD || type.kind() == Kind.DECIMAL) {
            common = type.kind() == Kind.DECIMAL ? type : ValueType.of(Kind.BIGINT);
        }
        List<Value> values = List.of(number(operand(call, 0), common), number(operand(call, 1), common));
        String a = values.get(0).code();
        String b = values.get(1).code();
        String java = switch (common.kind()) {
            case INTEGER, BIGINT -> wholeArithmetic(call, a, b);
            case DOUBLE -> doubleArithmetic(call, a, b);
            case DECIMAL -> decimalArithmetic(call, type, a, b);
            default -> throw expressions.refuse(call, "This arithmetic is not supported.", null);
        };
        return WriteCast.convert(code, code.define(common, WriteCall.anyNull(values), java), type);
    }

    /** An interval times, or by, a number with a fraction would lose that fraction in silence. */
    private void requireWhole(RexCall call) {
        boolean broken = call.getOperands().stream()
                .map(operand -> expressions.type(operand).kind())
                .anyMatch(kind -> kind == Kind.DOUBLE || kind == Kind.DECIMAL);
        if (SqlTypes.isInterval(call.getType()) && broken) {
            throw expressions.refuse(
                    call,
                    "An interval is multiplied and divided by whole numbers alone.",
                    "Write a smaller unit: INTERVAL '90' MINUTE for INTERVAL '1' HOUR * 1.5, or cast the number to BIGINT.");
        }
    }

    /** An operand of arithmetic; a decimal one keeps its own digits. */
    private Value number(RexNode node, ValueType common) {
        Value value = expressions.write(node);
        if (common.kind() != Kind.DECIMAL || value.type().kind() == Kind.DECIMAL) {
            return WriteCast.convert(code, value, common);
        }
        return WriteCast.convert(code, value, new ValueType(Kind.DECIMAL, 38, 0));
    }

    private String wholeArithmetic(RexCall call, String a, String b) {
        String operands = "(" + a + ", " + b + ")";
        return switch (call.getKind()) {
            case PLUS -> "Math.addExact" + operands;
            case MINUS -> "Math.subtractExact" + operands;
            case TIMES -> "Math.multiplyExact" + operands;
            case MOD -> NUMBERS + "mod" + operands;
            default -> NUMBERS + "divide" + operands;
        };
    }

    private String doubleArithmetic(RexCall call, String a, String b) {
        return switch (call.getKind()) {
            case PLUS -> NUMBERS + "finite(" + a + " + " + b + ")";
            case MINUS -> NUMBERS + "finite(" + a + " - " + b + ")";
            case TIMES -> NUMBERS + "finite(" + a + " * " + b + ")";
            case DIVIDE -> NUMBERS + "divide(" + a + ", " + b + ")";
            default -> throw expressions.refuse(call, "This arithmetic over DOUBLE is not supported.", null);
        };
    }

    private String decimalArithmetic(RexCall call, ValueType type, String a, String b) {
        String digits = ", " + type.precision() + ", " + type.scale() + ")";
        return switch (call.getKind()) {
            case PLUS -> NUMBERS + "fit(" + a + ".add(" + b + ")" + digits;
            case MINUS -> NUMBERS + "fit(" + a + ".subtract(" + b + ")" + digits;
            case TIMES -> NUMBERS + "fit(" + a + ".multiply(" + b + ")" + digits;
            case MOD -> NUMBERS + "mod(" + a + ", " + b + digits;
            default -> NUMBERS + "divide(" + a + ", " + b + digits;
        };
    }

    static boolean isTemporal(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case DATE, TIME, TIMESTAMP -> true;
            default -> false;
        };
    }

    /** TIMESTAMP ± interval, DATE ± interval of days or months, TIMESTAMP − TIMESTAMP. */
    private Value temporal(RexCall call, RelDataType left, RelDataType right) {
        boolean minus = call.getKind() == org.apache.calcite.sql.SqlKind.MINUS;
        Value a = expressions.write(operand(call, 0));
        Value b = expressions.write(operand(call, 1));
        String java = null;
        if (minus && isTemporal(right)) {
            java = difference(call, a, b);
        } else if (SqlTypes.isInterval(right)) {
            java = shifted(a, b, minus, SqlTypes.isMonthInterval(right));
        } else if (SqlTypes.isInterval(left)) {
            java = shifted(b, a, false, SqlTypes.isMonthInterval(left));
        }
        ValueType type = expressions.type(call);
        if (java == null) {
            throw expressions.refuse(
                    call,
                    "This arithmetic of " + left.getSqlTypeName() + " is not supported.",
                    "Use TIMESTAMP and an interval.");
        }
        ValueType made = SqlTypes.isTimestamp(type) ? (SqlTypes.isInterval(right) ? a : b).type() : type;
        return WriteCast.convert(code, code.define(made, WriteCall.anyNull(List.of(a, b)), java), type);
    }

    private @Nullable String difference(RexCall call, Value a, Value b) {
        if (a.type().kind() == Kind.TIME || b.type().kind() == Kind.TIME) {
            return null;
        }
        String later = millis(a);
        String earlier = millis(b);
        return SqlTypes.isMonthInterval(call.getType())
                ? TIMES + "monthsBetween(" + later + ", " + earlier + ")"
                : "Math.subtractExact(" + later + ", " + earlier + ")";
    }

    private static String millis(Value value) {
        return switch (value.type().kind()) {
            case DATE -> "(86400000L * " + value.code() + ")";
            case TIMESTAMP_MICROS -> WriteCast.millis(value.code());
            default -> value.code();
        };
    }

    private static @Nullable String shifted(Value time, Value interval, boolean minus, boolean months) {
        String amount = minus ? "Math.negateExact(" + interval.code() + ")" : interval.code();
        String method = switch (time.type().kind()) {
            case TIMESTAMP -> months ? "plusMonths" : "plus";
            case TIMESTAMP_MICROS -> months ? "plusMonthsMicros" : "plusMicros";
            case DATE -> months ? "datePlusMonths" : "datePlusDays";
            default -> null;
        };
        return method == null ? null : TIMES + method + "(" + time.code() + ", " + amount + ")";
    }

    Value sign(RexCall call) {
        ValueType type = expressions.type(call);
        Value value = as(operand(call, 0), type);
        if (call.getKind() == org.apache.calcite.sql.SqlKind.PLUS_PREFIX) {
            return value;
        }
        String java = switch (type.kind()) {
            case DOUBLE -> "(0.0d - " + value.code() + ")";
            case DECIMAL -> value.code() + ".negate()";
            default -> "Math.negateExact(" + value.code() + ")";
        };
        return code.define(type, value.isNull(), java);
    }

    Value absolute(RexCall call) {
        ValueType type = expressions.type(call);
        Value value = as(operand(call, 0), type);
        String java = switch (type.kind()) {
            case DOUBLE -> "Math.abs(" + value.code() + ")";
            case DECIMAL -> value.code() + ".abs()";
            default -> "Math.absExact(" + value.code() + ")";
        };
        return code.define(type, value.isNull(), java);
    }

    Value signum(RexCall call) {
        ValueType type = expressions.type(call);
        Value value = expressions.write(operand(call, 0));
        ValueType own = value.type();
        String java = switch (own.kind()) {
            case DOUBLE, BIGINT, INTEGER -> NUMBERS + "sign(" + value.code() + ")";
            default -> value.code() + ".signum()";
        };
        ValueType made = own.kind() == Kind.DOUBLE ? own : ValueType.of(Kind.INTEGER);
        return WriteCast.convert(code, code.define(made, value.isNull(), java), type);
    }

    Value rounded(RexCall call, String method) {
        ValueType type = expressions.type(call);
        Value value = as(operand(call, 0), type.kind() == Kind.INTEGER ? ValueType.of(Kind.BIGINT) : type);
        Value digits = call.getOperands().size() > 1
                ? as(operand(call, 1), ValueType.of(Kind.INTEGER))
                : new Value("0", "false", ValueType.of(Kind.INTEGER));
        String java = NUMBERS + method + "(" + value.code() + ", " + digits.code() + ")";
        if (type.kind() == Kind.DECIMAL) {
            java = NUMBERS + "fit(" + java + ", " + type.precision() + ", " + type.scale() + ")";
        }
        return WriteCast.convert(
                code, code.define(value.type(), WriteCall.anyNull(List.of(value, digits)), java), type);
    }

    private static boolean isHalf(RexLiteral literal) {
        BigDecimal value = literal.getValueAs(BigDecimal.class);
        return value != null && value.compareTo(new BigDecimal("0.5")) == 0;
    }

    Value power(RexCall call) {
        if (operand(call, 1) instanceof RexLiteral exponent && isHalf(exponent)) {
            return doubles(call, "sqrt");
        }
        ValueType type = ValueType.of(Kind.DOUBLE);
        List<Value> values = List.of(as(operand(call, 0), type), as(operand(call, 1), type));
        String java =
                NUMBERS + "power(" + values.get(0).code() + ", " + values.get(1).code() + ")";
        return code.define(type, WriteCall.anyNull(values), java);
    }

    Value doubles(RexCall call, String method) {
        Value value = as(operand(call, 0), ValueType.of(Kind.DOUBLE));
        return code.define(value.type(), value.isNull(), NUMBERS + method + "(" + value.code() + ")");
    }

    private static RexNode operand(RexCall call, int index) {
        return call.getOperands().get(index);
    }

    private Value as(RexNode node, ValueType type) {
        return WriteCast.convert(code, expressions.write(node), type);
    }
}

package io.millrace.processor.plan;

import io.millrace.processor.function.LikePattern;
import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.jspecify.annotations.Nullable;

/** Writes calls whose result is null where an operand is null. */
final class WriteCall {
    private static final String NUMBERS = "io.millrace.processor.function.Numbers.";
    private static final String TEXTS = "io.millrace.processor.function.Texts.";
    private static final String TIMES = "io.millrace.processor.function.Times.";
    private static final Set<TimeUnitRange> EXTRACTED = Set.of(
            TimeUnitRange.YEAR,
            TimeUnitRange.QUARTER,
            TimeUnitRange.MONTH,
            TimeUnitRange.WEEK,
            TimeUnitRange.DAY,
            TimeUnitRange.DOW,
            TimeUnitRange.DOY,
            TimeUnitRange.HOUR,
            TimeUnitRange.MINUTE,
            TimeUnitRange.SECOND);
    private static final Set<TimeUnitRange> DATE_UNITS =
            Set.of(TimeUnitRange.YEAR, TimeUnitRange.QUARTER, TimeUnitRange.MONTH, TimeUnitRange.DAY);
    private static final Set<TimeUnitRange> TIME_UNITS =
            Set.of(TimeUnitRange.HOUR, TimeUnitRange.MINUTE, TimeUnitRange.SECOND);

    private final WriteExpression expressions;
    private final JavaCode code;

    WriteCall(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
    }

    Value write(RexCall call) {
        String name = call.getOperator().getName().toUpperCase(java.util.Locale.ROOT);
        return switch (call.getKind()) {
            case PLUS, MINUS, TIMES, DIVIDE, MOD -> arithmetic(call);
            case MINUS_PREFIX, PLUS_PREFIX -> sign(call);
            case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                comparison(call);
            case IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> distinct(call);
            case LIKE -> like(call);
            case CAST -> cast(call);
            case REINTERPRET -> expressions.write(operand(call, 0));
            case EXTRACT -> extract(call);
            case FLOOR, CEIL -> floor(call, name.startsWith("C") ? "ceil" : "floor");
            case TRIM -> trim(call);
            case GREATEST, LEAST -> extreme(call, name.equals("LEAST") ? "<" : ">");
            default -> named(call, name);
        };
    }

    private Value named(RexCall call, String name) {
        return switch (name) {
            case "/INT" -> arithmetic(call);
            case "UPPER" -> function(call, TEXTS + "upper");
            case "LOWER" -> function(call, TEXTS + "lower");
            case "CHAR_LENGTH", "CHARACTER_LENGTH" -> function(call, TEXTS + "length");
            case "||", "CONCAT" -> concat(call);
            case "SUBSTRING" -> function(call, TEXTS + "substring");
            case "POSITION" -> {
                requireOperands(call, 2);
                yield function(call, TEXTS + "position");
            }
            case "REPLACE" -> function(call, TEXTS + "replace");
            case "ABS" -> absolute(call);
            case "SIGN" -> signum(call);
            case "ROUND" -> rounded(call, "round");
            case "TRUNCATE" -> rounded(call, "truncate");
            case "POWER" -> power(call);
            case "SQRT" -> doubles(call, "sqrt");
            case "EXP" -> doubles(call, "exp");
            case "LN" -> doubles(call, "ln");
            case "LOG10" -> doubles(call, "log10");
            default -> throw expressions.refuse(call, name + " is not supported.", null);
        };
    }

    private static RexNode operand(RexCall call, int index) {
        return call.getOperands().get(index);
    }

    private void requireOperands(RexCall call, int count) {
        if (call.getOperands().size() != count) {
            throw expressions.refuse(call, call.getOperator().getName() + " takes " + count + " operands here.", null);
        }
    }

    private static String anyNull(List<Value> values) {
        if (values.stream().anyMatch(value -> value.isNull().equals("true"))) {
            return "true";
        }
        String nulls = values.stream()
                .filter(value -> !value.isNeverNull())
                .map(Value::isNull)
                .collect(Collectors.joining(" || "));
        return nulls.isEmpty() ? "false" : nulls;
    }

    /** A static method of the same operands; the result is converted to the call's type by the method itself. */
    private Value function(RexCall call, String method) {
        List<Value> values = expressions.writeAll(call.getOperands());
        String arguments = values.stream().map(Value::code).collect(Collectors.joining(", "));
        return code.define(expressions.type(call), anyNull(values), method + "(" + arguments + ")");
    }

    private Value as(RexNode node, ValueType type) {
        return WriteCast.convert(code, expressions.write(node), type);
    }

    private Value arithmetic(RexCall call) {
        RelDataType left = operand(call, 0).getType();
        RelDataType right = operand(call, 1).getType();
        if (isTemporal(left) || isTemporal(right)) {
            return temporal(call, left, right);
        }
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
        return WriteCast.convert(code, code.define(common, anyNull(values), java), type);
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

    private static boolean isTemporal(RelDataType type) {
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
        return code.define(type, anyNull(List.of(a, b)), java);
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
        return value.type().kind() == Kind.DATE ? "(86400000L * " + value.code() + ")" : value.code();
    }

    private static @Nullable String shifted(Value time, Value interval, boolean minus, boolean months) {
        String amount = minus ? "Math.negateExact(" + interval.code() + ")" : interval.code();
        String method = switch (time.type().kind()) {
            case TIMESTAMP -> months ? "plusMonths" : "plus";
            case DATE -> months ? "datePlusMonths" : "datePlusDays";
            default -> null;
        };
        return method == null ? null : TIMES + method + "(" + time.code() + ", " + amount + ")";
    }

    private Value sign(RexCall call) {
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

    private Value absolute(RexCall call) {
        ValueType type = expressions.type(call);
        Value value = as(operand(call, 0), type);
        String java = switch (type.kind()) {
            case DOUBLE -> "Math.abs(" + value.code() + ")";
            case DECIMAL -> value.code() + ".abs()";
            default -> "Math.absExact(" + value.code() + ")";
        };
        return code.define(type, value.isNull(), java);
    }

    private Value signum(RexCall call) {
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

    private Value rounded(RexCall call, String method) {
        ValueType type = expressions.type(call);
        Value value = as(operand(call, 0), type.kind() == Kind.INTEGER ? ValueType.of(Kind.BIGINT) : type);
        Value digits = call.getOperands().size() > 1
                ? as(operand(call, 1), ValueType.of(Kind.INTEGER))
                : new Value("0", "false", ValueType.of(Kind.INTEGER));
        String java = NUMBERS + method + "(" + value.code() + ", " + digits.code() + ")";
        if (type.kind() == Kind.DECIMAL) {
            java = NUMBERS + "fit(" + java + ", " + type.precision() + ", " + type.scale() + ")";
        }
        return WriteCast.convert(code, code.define(value.type(), anyNull(List.of(value, digits)), java), type);
    }

    private Value power(RexCall call) {
        if (operand(call, 1) instanceof RexLiteral exponent
                && Objects.equals(exponent.getValueAs(java.math.BigDecimal.class), new java.math.BigDecimal("0.5"))) {
            return doubles(call, "sqrt");
        }
        ValueType type = ValueType.of(Kind.DOUBLE);
        List<Value> values = List.of(as(operand(call, 0), type), as(operand(call, 1), type));
        String java =
                NUMBERS + "power(" + values.get(0).code() + ", " + values.get(1).code() + ")";
        return code.define(type, anyNull(values), java);
    }

    private Value doubles(RexCall call, String method) {
        Value value = as(operand(call, 0), ValueType.of(Kind.DOUBLE));
        return code.define(value.type(), value.isNull(), NUMBERS + method + "(" + value.code() + ")");
    }

    /** Both operands in the type in which they are compared; null where they cannot be. */
    private List<Value> comparable(RexCall call, RexNode left, RexNode right) {
        Value a = expressions.write(left);
        Value b = expressions.write(right);
        Kind kind = a.type().kind();
        if (SqlTypes.isNumber(a.type())
                && SqlTypes.isNumber(b.type())
                && !a.type().equals(b.type())) {
            ValueType common = commonNumber(a.type(), b.type());
            return List.of(widened(a, common), widened(b, common));
        }
        if (kind != b.type().kind() && !a.isNull().equals("true") && !b.isNull().equals("true")) {
            throw expressions.refuse(
                    call,
                    "A " + kind + " cannot be compared with a " + b.type().kind() + ".",
                    "Cast one of them: CAST(x AS " + kind + ").");
        }
        return List.of(a, b);
    }

    private Value widened(Value value, ValueType common) {
        return common.kind() == Kind.DECIMAL && value.type().kind() == Kind.DECIMAL
                ? value
                : WriteCast.convert(code, value, common);
    }

    private static ValueType commonNumber(ValueType a, ValueType b) {
        if (a.kind() == Kind.DOUBLE || b.kind() == Kind.DOUBLE) {
            return ValueType.of(Kind.DOUBLE);
        }
        boolean decimal = a.kind() == Kind.DECIMAL || b.kind() == Kind.DECIMAL;
        return decimal ? new ValueType(Kind.DECIMAL, 38, 0) : ValueType.of(Kind.BIGINT);
    }

    private static String compared(Value a, Value b, String operator) {
        return switch (a.type().kind()) {
            case VARCHAR, DECIMAL -> {
                String equal = a.type().kind() == Kind.VARCHAR
                        ? a.code() + ".equals(" + b.code() + ")"
                        : a.code() + ".compareTo(" + b.code() + ") == 0";
                yield switch (operator) {
                    case "==" -> "(" + equal + ")";
                    case "!=" -> "!(" + equal + ")";
                    default -> "(" + a.code() + ".compareTo(" + b.code() + ") " + operator + " 0)";
                };
            }
            case BOOLEAN ->
                operator.equals("==") || operator.equals("!=")
                        ? "(" + a.code() + " " + operator + " " + b.code() + ")"
                        : "(Boolean.compare(" + a.code() + ", " + b.code() + ") " + operator + " 0)";
            default -> "(" + a.code() + " " + operator + " " + b.code() + ")";
        };
    }

    private Value comparison(RexCall call) {
        List<Value> values = comparable(call, operand(call, 0), operand(call, 1));
        String operator = switch (call.getKind()) {
            case EQUALS -> "==";
            case NOT_EQUALS -> "!=";
            case LESS_THAN -> "<";
            case LESS_THAN_OR_EQUAL -> "<=";
            case GREATER_THAN -> ">";
            default -> ">=";
        };
        String anyNull = anyNull(values);
        String java = anyNull.equals("true") ? "false" : compared(values.get(0), values.get(1), operator);
        return code.define(expressions.type(call), anyNull, java);
    }

    private Value distinct(RexCall call) {
        List<Value> values = comparable(call, operand(call, 0), operand(call, 1));
        Value a = values.get(0);
        Value b = values.get(1);
        boolean sometimesNull = a.isNull().equals("true") || b.isNull().equals("true");
        String differ = sometimesNull ? "false" : compared(a, b, "!=");
        String java = "(" + a.isNull() + " ? !" + b.isNull() + " : (" + b.isNull() + " || " + differ + "))";
        boolean not = call.getKind() == org.apache.calcite.sql.SqlKind.IS_NOT_DISTINCT_FROM;
        return code.define(expressions.type(call), "false", not ? "!" + java : java);
    }

    private Value extreme(RexCall call, String operator) {
        ValueType type = expressions.type(call);
        Value best = as(operand(call, 0), type);
        for (int i = 1; i < call.getOperands().size(); i++) {
            Value next = as(operand(call, i), type);
            String java = compared(best, next, operator) + " ? " + best.code() + " : " + next.code();
            best = code.define(type, anyNull(List.of(best, next)), "(" + java + ")");
        }
        return best;
    }

    private Value concat(RexCall call) {
        List<Value> values = expressions.writeAll(call.getOperands());
        String java = values.getFirst().code();
        for (Value value : values.subList(1, values.size())) {
            java = TEXTS + "concat(" + java + ", " + value.code() + ")";
        }
        return code.define(expressions.type(call), anyNull(values), java);
    }

    private Value like(RexCall call) {
        Value text = expressions.write(operand(call, 0));
        boolean constant = call.getOperands().stream()
                .skip(1)
                .allMatch(node -> node instanceof RexLiteral literal && !literal.isNull());
        if (constant) {
            String pattern = code.constant(pattern(call));
            return code.define(expressions.type(call), text.isNull(), pattern + ".matches(" + text.code() + ")");
        }
        List<Value> values = expressions.writeAll(
                call.getOperands().subList(1, call.getOperands().size()));
        String arguments = values.stream().map(Value::code).collect(Collectors.joining(", "));
        String anyNull = anyNull(java.util.stream.Stream.concat(java.util.stream.Stream.of(text), values.stream())
                .toList());
        String java = LikePattern.class.getName() + ".of(" + arguments + ").matches(" + text.code() + ")";
        return code.define(expressions.type(call), anyNull, java);
    }

    private LikePattern pattern(RexCall call) {
        String pattern = Objects.requireNonNull(RexLiteral.stringValue(operand(call, 1)));
        try {
            return call.getOperands().size() == 2
                    ? LikePattern.of(pattern)
                    : LikePattern.of(pattern, Objects.requireNonNull(RexLiteral.stringValue(operand(call, 2))));
        } catch (io.millrace.processor.function.EvaluationFailure e) {
            throw expressions.refuse(
                    call, "The LIKE pattern or its ESCAPE is not valid.", "Escape %, _ and the escape only.");
        }
    }

    private Value cast(RexCall call) {
        RexNode source = operand(call, 0);
        ValueType to = expressions.type(call);
        Value value = expressions.write(source);
        if (value.isNull().equals("true")) {
            return WriteCast.convert(code, value, to);
        }
        boolean intervals = SqlTypes.isInterval(source.getType()) != SqlTypes.isInterval(call.getType());
        if (intervals && to.kind() != Kind.INTEGER && to.kind() != Kind.BIGINT) {
            throw expressions.refuse(call, "An interval cannot be cast.", "Use TIMESTAMPDIFF(MINUTE, a, b).");
        }
        Optional<String> java =
                WriteCast.cast(value.type(), to, value.code(), fraction(source.getType()), fraction(call.getType()));
        if (java.isEmpty()) {
            throw expressions.refuse(
                    call,
                    "CAST from " + source.getType().getSqlTypeName() + " to "
                            + call.getType().getSqlTypeName() + " is not supported.",
                    null);
        }
        String result = java.get();
        int length = call.getType().getPrecision();
        if (to.kind() == Kind.VARCHAR && length != RelDataType.PRECISION_NOT_SPECIFIED) {
            result = "io.millrace.processor.function.Casts.cut(" + result + ", " + length + ")";
        }
        return code.define(to, value.isNull(), result);
    }

    /** Digits of the fraction of a second. */
    private static int fraction(RelDataType type) {
        return isTemporal(type) && type.getPrecision() >= 0 ? type.getPrecision() : 3;
    }

    private TimeUnitRange unit(RexCall call, int index) {
        return Objects.requireNonNull(((RexLiteral) operand(call, index)).getValueAs(TimeUnitRange.class));
    }

    private Value extract(RexCall call) {
        TimeUnitRange unit = unit(call, 0);
        Value time = expressions.write(operand(call, 1));
        boolean timeUnit = TIME_UNITS.contains(unit);
        boolean supported = EXTRACTED.contains(unit)
                && !SqlTypes.isInterval(operand(call, 1).getType())
                && switch (time.type().kind()) {
                    case TIMESTAMP -> true;
                    case DATE -> !timeUnit;
                    case TIME -> timeUnit;
                    default -> false;
                };
        if (!supported) {
            throw expressions.refuse(
                    call,
                    "EXTRACT of " + unit + " from " + operand(call, 1).getType().getSqlTypeName()
                            + " is not supported.",
                    "Units are YEAR, QUARTER, MONTH, WEEK, DAY, DOW, DOY, and HOUR, MINUTE, SECOND where there is a time.");
        }
        String method = time.type().kind() == Kind.DATE ? "extractFromDate" : "extract";
        String java = TIMES + method + "(\"" + unit.name() + "\", " + time.code() + ")";
        return WriteCast.convert(
                code, code.define(ValueType.of(Kind.BIGINT), time.isNull(), java), expressions.type(call));
    }

    private Value floor(RexCall call, String method) {
        if (call.getOperands().size() == 2) {
            return floorTime(call, method);
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

    private Value floorTime(RexCall call, String method) {
        TimeUnitRange unit = unit(call, 1);
        Value time = expressions.write(operand(call, 0));
        Kind kind = time.type().kind();
        boolean supported = DATE_UNITS.contains(unit) && (kind == Kind.DATE || kind == Kind.TIMESTAMP)
                || TIME_UNITS.contains(unit) && kind == Kind.TIMESTAMP;
        if (!supported) {
            throw expressions.refuse(
                    call,
                    call.getOperator().getName() + " of a " + kind + " to " + unit + " is not supported.",
                    "Units are YEAR, QUARTER, MONTH, DAY, and for a TIMESTAMP HOUR, MINUTE, SECOND.");
        }
        String name = kind == Kind.DATE ? method + "Date" : method;
        return code.define(time.type(), time.isNull(), TIMES + name + "(\"" + unit.name() + "\", " + time.code() + ")");
    }

    private Value trim(RexCall call) {
        SqlTrimFunction.Flag flag =
                Objects.requireNonNull(((RexLiteral) operand(call, 0)).getValueAs(SqlTrimFunction.Flag.class));
        boolean leading = flag != SqlTrimFunction.Flag.TRAILING;
        boolean trailing = flag != SqlTrimFunction.Flag.LEADING;
        List<Value> values = expressions.writeAll(call.getOperands().subList(1, 3));
        String java = TEXTS + "trim(" + leading + ", " + trailing + ", "
                + values.get(0).code() + ", " + values.get(1).code() + ")";
        return code.define(expressions.type(call), anyNull(values), java);
    }
}

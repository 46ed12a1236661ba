package io.millrace.processor.plan;

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
    private final WriteArithmetic arithmetic;
    private final WriteComparison comparisons;

    WriteCall(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
        this.arithmetic = new WriteArithmetic(expressions, code);
        this.comparisons = new WriteComparison(expressions, code);
    }

    Value write(RexCall call) {
        String name = call.getOperator().getName().toUpperCase(java.util.Locale.ROOT);
        return switch (call.getKind()) {
            case PLUS, MINUS, TIMES, DIVIDE, MOD -> arithmetic.arithmetic(call);
            case MINUS_PREFIX, PLUS_PREFIX -> arithmetic.sign(call);
            case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                comparisons.comparison(call);
            case IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> comparisons.distinct(call);
            case LIKE -> comparisons.like(call);
            case CAST -> cast(call);
            case REINTERPRET -> expressions.write(operand(call, 0));
            case EXTRACT -> extract(call);
            case FLOOR, CEIL -> floor(call, name.startsWith("C") ? "ceil" : "floor");
            case TRIM -> trim(call);
            case GREATEST, LEAST -> comparisons.extreme(call, name.equals("LEAST") ? "<" : ">");
            default -> named(call, name);
        };
    }

    private Value named(RexCall call, String name) {
        return switch (name) {
            case "/INT" -> arithmetic.arithmetic(call);
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
            case "ABS" -> arithmetic.absolute(call);
            case "SIGN" -> arithmetic.signum(call);
            case "ROUND" -> arithmetic.rounded(call, "round");
            case "TRUNCATE" -> arithmetic.rounded(call, "truncate");
            case "POWER" -> arithmetic.power(call);
            case "SQRT" -> arithmetic.doubles(call, "sqrt");
            case "EXP" -> arithmetic.doubles(call, "exp");
            case "LN" -> arithmetic.doubles(call, "ln");
            case "LOG10" -> arithmetic.doubles(call, "log10");
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

    /** A static method of the same operands; the result is converted to the call's type by the method itself. */
    private Value function(RexCall call, String method) {
        List<Value> values = expressions.writeAll(call.getOperands());
        String arguments = values.stream().map(Value::code).collect(Collectors.joining(", "));
        return code.define(expressions.type(call), anyNull(values), method + "(" + arguments + ")");
    }

    private Value concat(RexCall call) {
        List<Value> values = expressions.writeAll(call.getOperands());
        String java = values.getFirst().code();
        for (Value value : values.subList(1, values.size())) {
            java = TEXTS + "concat(" + java + ", " + value.code() + ")";
        }
        return code.define(expressions.type(call), anyNull(values), java);
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
        return WriteArithmetic.isTemporal(type) && type.getPrecision() >= 0 ? type.getPrecision() : 3;
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
        boolean supported = (DATE_UNITS.contains(unit) && (kind == Kind.DATE || kind == Kind.TIMESTAMP))
                || (TIME_UNITS.contains(unit) && kind == Kind.TIMESTAMP);
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

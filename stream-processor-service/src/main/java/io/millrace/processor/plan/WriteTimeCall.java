package io.millrace.processor.plan;

import static java.util.Map.entry;

import io.millrace.processor.function.EvaluationFailure;
import io.millrace.processor.function.TimeLayout;
import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/** Writes functions of dates, times and timestamps. */
final class WriteTimeCall {
    private static final String TIMES = "io.millrace.processor.function.Times.";
    private static final Set<TimeUnitRange> EXTRACTED = Set.of(
            TimeUnitRange.MILLENNIUM,
            TimeUnitRange.CENTURY,
            TimeUnitRange.DECADE,
            TimeUnitRange.YEAR,
            TimeUnitRange.ISOYEAR,
            TimeUnitRange.QUARTER,
            TimeUnitRange.MONTH,
            TimeUnitRange.WEEK,
            TimeUnitRange.DAY,
            TimeUnitRange.DOW,
            TimeUnitRange.ISODOW,
            TimeUnitRange.DOY,
            TimeUnitRange.HOUR,
            TimeUnitRange.MINUTE,
            TimeUnitRange.SECOND,
            TimeUnitRange.MILLISECOND,
            TimeUnitRange.EPOCH);
    private static final Set<TimeUnitRange> DATE_UNITS =
            Set.of(TimeUnitRange.YEAR, TimeUnitRange.QUARTER, TimeUnitRange.MONTH, TimeUnitRange.DAY);
    private static final Set<TimeUnitRange> TIME_UNITS =
            Set.of(TimeUnitRange.HOUR, TimeUnitRange.MINUTE, TimeUnitRange.SECOND);

    private final WriteExpression expressions;
    private final JavaCode code;

    WriteTimeCall(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
    }

    private static TimeUnitRange unit(RexCall call, int index) {
        return Objects.requireNonNull(((RexLiteral) operand(call, index)).getValueAs(TimeUnitRange.class));
    }

    Value extract(RexCall call) {
        TimeUnitRange unit = unit(call, 0);
        Value time = millis(expressions.write(operand(call, 1)), false);
        boolean timeUnit = TIME_UNITS.contains(unit) || unit == TimeUnitRange.MILLISECOND;
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
                    "Units are YEAR, QUARTER, MONTH, WEEK, DAY, DOW, DOY, ISOYEAR, ISODOW, DECADE, CENTURY,"
                            + " MILLENNIUM, EPOCH, and HOUR, MINUTE, SECOND, MILLISECOND where there is a time.");
        }
        String method = time.type().kind() == Kind.DATE ? "extractFromDate" : "extract";
        String java = TIMES + method + "(\"" + unit.name() + "\", " + time.code() + ")";
        return WriteCast.convert(
                code, code.define(ValueType.of(Kind.BIGINT), time.isNull(), java), expressions.type(call));
    }

    /** FLOOR and CEIL of a time to a unit. */
    Value floor(RexCall call, String method) {
        TimeUnitRange unit = unit(call, 1);
        Value time = millis(expressions.write(operand(call, 0)), method.equals("ceil"));
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
        String java = TIMES + name + "(\"" + unit.name() + "\", " + time.code() + ")";
        return WriteCast.convert(code, code.define(time.type(), time.isNull(), java), expressions.type(call));
    }

    /** A timestamp of microseconds as one of milliseconds, rounded down or up: units are no finer. */
    private Value millis(Value time, boolean up) {
        if (time.type().kind() != Kind.TIMESTAMP_MICROS) {
            return time;
        }
        String java = up ? TIMES + "ceilMicros(" + time.code() + ")" : WriteCast.millis(time.code());
        return code.define(ValueType.of(Kind.TIMESTAMP), time.isNull(), java);
    }

    private static RexNode operand(RexCall call, int index) {
        return call.getOperands().get(index);
    }

    Map<String, CallWriter> writers() {
        return Map.ofEntries(
                entry("DATE_FORMAT", this::dateFormat),
                entry("TO_DATE", call -> read(call, "TimeTexts.toDate", "parseDate")),
                entry("TO_TIMESTAMP", call -> read(call, "TimeTexts.toTimestamp", "parseTimestamp")),
                entry("TO_TIMESTAMP_LTZ", this::ofEpoch),
                entry("UNIX_TIMESTAMP", call -> read(call, "TimeLayout.toUnixTime", "parseUnixTime")),
                entry("FROM_UNIXTIME", this::fromUnixTime));
    }

    private Value dateFormat(RexCall call) {
        String layout = code.constant(layout(call, true));
        Value time = millis(expressions.write(operand(call, 0)), false);
        String method = time.type().kind() == Kind.DATE ? ".formatDate(" : ".format(";
        return code.define(expressions.type(call), time.isNull(), layout + method + time.code() + ")");
    }

    private Value fromUnixTime(RexCall call) {
        ValueType number = ValueType.of(Kind.BIGINT);
        String function = call.getOperands().size() == 1
                ? "io.millrace.processor.function.TimeLayout.fromUnixTime("
                : code.constant(layout(call, true)) + ".unixTime(";
        Value seconds = WriteCast.convert(code, expressions.write(operand(call, 0)), number);
        return code.define(expressions.type(call), seconds.isNull(), function + seconds.code() + ")");
    }

    /** Seconds (precision 0) or milliseconds (3) since 1970. */
    private Value ofEpoch(RexCall call) {
        RexNode unit = call.getOperands().getLast();
        Integer precision = call.getOperands().size() == 1
                ? (Integer) 3
                : unit instanceof RexLiteral literal ? literal.getValueAs(Integer.class) : null;
        if (precision == null || precision != 0 && precision != 3) {
            throw expressions.refuse(
                    call,
                    "TO_TIMESTAMP_LTZ takes the literal 0, for seconds, or 3, for milliseconds.",
                    "Write TO_TIMESTAMP_LTZ(x, 3).");
        }
        Value number = WriteCast.convert(code, expressions.write(operand(call, 0)), ValueType.of(Kind.BIGINT));
        String java = TIMES + (precision == 0 ? "ofEpochSeconds(" : "ofEpochMillis(") + number.code() + ")";
        return code.definePartial(expressions.type(call), number.isNull(), java);
    }

    /** A text, read in the one form that is known, or in that of a pattern. */
    private Value read(RexCall call, String known, String method) {
        String function = call.getOperands().size() == 1
                ? "io.millrace.processor.function." + known + "("
                : code.constant(layout(call, false)) + "." + method + "(";
        Value text = expressions.write(operand(call, 0));
        return code.define(expressions.type(call), text.isNull(), function + text.code() + ")");
    }

    private TimeLayout layout(RexCall call, boolean writing) {
        String name = call.getOperator().getName();
        if (!(operand(call, 1) instanceof RexLiteral literal) || literal.isNull()) {
            throw expressions.refuse(
                    call, name + " needs its pattern as a literal.", "Write it in apostrophes: 'yyyy-MM-dd HH:mm:ss'.");
        }
        String pattern = String.valueOf(RexLiteral.stringValue(literal));
        try {
            return writing ? TimeLayout.writing(pattern) : TimeLayout.of(pattern);
        } catch (EvaluationFailure e) {
            throw expressions.refuse(
                    call,
                    name + " has no such pattern: " + e.getMessage() + ".",
                    "Letters are yyyy, MM, dd, HH, mm, ss and SSS, and M, d, H, m, s; others stand in apostrophes: "
                            + "'yyyy-MM-dd''T''HH'.");
        }
    }
}

package io.millrace.processor.plan;

import io.millrace.processor.step.AggregateCall;
import io.millrace.processor.step.AggregateCall.Function;
import io.millrace.processor.step.ValueType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One aggregate function. */
final class LowerAggregateCall {
    private final Lowering lowering;
    private final Parameters parameters;

    /** Second arguments, which are literals in the input of an aggregate. */
    interface Parameters {
        /** @throws io.millrace.kernel.MillraceException where the column is no literal that the function can have */
        String of(Function function, int column);
    }

    LowerAggregateCall(Lowering lowering, Parameters parameters) {
        this.lowering = lowering;
        this.parameters = parameters;
    }

    AggregateCall of(Layout input, org.apache.calcite.rel.core.AggregateCall call) {
        Function function = function(
                call.getAggregation().getName().toUpperCase(Locale.ROOT),
                call.getArgList().isEmpty());
        if (function == null) {
            throw unsupported(call);
        }
        boolean ordered = !call.getCollation().getFieldCollations().isEmpty();
        int arguments = call.getArgList().size();
        boolean distinctRank = call.isDistinct() && function == Function.APPROX_PERCENTILE;
        if (call.hasFilter() || ordered || distinctRank || arguments > (hasParameter(function) ? 2 : 1)) {
            throw unsupported(call);
        }
        ValueType result = SqlTypes.stored(lowering.calcs().type(call.getType()));
        if (function == Function.COUNT_STAR) {
            return new AggregateCall(function, -1, ValueType.of(ValueType.Kind.BIGINT), result);
        }
        int argument = input.indexOf(call.getArgList().getFirst());
        requireTaken(lowering, function, input.column(argument).type());
        return new AggregateCall(
                function,
                argument,
                input.column(argument).type(),
                result,
                call.isDistinct(),
                arguments > 1 ? parameters.of(function, call.getArgList().get(1)) : ",");
    }

    private static boolean hasParameter(Function function) {
        return function == Function.LISTAGG || function == Function.APPROX_PERCENTILE;
    }

    /** The function of a name in upper case; null where it is unknown. */
    static @Nullable Function function(String name, boolean ofRows) {
        return switch (name) {
            case "COUNT" -> ofRows ? Function.COUNT_STAR : Function.COUNT;
            case "SUM" -> Function.SUM;
            case "MIN" -> Function.MIN;
            case "MAX" -> Function.MAX;
            case "AVG" -> Function.AVG;
            case "APPROX_COUNT_DISTINCT" -> Function.APPROX_COUNT_DISTINCT;
            case "APPROX_PERCENTILE" -> Function.APPROX_PERCENTILE;
            case "VAR_POP" -> Function.VAR_POP;
            case "VAR_SAMP", "VARIANCE" -> Function.VAR_SAMP;
            case "STDDEV_POP" -> Function.STDDEV_POP;
            case "STDDEV_SAMP", "STDDEV" -> Function.STDDEV_SAMP;
            case "ANY_VALUE" -> Function.ANY_VALUE;
            case "SINGLE_VALUE" -> Function.SINGLE_VALUE;
            case "BOOL_AND", "EVERY" -> Function.BOOL_AND;
            case "BOOL_OR" -> Function.BOOL_OR;
            case "BIT_AND" -> Function.BIT_AND;
            case "BIT_OR" -> Function.BIT_OR;
            case "BIT_XOR" -> Function.BIT_XOR;
            case "LISTAGG" -> Function.LISTAGG;
            case "ARRAY_AGG" -> Function.ARRAY_AGG;
            default -> null;
        };
    }

    static void requireTaken(Lowering lowering, Function function, ValueType argument) {
        boolean taken = switch (function) {
            case COUNT, APPROX_COUNT_DISTINCT, ANY_VALUE, SINGLE_VALUE, ARRAY_AGG -> true;
            case MIN, MAX -> !argument.isNested();
            default -> !argument.isNested() && argument.kind() != ValueType.Kind.VARBINARY;
        };
        if (!taken && argument.kind() == ValueType.Kind.VARBINARY) {
            throw lowering.refused(
                    function + " of a VARBINARY is not supported.",
                    "Cast it to VARCHAR for its text in UTF-8, or give HEX(x).");
        }
        if (!taken) {
            throw lowering.refused(
                    function + " of a " + argument.kind() + " is not supported.",
                    "Give it something that is in it, such as a.b or a[1].");
        }
    }

    private RuntimeException unsupported(org.apache.calcite.rel.core.AggregateCall call) {
        return lowering.refused(
                "The aggregate " + call.getAggregation().getName() + " is not supported in this form.",
                "Give it one argument, and LISTAGG a separator in quotes, APPROX_PERCENTILE a fraction; order when reading.");
    }

    static String name(org.apache.calcite.rel.core.AggregateCall call, int number) {
        return "$" + call.getAggregation().getName().toLowerCase(Locale.ROOT) + number;
    }
}

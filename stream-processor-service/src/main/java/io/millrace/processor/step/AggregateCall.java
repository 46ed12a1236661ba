package io.millrace.processor.step;

/**
 * One aggregate function of a GROUP BY. Rows whose argument is null do not count.
 *
 * @param function which
 * @param argument index of the argument's column in the input row; -1 for COUNT(*)
 * @param argumentType type of that column; BIGINT for COUNT(*)
 * @param resultType type of the result; AVG of an integer is an integer, as in Flink
 * @param distinct whether equal values count once
 * @param parameter what stands between the texts of LISTAGG, the fraction of APPROX_PERCENTILE; without meaning for other functions
 */
public record AggregateCall(
        Function function,
        int argument,
        ValueType argumentType,
        ValueType resultType,
        boolean distinct,
        String parameter) {

    /** With the separator that LISTAGG has where none is given. */
    public AggregateCall(
            Function function, int argument, ValueType argumentType, ValueType resultType, boolean distinct) {
        this(function, argument, argumentType, resultType, distinct, ",");
    }

    /** The same with repeated values. */
    AggregateCall ofAll() {
        return new AggregateCall(function, argument, argumentType, resultType, false, parameter);
    }

    /** Type of the values that are kept beside a group, where they are. */
    ValueType keptType() {
        return function == Function.APPROX_PERCENTILE ? ValueType.of(ValueType.Kind.DOUBLE) : argumentType;
    }

    /** Of all rows, with repeated values. */
    public AggregateCall(Function function, int argument, ValueType argumentType, ValueType resultType) {
        this(function, argument, argumentType, resultType, false);
    }

    /**
     * The aggregate functions. Each is a function of the bag of its values: neither the order of rows nor how they were
     * pre-aggregated shows in a result, over DOUBLE either. That is why there is no FIRST_VALUE and no LAST_VALUE.
     */
    public enum Function {
        COUNT_STAR,
        COUNT,
        SUM,
        MIN,
        MAX,
        AVG,
        /** Exact, COUNT(DISTINCT): a sketch could not take values back, and would make a result depend on its version. */
        APPROX_COUNT_DISTINCT,
        /** The value that at least the given part of the values is not above, to 0.2 percent; see {@link Percentile}. */
        APPROX_PERCENTILE,
        VAR_POP,
        /** Null for one value. */
        VAR_SAMP,
        STDDEV_POP,
        /** Null for one value. */
        STDDEV_SAMP,
        /** The least: any would do, but it must be the same each time. */
        ANY_VALUE,
        /** What a scalar subquery is: the value of the only row, null without a row, refused where there are more. */
        SINGLE_VALUE,
        /** Also EVERY. */
        BOOL_AND,
        /** Also SOME. */
        BOOL_OR,
        BIT_AND,
        BIT_OR,
        BIT_XOR,
        /** Texts in the order of their code points, equal ones as often as they came; refused beyond 1 MiB. */
        LISTAGG,
        /**
         * The values in their order, nulls first, equal ones as often as they came. The argument is an ARRAY of one value, which
         * can be null, so that a null that counts is told from a row that does not; refused beyond 1 MiB.
         */
        ARRAY_AGG
    }
}

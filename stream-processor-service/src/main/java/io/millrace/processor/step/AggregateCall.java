package io.millrace.processor.step;

/**
 * One aggregate function of a GROUP BY. Rows whose argument is null, or whose filter is not true, do not count.
 *
 * @param function which
 * @param argument index of the argument's column in the input row; -1 for COUNT(*)
 * @param argumentType type of that column; BIGINT for COUNT(*)
 * @param resultType type of the result; AVG of an integer is an integer, as in Flink
 * @param distinct whether equal values count once
 * @param filter index of a BOOLEAN column in the input row that must be true; -1 where all rows count
 */
public record AggregateCall(
        Function function, int argument, ValueType argumentType, ValueType resultType, boolean distinct, int filter) {

    /** Of all rows, with repeated values. */
    public AggregateCall(Function function, int argument, ValueType argumentType, ValueType resultType) {
        this(function, argument, argumentType, resultType, false, -1);
    }

    /** The aggregate functions. All are independent of the order of rows, those over DOUBLE too. */
    public enum Function {
        COUNT_STAR,
        COUNT,
        SUM,
        MIN,
        MAX,
        AVG
    }
}

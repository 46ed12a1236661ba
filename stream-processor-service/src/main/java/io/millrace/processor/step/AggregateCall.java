package io.millrace.processor.step;

/**
 * One aggregate function of a GROUP BY.
 *
 * @param function which
 * @param argument index of the argument's column in the input row; -1 for COUNT(*)
 * @param argumentType type of that column; BIGINT for COUNT(*)
 * @param resultType type of the result; AVG of an integer is an integer, as in Flink
 */
public record AggregateCall(Function function, int argument, ValueType argumentType, ValueType resultType) {
    /** The aggregate functions of the first cut. SUM and AVG over DOUBLE are independent of the order of rows. */
    public enum Function {
        COUNT_STAR,
        COUNT,
        SUM,
        MIN,
        MAX,
        AVG
    }
}

package io.millrace.ingestion.admission;

/**
 * What the contract says about one value. Compiled once per contract version, shared by all requests, without state.
 *
 * <p>A check reads exactly the value at the cursor and leaves the cursor after it, whatever it finds wrong.
 */
abstract sealed class ValueCheck
        permits AnyCheck,
                ArrayCheck,
                BinaryCheck,
                BooleanCheck,
                LongCheck,
                MapCheck,
                NumberCheck,
                ObjectCheck,
                StringCheck,
                TemporalCheck {

    /**
     * @param first the value's first byte, which is at the cursor; never the null literal's
     */
    abstract void check(Inspection event, int first);
}

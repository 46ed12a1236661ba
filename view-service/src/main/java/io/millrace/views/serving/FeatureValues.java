package io.millrace.views.serving;

import io.millrace.views.materialization.Cut;
import java.util.List;

/**
 * Values of features.
 *
 * @param cuts per view, what the values are of
 * @param rows per key its values, in the order of the features
 * @param present per view, for how many keys it has a row
 * @param bytes per view, those of its values
 */
record FeatureValues(List<Cut> cuts, List<List<Value>> rows, List<Long> present, List<Long> bytes) {
    /** Where a value comes from. */
    enum Status {
        /** From the row, which has it; also where it is null there. */
        PRESENT,
        /** There is no row: it is the default of the request. */
        DEFAULT,
        /** There is no row and no default: it is null. */
        ABSENT
    }

    record Value(Status status, byte[] json) {}
}

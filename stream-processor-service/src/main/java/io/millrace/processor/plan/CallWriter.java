package io.millrace.processor.plan;

import io.millrace.processor.plan.JavaCode.Value;
import org.apache.calcite.rex.RexCall;

/** Writes the Java of one function's calls. */
interface CallWriter {
    Value write(RexCall call);
}

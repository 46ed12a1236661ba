/** Operators over weighted deltas (row, +1/−1), rows and state. Plain Java: knows no Kafka, no SQL. */
@NullMarked
package io.millrace.processor.step;

import org.jspecify.annotations.NullMarked;

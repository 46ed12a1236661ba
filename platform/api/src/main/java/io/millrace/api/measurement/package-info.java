/** Aggregated measurements of every hop, the facts on millrace.measurements. */
@NullMarked
package io.millrace.api.measurement;

import org.jspecify.annotations.NullMarked;

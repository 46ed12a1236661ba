/** Aggregated measurements of a hop, one per name and second. */
@NullMarked
package io.millrace.starter.measurement;

import org.jspecify.annotations.NullMarked;

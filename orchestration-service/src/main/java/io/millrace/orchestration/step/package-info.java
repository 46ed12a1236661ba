/** What a step does: HTTP calls with bounds on time, size and destination. */
@NullMarked
package io.millrace.orchestration.step;

import org.jspecify.annotations.NullMarked;

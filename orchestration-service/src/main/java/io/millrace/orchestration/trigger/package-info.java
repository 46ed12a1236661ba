/** Starts runs at the times that the workflows' schedules name. */
@NullMarked
package io.millrace.orchestration.trigger;

import org.jspecify.annotations.NullMarked;

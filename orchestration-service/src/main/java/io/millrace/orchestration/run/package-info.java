/** Executions of workflows: their states, their durable progress, history, logs and events. */
@NullMarked
package io.millrace.orchestration.run;

import org.jspecify.annotations.NullMarked;

/** Definitions: reading and checking the YAML, cron expressions, and the stored workflows with their HTTP surface. */
@NullMarked
package io.millrace.orchestration.workflow;

import org.jspecify.annotations.NullMarked;

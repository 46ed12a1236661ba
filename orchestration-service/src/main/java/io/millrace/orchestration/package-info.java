/**
 * Workflows that run when a schedule or a person says so, step by step, and go on after a crash. Features:
 * {@code workflow} (definitions), {@code trigger} (schedules), {@code run} (executions), {@code step} (what a step does).
 */
@NullMarked
package io.millrace.orchestration;

import org.jspecify.annotations.NullMarked;

package io.millrace.orchestration.workflow;

import io.millrace.orchestration.step.HttpCall;
import java.time.Duration;
import java.util.List;

/**
 * A node of a workflow.
 *
 * @param call what it does
 * @param needs the steps that must have succeeded before
 * @param timeout bound of each attempt
 */
public record StepDefinition(String name, HttpCall call, List<String> needs, Retry retry, Duration timeout) {}

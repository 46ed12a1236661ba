package io.millrace.orchestration.workflow;

/** A workflow is being removed; told within the transaction, so that a listener may still refuse by throwing. */
public record WorkflowRemoved(String id) {}

package io.millrace.orchestration.workflow;

/** A workflow has a new document; told within the transaction that makes it so. */
public record WorkflowChanged(String id, long revision, WorkflowDefinition definition) {}

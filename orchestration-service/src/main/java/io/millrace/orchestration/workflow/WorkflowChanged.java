package io.millrace.orchestration.workflow;

import java.time.Instant;

/** A workflow has a new document; told within the transaction that makes it so. */
public record WorkflowChanged(String id, Instant changedAt, WorkflowDefinition definition) {}

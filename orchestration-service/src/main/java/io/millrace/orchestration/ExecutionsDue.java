package io.millrace.orchestration;

/** Work was written down that may be done as soon as the present transaction is committed. */
public record ExecutionsDue() {}

package io.millrace.registry.contract;

import java.time.Instant;

/** A line of {@code GET /api/contracts/{id}/versions}. */
record VersionSummary(String version, String status, Instant createdAt, Instant changedAt) {}

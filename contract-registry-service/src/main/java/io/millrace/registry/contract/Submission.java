package io.millrace.registry.contract;

import org.jspecify.annotations.Nullable;

/**
 * A version as somebody puts it.
 *
 * @param contentHash of everything but the status
 */
record Submission(
        String version,
        String status,
        String contentHash,
        @Nullable String name,
        @Nullable String owner) {}

package io.millrace.registry.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code GET /api/contracts}, and the answer to a PUT.
 *
 * @param version the active version, or the highest where none is active
 * @param status of that version
 * @param streams those that take events under it; empty where none is active
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ContractSummary(
        String id,
        String version,
        String status,
        @Nullable String name,
        @Nullable String owner,
        List<String> streams,
        Instant createdAt,
        Instant changedAt) {}

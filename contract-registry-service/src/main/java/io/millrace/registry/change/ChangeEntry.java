package io.millrace.registry.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.registry.Who;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code GET /api/contracts/{id}/changes}.
 *
 * @param id UUIDv7
 * @param from the status before; absent for a new version
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChangeEntry(
        UUID id,
        Instant at,
        Who by,
        String version,
        ChangeAction action,
        @Nullable String from,
        String to) {}

package io.millrace.registry.apikey;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is told of an API key after it was made: everything but the key. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ApiKeySummary(
        UUID id,
        String name,
        List<String> scopes,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expiresAt) {}

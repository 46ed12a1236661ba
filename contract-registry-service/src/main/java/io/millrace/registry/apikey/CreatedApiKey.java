package io.millrace.registry.apikey;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the one who made a key.
 *
 * @param key the key, never shown again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CreatedApiKey(
        UUID id,
        String name,
        List<String> scopes,
        String key,
        Instant createdAt,
        @Nullable Instant expiresAt) {

    /** Without the key, so that it does not get into a log by accident. */
    @Override
    public String toString() {
        return "CreatedApiKey[id=" + id + ", name=" + name + "]";
    }
}

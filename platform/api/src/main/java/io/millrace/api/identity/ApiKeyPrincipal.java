package io.millrace.api.identity;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom an API key stands for.
 *
 * @param id id of the key, a UUIDv7; also the principal's id
 * @param name what its maker called it
 * @param scopes what it may do, for example {@code read:orders_per_minute}, {@code write:*}
 * @param expiresAt null where it does not expire
 */
public record ApiKeyPrincipal(
        String id,
        String name,
        List<String> scopes,
        @Nullable Instant expiresAt) {}

package io.millrace.registry.apikey;

import io.millrace.api.identity.ApiKeyPrincipal;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A credential of a program. The key itself is not kept: only whoever made it has it. */
@Entity
class ApiKey {
    @Id
    private UUID id;

    private String name;
    private String sha256;
    private String scopes;
    private Instant createdAt;
    private String createdBy;
    private @Nullable Instant expiresAt;
    private @Nullable Instant revokedAt;
    private @Nullable String revokedBy;
    private @Nullable String idempotencyKey;

    @SuppressWarnings("NullAway.Init")
    protected ApiKey() {}

    ApiKey(UUID id, NewApiKey wanted, String sha256, String createdBy, Instant createdAt) {
        this.id = id;
        this.name = wanted.name();
        this.sha256 = sha256;
        this.scopes = String.join(" ", wanted.scopes());
        this.createdAt = createdAt;
        this.createdBy = createdBy;
        this.expiresAt = wanted.expiresAt(createdAt);
    }

    void answers(String request) {
        this.idempotencyKey = request;
    }

    boolean isValid(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    boolean isRevoked() {
        return revokedAt != null;
    }

    /** A key that was revoked stays so, by whom it was first. */
    void revoke(String by, Instant now) {
        if (revokedAt == null) {
            revokedAt = now;
            revokedBy = by;
        }
    }

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    List<String> scopes() {
        return List.of(scopes.split(" "));
    }

    ApiKeyPrincipal principal() {
        return new ApiKeyPrincipal(id.toString(), name, scopes(), expiresAt);
    }

    ApiKeySummary summary() {
        return new ApiKeySummary(id, name, scopes(), createdAt, createdBy, expiresAt);
    }
}

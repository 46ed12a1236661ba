package io.millrace.registry.contract;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One version of a contract, without its document; only its contract changes it. */
@Entity
class ContractVersion {
    @Id
    private UUID id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "contract_id")
    private Contract contract;

    private String version;
    private String status;
    private @Nullable String name;
    private @Nullable String owner;
    private String contentHash;
    private boolean wasActive;
    private Instant createdAt;
    private Instant changedAt;

    @SuppressWarnings("NullAway.Init")
    protected ContractVersion() {}

    @SuppressWarnings("NullAway.Init")
    ContractVersion(UUID id, Contract contract, Submission submission, Instant now) {
        this.id = id;
        this.contract = contract;
        this.version = submission.version();
        this.createdAt = now;
        hold(submission, now);
    }

    /** Takes over what was put; the content of a draft, or the same content with another status. */
    final void hold(Submission submission, Instant now) {
        name = submission.name();
        owner = submission.owner();
        contentHash = submission.contentHash();
        become(submission.status(), now);
    }

    final void become(String next, Instant now) {
        status = next;
        wasActive |= lifecycle() == Lifecycle.ACTIVE;
        changedAt = now;
    }

    boolean hasContent(String hash) {
        return contentHash.equals(hash);
    }

    Lifecycle lifecycle() {
        return Lifecycle.of(status);
    }

    boolean wasActive() {
        return wasActive;
    }

    SemanticVersion rank() {
        return SemanticVersion.of(version);
    }

    UUID id() {
        return id;
    }

    String version() {
        return version;
    }

    String status() {
        return status;
    }

    @Nullable
    String name() {
        return name;
    }

    @Nullable
    String owner() {
        return owner;
    }

    VersionSummary summary() {
        return new VersionSummary(version, status, createdAt, changedAt);
    }
}

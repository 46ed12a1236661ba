package io.millrace.registry.change;

import io.millrace.registry.Who;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One line of a contract's history; never changed. */
@Entity
class ContractChange {
    @Id
    private UUID id;

    private String contractId;
    private String version;

    @Enumerated(EnumType.STRING)
    @Column(length = 20)
    private ChangeAction action;

    private @Nullable String fromStatus;
    private String toStatus;
    private String principalId;
    private String principalName;
    private Instant changedAt;

    @SuppressWarnings("NullAway.Init")
    protected ContractChange() {}

    ContractChange(UUID id, String contractId, VersionChange change, Who who, Instant changedAt) {
        this.id = id;
        this.contractId = contractId;
        this.version = change.version();
        this.action = change.action();
        this.fromStatus = change.from();
        this.toStatus = change.to();
        this.principalId = who.id();
        this.principalName = who.name();
        this.changedAt = changedAt;
    }

    ChangeEntry entry() {
        return new ChangeEntry(
                id, changedAt, new Who(principalId, principalName), version, action, fromStatus, toStatus);
    }
}

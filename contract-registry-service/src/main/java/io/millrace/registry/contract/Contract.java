package io.millrace.registry.contract;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Uuids;
import io.millrace.registry.RegistryError;
import io.millrace.registry.change.ChangeAction;
import io.millrace.registry.change.VersionChange;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A contract with all its versions, and the rules of its life: one version is active at most, a version's content is
 * settled once it is no draft, and versions only rise.
 */
@Entity
class Contract {
    static final int VERSIONS_MAX = 1_000;

    @Id
    private String id;

    @Version
    private @Nullable Long revision;

    private @Nullable String activeVersion;
    private Instant createdAt;
    private Instant changedAt;

    @OneToMany(mappedBy = "contract", cascade = CascadeType.ALL, fetch = FetchType.LAZY)
    private List<ContractVersion> versions = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    protected Contract() {}

    Contract(String id, Instant now) {
        this.id = id;
        this.createdAt = now;
        this.changedAt = now;
    }

    /**
     * Puts a version: a new one, other content of a draft, or another status.
     *
     * @return what changed, empty where all is as it was
     * @throws MillraceException with a 409 where the contract's life does not allow it
     */
    List<VersionChange> put(Submission submission, Clock clock) {
        ContractVersion present = version(submission.version()).orElse(null);
        List<VersionChange> changes;
        if (present == null) {
            changes = add(submission, clock);
        } else if (!present.hasContent(submission.contentHash())) {
            changes = replace(present, submission, clock.instant());
        } else if (!present.status().equals(submission.status())) {
            changes = move(present, submission, ChangeAction.TRANSITION, clock.instant());
        } else {
            return List.of();
        }
        changedAt = clock.instant();
        return changes;
    }

    private List<VersionChange> add(Submission submission, Clock clock) {
        if (versions.size() >= VERSIONS_MAX) {
            throw new MillraceException(
                    RegistryError.LIMIT_REACHED,
                    "The contract " + id + " has " + VERSIONS_MAX
                            + " versions, which is the limit. Begin a new contract.");
        }
        Optional<ContractVersion> highest = highest();
        if (highest.isPresent()
                && SemanticVersion.of(submission.version())
                                .compareTo(highest.get().rank())
                        <= 0) {
            throw new MillraceException(
                    RegistryError.VERSION_TOO_LOW,
                    "Version " + submission.version() + " of the contract " + id + " is not above "
                            + highest.get().version() + ", which is there. Put a higher version.");
        }
        Instant now = clock.instant();
        ContractVersion added = new ContractVersion(Uuids.next(clock), this, submission, now);
        List<VersionChange> changes = new ArrayList<>();
        changes.add(new VersionChange(submission.version(), ChangeAction.CREATED, null, submission.status()));
        if (added.lifecycle() == Lifecycle.ACTIVE) {
            supersede(added, now, changes);
        }
        versions.add(added);
        return changes;
    }

    private List<VersionChange> replace(ContractVersion present, Submission submission, Instant now) {
        if (present.lifecycle() != Lifecycle.DRAFT) {
            throw new MillraceException(
                    RegistryError.VERSION_EXISTS,
                    "Version " + present.version() + " of the contract " + id + " is " + present.status()
                            + " and has other content. Put the change as a higher version.");
        }
        return move(present, submission, ChangeAction.REPLACED, now);
    }

    private List<VersionChange> move(ContractVersion version, Submission submission, ChangeAction action, Instant now) {
        Lifecycle next = Lifecycle.of(submission.status());
        guard(version, next, submission.status());
        String from = version.status();
        List<VersionChange> changes = new ArrayList<>();
        changes.add(new VersionChange(version.version(), action, from, submission.status()));
        if (next == Lifecycle.ACTIVE) {
            supersede(version, now, changes);
        } else if (version.lifecycle() == Lifecycle.ACTIVE) {
            activeVersion = null;
        }
        version.hold(submission, now);
        return changes;
    }

    private void guard(ContractVersion version, Lifecycle next, String status) {
        Lifecycle now = version.lifecycle();
        if (!now.leadsTo(next)) {
            String mend = now == Lifecycle.RETIRED
                    ? "What is retired stays so: put a higher version."
                    : "Its streams may hold events: put a higher version as a draft.";
            throw new MillraceException(
                    RegistryError.ILLEGAL_TRANSITION,
                    "Version " + version.version() + " of the contract " + id + " is " + version.status()
                            + " and cannot become " + status + ". " + mend);
        }
        if (next == Lifecycle.ACTIVE && now != Lifecycle.ACTIVE) {
            guardOrder(version);
        }
    }

    private void guardOrder(ContractVersion version) {
        versions.stream()
                .filter(ContractVersion::wasActive)
                .filter(other -> other.rank().compareTo(version.rank()) > 0)
                .findAny()
                .ifPresent(higher -> {
                    throw new MillraceException(
                            RegistryError.VERSION_TOO_LOW,
                            "Version " + version.version() + " of the contract " + id + " is " + version.status()
                                    + " and cannot become active, because version " + higher.version()
                                    + " was active after it. Put its content as a higher version.");
                });
    }

    private void supersede(ContractVersion successor, Instant now, List<VersionChange> changes) {
        active().filter(previous -> previous != successor).ifPresent(previous -> {
            changes.add(
                    new VersionChange(previous.version(), ChangeAction.SUPERSEDED, previous.status(), "deprecated"));
            previous.become("deprecated", now);
        });
        activeVersion = successor.version();
    }

    Optional<ContractVersion> version(String version) {
        return versions.stream()
                .filter(candidate -> candidate.version().equals(version))
                .findFirst();
    }

    Optional<ContractVersion> active() {
        return Optional.ofNullable(activeVersion).flatMap(this::version);
    }

    private Optional<ContractVersion> highest() {
        return versions.stream().max(Comparator.comparing(ContractVersion::rank));
    }

    /** The version that stands for the contract: the active one, or the highest where none is. */
    ContractVersion shown() {
        return active().or(this::highest).orElseThrow(() -> new IllegalStateException(id + " has no version"));
    }

    /** Highest first. */
    List<ContractVersion> versions() {
        return versions.stream()
                .sorted(Comparator.comparing(ContractVersion::rank).reversed())
                .toList();
    }

    String id() {
        return id;
    }

    /** Rises with every change that was stored; what an ETag is made of. */
    long revision() {
        if (revision == null) {
            throw new IllegalStateException("contract " + id + " was not stored yet");
        }
        return revision;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant changedAt() {
        return changedAt;
    }
}

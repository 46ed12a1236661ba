package io.millrace.registry.contract;

import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.registry.RegistryError;
import io.millrace.registry.Who;
import io.millrace.registry.catalog.ActivateStreams;
import io.millrace.registry.change.History;
import io.millrace.registry.change.VersionChange;
import io.millrace.registry.schema.ContractDocument;
import io.millrace.registry.schema.DiffDocuments;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Carries out one PUT within one transaction: the contract, its history, its streams, its topics, and the news of it. */
@Component
class StoreContract {
    private final Contracts contracts;
    private final StoredContracts stored;
    private final ActivateStreams streams;
    private final History history;
    private final PublishContract publish;
    private final Clock clock;

    StoreContract(
            Contracts contracts,
            StoredContracts stored,
            ActivateStreams streams,
            History history,
            PublishContract publish,
            Clock clock) {
        this.contracts = contracts;
        this.stored = stored;
        this.streams = streams;
        this.history = history;
        this.publish = publish;
        this.clock = clock;
    }

    PutContract.Result put(ContractDocument document, @Nullable String ifMatch, Who who) {
        stored.lock(document.id());
        Optional<Contract> before = contracts.findById(document.id());
        EntityTag.check(ifMatch, before.map(Contract::revision), document.id());
        Contract contract = before.orElseGet(() -> new Contract(document.id(), clock.instant()));
        boolean wasActive = contract.active().isPresent();
        List<VersionChange> changes = change(contract, document);
        if (!changes.isEmpty()) {
            if (before.isEmpty()) {
                contract = contracts.save(contract);
            }
            contracts.flush();
            stored.save(version(contract, document), document.source());
            history.record(contract.id(), changes, who);
            follow(contract, document, changes, wasActive);
        }
        return new PutContract.Result(before.isEmpty(), stored.summary(contract), contract.revision(), changes);
    }

    private List<VersionChange> change(Contract contract, ContractDocument document) {
        Submission submission = new Submission(
                document.version(),
                document.status(),
                ContentHash.of(document.source().content()),
                document.name(),
                document.owner());
        try {
            return contract.put(submission, clock);
        } catch (MillraceException e) {
            if (e.code() != RegistryError.VERSION_EXISTS) {
                throw e;
            }
            List<Violation> differences =
                    DiffDocuments.diff(stored.content(version(contract, document)), document.source());
            throw new MillraceException(e.code(), e.detail() + DiffDocuments.inWords(differences), differences);
        }
    }

    private static ContractVersion version(Contract contract, ContractDocument document) {
        return contract.version(document.version())
                .orElseThrow(() -> new IllegalStateException("version " + document.version() + " was not kept"));
    }

    /** Streams follow the version that is active now; everybody is told what the contract is now. */
    private void follow(Contract contract, ContractDocument document, List<VersionChange> changes, boolean wasActive) {
        boolean activated = changes.stream()
                .anyMatch(change ->
                        change.version().equals(document.version()) && Lifecycle.of(change.to()) == Lifecycle.ACTIVE);
        if (activated) {
            List<StreamSchema> active = streams.activate(document);
            publish.publish(contract, active);
        } else if (contract.active().isEmpty()) {
            if (wasActive) {
                streams.deactivate(contract.id());
            }
            publish.publish(contract, List.of());
        }
    }
}

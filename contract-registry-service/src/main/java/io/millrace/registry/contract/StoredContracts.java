package io.millrace.registry.contract;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.registry.catalog.ActivateStreams;
import io.millrace.registry.schema.DocumentText;
import io.millrace.registry.schema.SourceDocument;
import java.sql.SQLException;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/** Reads contracts and their documents, and keeps documents. */
@Component
class StoredContracts {
    /** Seconds that a writer waits for another one of the same contract, who may be waiting for Kafka. */
    private static final String LOCK_TIMEOUT = "set local lock_timeout = '10s'";

    /** PostgreSQL's lock_not_available. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Contracts contracts;
    private final StoredDocuments documents;
    private final ActivateStreams streams;
    private final JdbcClient jdbc;

    /**
     * A version with its document.
     *
     * @param text with the status that the version has now
     */
    record Shown(Contract contract, ContractVersion version, DocumentText text) {}

    StoredContracts(Contracts contracts, StoredDocuments documents, ActivateStreams streams, JdbcClient jdbc) {
        this.contracts = contracts;
        this.documents = documents;
        this.streams = streams;
        this.jdbc = jdbc;
    }

    /**
     * Lets one transaction at a time write a contract, also one that is not there yet.
     *
     * @throws MillraceException with {@link CommonError#UNAVAILABLE} where another one does not end in time
     */
    void lock(String id) {
        jdbc.sql(LOCK_TIMEOUT).update();
        try {
            awaitLock(id);
        } catch (DataAccessException e) {
            if (!(e.getMostSpecificCause() instanceof SQLException cause)
                    || !LOCK_NOT_AVAILABLE.equals(cause.getSQLState())) {
                throw e;
            }
            throw new MillraceException(
                    CommonError.UNAVAILABLE,
                    "Another request puts the contract " + id + " and waits for Kafka. Nothing was changed; send yours"
                            + " again in a moment.",
                    e);
        }
    }

    private void awaitLock(String id) {
        jdbc.sql(
                        "select pg_advisory_xact_lock(hashtextextended('millrace.contract.' || current_schema() || '.' || ?, 0))")
                .param(id)
                .query((row, number) -> 0)
                .single();
    }

    void save(ContractVersion version, SourceDocument source) {
        documents.save(new StoredDocument(version.id(), source.format(), source.text()));
    }

    JsonNode content(ContractVersion version) {
        return text(version).content();
    }

    /** @throws MillraceException with {@link CommonError#NOT_FOUND} where there is no such contract */
    @Transactional(readOnly = true)
    public Shown shown(String id) {
        Contract contract = contract(id);
        return new Shown(contract, contract.shown(), text(contract.shown()));
    }

    /** @throws MillraceException with {@link CommonError#NOT_FOUND} where there is no such contract or version */
    @Transactional(readOnly = true)
    public Shown shown(String id, String version) {
        Contract contract = contract(id);
        ContractVersion found = contract.version(version)
                .orElseThrow(() -> new MillraceException(
                        CommonError.NOT_FOUND,
                        "The contract " + id + " has no version " + version + ". GET /api/contracts/" + id
                                + "/versions lists those there are."));
        return new Shown(contract, found, text(found));
    }

    /** Highest first. */
    @Transactional(readOnly = true)
    public List<VersionSummary> versions(String id) {
        return contract(id).versions().stream().map(ContractVersion::summary).toList();
    }

    /** By id. */
    @Transactional(readOnly = true)
    public List<ContractSummary> after(String id, int limit) {
        List<String> ids = contracts.idsAfter(id, Limit.of(limit));
        return contracts.findByIdInOrderById(ids).stream().map(this::summary).toList();
    }

    void requireContract(String id) {
        if (!contracts.existsById(id)) {
            throw unknown(id);
        }
    }

    ContractSummary summary(Contract contract) {
        ContractVersion shown = contract.shown();
        return new ContractSummary(
                contract.id(),
                shown.version(),
                shown.status(),
                shown.name(),
                shown.owner(),
                shown.lifecycle() == Lifecycle.ACTIVE ? streams.activeNames(contract.id()) : List.of(),
                contract.createdAt(),
                contract.changedAt());
    }

    private Contract contract(String id) {
        return contracts.findById(id).orElseThrow(() -> unknown(id));
    }

    private static MillraceException unknown(String id) {
        return new MillraceException(
                CommonError.NOT_FOUND, "There is no contract '" + id + "'. GET /api/contracts lists those there are.");
    }

    private DocumentText text(ContractVersion version) {
        StoredDocument document = documents
                .findById(version.id())
                .orElseThrow(() -> new IllegalStateException("version " + version.id() + " has no document"));
        return new DocumentText(document.format(), document.text()).withStatus(version.status());
    }
}

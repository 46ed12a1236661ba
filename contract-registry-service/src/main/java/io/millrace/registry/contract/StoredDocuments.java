package io.millrace.registry.contract;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/** The documents of all versions. */
interface StoredDocuments extends Repository<StoredDocument, UUID> {
    StoredDocument save(StoredDocument document);

    Optional<StoredDocument> findById(UUID versionId);
}

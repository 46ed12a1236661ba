package io.millrace.registry.contract;

import io.millrace.registry.schema.DocumentFormat;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** The document of a version as it was sent, comments and all. */
@Entity
@Table(name = "contract_document")
class StoredDocument {
    @Id
    private UUID versionId;

    @Enumerated(EnumType.STRING)
    @Column(length = 4)
    private DocumentFormat format;

    @Column(columnDefinition = "text")
    private String text;

    @SuppressWarnings("NullAway.Init")
    protected StoredDocument() {}

    StoredDocument(UUID versionId, DocumentFormat format, String text) {
        this.versionId = versionId;
        this.format = format;
        this.text = text;
    }

    DocumentFormat format() {
        return format;
    }

    String text() {
        return text;
    }
}

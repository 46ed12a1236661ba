package io.millrace.orchestration.workflow;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A stored workflow: which document is in force, and who made it so. */
@Entity
@Table(name = "workflow")
public class Workflow {
    @Id
    private String id;

    private String documentHash;
    private long revision;
    private Instant createdAt;
    private Instant changedAt;
    private String changedBy;

    @Version
    private @Nullable Long version;

    @SuppressWarnings("NullAway.Init")
    protected Workflow() {}

    Workflow(String id, String documentHash, String by, Instant now) {
        this.id = id;
        this.documentHash = documentHash;
        this.revision = 1;
        this.createdAt = now.truncatedTo(ChronoUnit.MILLIS);
        this.changedAt = createdAt;
        this.changedBy = by;
    }

    /** Takes another document as the one in force; false where it is the same. */
    boolean redefine(String newDocumentHash, String by, Instant now) {
        if (documentHash.equals(newDocumentHash)) {
            return false;
        }
        documentHash = newDocumentHash;
        revision++;
        changedAt = now.truncatedTo(ChronoUnit.MILLIS);
        changedBy = by;
        return true;
    }

    public String id() {
        return id;
    }

    /** Names the document in {@link Documents}. */
    public String documentHash() {
        return documentHash;
    }

    /** 1 for the first document under this name, and one more with each change. */
    public long revision() {
        return revision;
    }

    Instant createdAt() {
        return createdAt;
    }

    /** When the document in force was put, to the millisecond; with the name it tells one put from every other. */
    public Instant changedAt() {
        return changedAt;
    }

    String changedBy() {
        return changedBy;
    }
}

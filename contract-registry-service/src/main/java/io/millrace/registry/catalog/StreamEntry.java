package io.millrace.registry.catalog;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/**
 * A stream's name and topic, which belong to one contract for good, and what the contract last said of it.
 *
 * <p>{@code active}: an active version describes it now. {@code described}: the last version that was active did.
 */
@Entity
@Table(name = "stream")
class StreamEntry implements Persistable<String> {
    @Id
    private String name;

    /** Claimed by this object: then it is inserted and must not be there, for it would be taken from who has it. */
    @Transient
    private boolean claim;

    private String topic;
    private @Nullable UUID topicId;
    private boolean topicAdopted;
    private String contractId;
    private String contractVersion;
    private boolean active;
    private boolean described;
    private String schemaJson;

    @SuppressWarnings("NullAway.Init")
    protected StreamEntry() {}

    /** Claims name and topic for a contract. */
    StreamEntry(String name, String topic, String contractId) {
        this.name = name;
        this.topic = topic;
        this.contractId = contractId;
        this.contractVersion = "";
        this.schemaJson = "";
        this.claim = true;
    }

    @Override
    public String getId() {
        return name;
    }

    @Override
    public boolean isNew() {
        return claim;
    }

    @PostPersist
    void claimed() {
        claim = false;
    }

    void describe(String version, String json) {
        contractVersion = version;
        schemaJson = json;
        active = true;
        described = true;
    }

    /** @param found whether it was there before this contract asked for it */
    void topicIs(UUID id, boolean found) {
        topicAdopted = topicId == null ? found : topicAdopted;
        topicId = id;
    }

    /** Whether its topic was made for it. */
    boolean ownsTopic() {
        return topicId != null && !topicAdopted;
    }

    /** A new version became active that does not describe it. */
    void drop() {
        active = false;
        described = false;
    }

    /** The contract has no active version any more. */
    void deactivate() {
        active = false;
    }

    String name() {
        return name;
    }

    String topic() {
        return topic;
    }

    @Nullable
    UUID topicId() {
        return topicId;
    }

    String contractId() {
        return contractId;
    }

    String contractVersion() {
        return contractVersion;
    }

    boolean isActive() {
        return active;
    }

    boolean isDescribed() {
        return described;
    }

    String schemaJson() {
        return schemaJson;
    }
}

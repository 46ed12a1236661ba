package io.millrace.processor.view;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a next version compare with those that are served: not known while a copy of the service compares them, then a diff,
 * or why there can be none.
 */
@Entity
@Table(name = "view_comparisons")
class Comparison {
    @Id
    private UUID viewId;

    private @Nullable String diff;
    private @Nullable Long differences;
    private @Nullable Long keysCompared;
    private @Nullable String refusal;

    /** For JPA. */
    @NullUnmarked
    protected Comparison() {}

    UUID viewId() {
        return viewId;
    }

    /** A {@link io.millrace.api.view.ViewDiff} as JSON. */
    Optional<String> diff() {
        return Optional.ofNullable(diff);
    }

    /** How many keys differ. */
    @Nullable
    Long differences() {
        return differences;
    }

    /** How many keys either version has. */
    @Nullable
    Long keysCompared() {
        return keysCompared;
    }

    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    boolean isDone() {
        return diff != null || refusal != null;
    }
}

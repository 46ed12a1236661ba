package io.millrace.processor.view;

import io.millrace.api.view.ViewStatus;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The last check of a view version on its schedule: what was found, or why it could not be checked. */
@Entity
@Table(name = "view_checks")
class ViewCheck {
    @Id
    private UUID viewId;

    private @Nullable Instant checkedAt;
    private @Nullable String verification;
    private @Nullable Long differences;
    private @Nullable String refusal;

    /** For JPA. */
    @NullUnmarked
    protected ViewCheck() {}

    UUID viewId() {
        return viewId;
    }

    /** A {@link Verification} as JSON. */
    Optional<String> verification() {
        return Optional.ofNullable(verification);
    }

    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Empty until the first one is done. */
    Optional<ViewStatus.Check> told() {
        return Optional.ofNullable(checkedAt).map(at -> new ViewStatus.Check(at, differences, refusal));
    }
}

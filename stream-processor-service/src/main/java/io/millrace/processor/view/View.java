package io.millrace.processor.view;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewState;
import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.sql.Statement;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A version of a view, or of a derived stream, which is one whose rows go to a stream.
 *
 * <pre>
 *            pause            fail
 *  RUNNING ────────→ PAUSED  ──────┐
 *     ↑  ↖──────────────┘          ↓
 *     └──────────────────────── FAILED      delete: from every state, once
 *              resume
 * </pre>
 *
 * A version that replaces another one has the same life beside it, until it is served in its place; and so has the one that was
 * served, as long as it is kept to be served again.
 *
 * <pre>
 *  next ──cut over──→ served ──cut over──→ previous ──a day later──→ deleted
 *                       ↑ └────roll back────↓ │
 *                       └─────────────────────┘
 * </pre>
 */
@Entity
@Table(name = "views")
class View {
    private static final int REASON_LENGTH_MAX = 2_000;

    @Id
    private UUID id;

    @Enumerated(EnumType.STRING)
    private Statement.Kind kind;

    private String name;
    private int version;

    @Enumerated(EnumType.STRING)
    private ViewState state;

    private @Nullable String reason;
    private String sql;
    private String fingerprint;
    private String runtime;

    @Convert(converter = ViewDefinitionJson.class)
    private ViewDefinition definition;

    private Instant createdAt;
    private Instant changedAt;
    private @Nullable Instant deletedAt;
    private boolean removed;
    private @Nullable Integer replaces;
    private boolean cutOverAsked;
    private @Nullable Instant replacedAt;
    private @Nullable UUID together;
    private boolean follows;

    @Version
    private long lockVersion;

    /** For JPA. */
    @NullUnmarked
    protected View() {}

    /**
     * What identifies a version.
     *
     * @param version 1 or more; never given to another definition under this name
     * @param runtime the Kafka Streams application that runs it
     */
    record Identity(UUID id, String name, int version, String runtime) {}

    View(Identity identity, String sql, String fingerprint, ViewDefinition definition, Instant now) {
        this.id = identity.id();
        this.name = identity.name();
        this.version = identity.version();
        this.runtime = identity.runtime();
        this.kind = definition.target() == null ? Statement.Kind.VIEW : Statement.Kind.STREAM;
        this.state = ViewState.RUNNING;
        this.sql = sql;
        this.fingerprint = fingerprint;
        this.definition = definition;
        this.createdAt = now;
        this.changedAt = now;
    }

    /** Makes it one that is built beside the version that is served, to take its place. */
    View toReplace(View served) {
        replaces = served.version;
        return this;
    }

    /** Makes it one that is built because a view that it reads is replaced. */
    View toFollow() {
        follows = true;
        return this;
    }

    /** Makes it one that takes its place in one step with others. */
    void takePlaceWith(UUID group) {
        together = group;
    }

    /** What it has in common with those that take, or took, their places with it; null where it is alone. */
    @Nullable
    UUID together() {
        return together;
    }

    /** Whether it was built because a view that it reads is replaced. */
    boolean isFollowing() {
        return follows;
    }

    /** Makes it the version that is served. */
    void takePlace(Instant now) {
        requireThere("served");
        if (isServed()) {
            throw new IllegalStateException("view " + name + " version " + version + " is served already");
        }
        replaces = null;
        replacedAt = null;
        changedAt = now;
    }

    /** Keeps it up to date while another version is served. */
    void keepBeside(Instant now) {
        requireThere("kept");
        replacedAt = now;
        changedAt = now;
    }

    /** Lets it take its place however its rows differ. */
    void askForCutOver() {
        cutOverAsked = true;
    }

    boolean isCutOverAsked() {
        return cutOverAsked;
    }

    /** Whether it is being built to take the place of another version. */
    boolean isNext() {
        return replaces != null;
    }

    /** When another version took its place; null where it is served, or never was. */
    @Nullable
    Instant replacedAt() {
        return replacedAt;
    }

    /** Whether it is kept, and its place was taken before a moment. */
    boolean isReplacedBefore(Instant moment) {
        return replacedAt != null && replacedAt.isBefore(moment);
    }

    /** Whether its rows are those that readers get. */
    boolean isServed() {
        return replaces == null && replacedAt == null;
    }

    /** Stops it on purpose; pausing a paused view changes nothing. */
    void pause(Instant now) {
        requireThere("paused");
        if (state == ViewState.FAILED) {
            throw new MillraceException(
                    ProcessorError.VIEW_STATE,
                    noun() + " " + name + " is FAILED and cannot be paused. Resume it to try again, or delete it.");
        }
        become(ViewState.PAUSED, null, now);
    }

    /** Lets a paused or failed view run again; resuming a running view changes nothing. */
    void resume(Instant now) {
        requireThere("resumed");
        become(ViewState.RUNNING, null, now);
    }

    /** Notes why it stopped by itself. A paused view stays paused. */
    void fail(String why, Instant now) {
        if (deletedAt == null && state != ViewState.PAUSED) {
            String bounded = why.length() > REASON_LENGTH_MAX ? why.substring(0, REASON_LENGTH_MAX) : why;
            become(ViewState.FAILED, bounded, now);
        }
    }

    void delete(Instant now) {
        requireThere("deleted");
        deletedAt = now;
        changedAt = now;
    }

    /** Notes that nothing of it is left in Kafka. */
    void markRemoved() {
        if (deletedAt == null) {
            throw new IllegalStateException("view " + name + " is not deleted");
        }
        removed = true;
    }

    private void requireThere(String done) {
        if (deletedAt != null) {
            throw new MillraceException(
                    ProcessorError.VIEW_STATE, noun() + " " + name + " is deleted and cannot be " + done + ".");
        }
    }

    private void become(ViewState next, @Nullable String why, Instant now) {
        if (state != next || !java.util.Objects.equals(reason, why)) {
            state = next;
            reason = why;
            changedAt = now;
        }
    }

    private String noun() {
        return isStream() ? "Stream" : "View";
    }

    boolean isStream() {
        return kind == Statement.Kind.STREAM;
    }

    Statement.Kind kind() {
        return kind;
    }

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    int version() {
        return version;
    }

    ViewState state() {
        return state;
    }

    @Nullable
    String reason() {
        return reason;
    }

    String sql() {
        return sql;
    }

    boolean isDefinedBy(String otherFingerprint) {
        return fingerprint.equals(otherFingerprint);
    }

    String runtime() {
        return runtime;
    }

    ViewDefinition definition() {
        return definition;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant changedAt() {
        return changedAt;
    }

    boolean isRemoved() {
        return removed;
    }

    boolean isDeleted() {
        return deletedAt != null;
    }

    /** Whether it is meant to run. */
    boolean isWanted() {
        return deletedAt == null && (state == ViewState.RUNNING || state == ViewState.CREATED);
    }

    /**
     * @param next what is to take its place; null for nothing
     * @param previous what was served before; null for nothing
     */
    PublishedView published(@Nullable View next, @Nullable View previous) {
        return new PublishedView(
                PublishedView.TYPE,
                PublishedView.V,
                name,
                version,
                state,
                reason,
                sql,
                definition.key(),
                definition.hiddenColumns(),
                definition.columns(),
                definition.indexes(),
                definition.sources(),
                definition.partitions(),
                runtime,
                definition.freshnessMs(),
                definition.retentionMs(),
                definition.historyMs(),
                createdAt,
                changedAt,
                next == null ? null : next.published(null, null),
                previous == null ? null : previous.published(null, null));
    }
}

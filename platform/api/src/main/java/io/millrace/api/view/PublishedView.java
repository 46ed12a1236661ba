package io.millrace.api.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A record of the compacted topic millrace.views, keyed by the view's name: its definition, whole. A deleted view is a
 * tombstone.
 *
 * @param type always {@value #TYPE}
 * @param v version of this record's form
 * @param name {@link io.millrace.kernel.Names#FORM}
 * @param version 1 for the first definition under this name; never reused, also not after a DELETE
 * @param state CREATED, PAUSED, FAILED, or RUNNING for a view that is meant to run (how far it is, is measured)
 * @param reason why it is FAILED, else null
 * @param sql the statement as it was sent
 * @param key names of the key's columns, in key order; empty for the one row of a global aggregate. A column that is no
 *     member of the rows is hidden and has {@value #HIDDEN} in front of its name: a column of the stream's primary key that
 *     a projection does not select, {@value #HIDDEN_KEY} for the place of an event where that tells rows apart ({@code
 *     $offset2} and so on for those of further streams of a join), {@code $branch} for the branch of a union
 * @param hiddenColumns the hidden columns of {@code key}, with their types and the names that they have there; without
 *     {@value #HIDDEN_KEY}
 * @param columns in the query's order
 * @param indexes secondary indexes, in the order of their declaration
 * @param sources the streams it reads
 * @param partitions partitions of the changelog topic, 0-based sink partitions
 * @param runtime the Kafka Streams application that runs it
 * @param freshnessMs declared freshness, milliseconds
 * @param retentionMs rows older than this against the watermark are removed, milliseconds; -1 for ever
 * @param historyMs how long the changelog keeps every change, milliseconds
 * @param createdAt when this version was defined
 * @param changedAt when this record was made
 * @param next the version that takes the place of this one once it has caught up; null where none is being built. It has no next
 *     itself
 * @param previous the version that was served before, and is kept up to date to be served again; null where none is. It has neither
 *     next nor previous itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PublishedView(
        String type,
        int v,
        String name,
        int version,
        ViewState state,
        @Nullable String reason,
        String sql,
        List<String> key,
        List<ViewColumn> hiddenColumns,
        List<ViewColumn> columns,
        List<ViewIndex> indexes,
        List<SourceStream> sources,
        int partitions,
        String runtime,
        long freshnessMs,
        long retentionMs,
        long historyMs,
        Instant createdAt,
        Instant changedAt,
        @Nullable PublishedView next,
        @Nullable PublishedView previous) {
    public static final String TYPE = "view";
    public static final int V = 1;
    /** What the name of a key column that is no member of the rows begins with; no column of a contract or view does. */
    public static final String HIDDEN = "$";
    /** Key of rows of a stream without a primary key: {@code partition-offset}. */
    public static final String HIDDEN_KEY = HIDDEN + "offset";

    // Records that were written before there were these members do not have them.
    public PublishedView {
        hiddenColumns = hiddenColumns == null ? List.of() : List.copyOf(hiddenColumns);
        indexes = indexes == null ? List.of() : List.copyOf(indexes);
    }

    /** Itself, what is to take its place, and what was served before. */
    public List<PublishedView> versions() {
        return Stream.of(this, next, previous).filter(Objects::nonNull).toList();
    }

    /** Whether rows have their place in the stream as their key. */
    public boolean hasHiddenKey() {
        return key.equals(List.of(HIDDEN_KEY)) && hiddenColumns.isEmpty();
    }
}

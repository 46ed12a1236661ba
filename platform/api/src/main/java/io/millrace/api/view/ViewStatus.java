package io.millrace.api.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A view as {@code GET /api/views/{view}} answers it. What is measured is null where view-service cannot be asked.
 *
 * @param key names of the key's columns in the order in which {@code rows/{key}} takes their values; empty for the one row
 *     of a global aggregate. A name that begins with $ is no member of the rows: a column of the stream's primary key that
 *     was not selected, or $offset, the row's partition-offset, where the stream has no primary key
 * @param indexes its secondary indexes, in the order of their declaration; empty for none
 * @param progress part of the events of its creation time that it has passed, 0 to 1
 * @param freshness how fresh it is
 * @param watermark the event time up to which it is complete; null before the first event
 * @param position token of what is in it
 * @param lateRows rows that were excluded from a step bounded by event time because they came too late
 * @param next the version that is being built to take its place; null where none is
 * @param check of its last check on its schedule; null where it has none, or was not checked yet
 * @param previous the version that was served before and can be served again; null where none is kept
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ViewStatus(
        String name,
        ViewState state,
        @Nullable String reason,
        int version,
        String sql,
        List<String> key,
        List<ViewColumn> columns,
        List<ViewIndex> indexes,
        String runtime,
        Instant createdAt,
        @Nullable Double progress,
        @Nullable Freshness freshness,
        @Nullable Instant watermark,
        @Nullable String position,
        @Nullable Long lateRows,
        @Nullable Check check,
        @Nullable Next next,
        @Nullable Previous previous) {

    /**
     * A version that takes the place of the one that is served as soon as it has caught up with it, and differs from it by no
     * more than it may.
     *
     * @param reason why it is FAILED: it is not served then, until it is resumed or replaced itself; or what it waits for
     * @param progress as of the view; null where view-service cannot be asked
     * @param phase what is done with it
     * @param diffMax by how much its rows may differ to be served without being asked for; null for any difference
     * @param differences how many keys differ, once they were compared; {@code GET /api/views/{view}/diff} shows them
     * @param together views whose next versions are served in one step with it, since one reads the other; null where there are none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Next(
            int version,
            ViewState state,
            @Nullable String reason,
            String sql,
            Instant createdAt,
            @Nullable Double progress,
            Phase phase,
            @Nullable String diffMax,
            @Nullable Long differences,
            @Nullable List<String> together) {}

    /** What is done with the next version of a view. */
    public enum Phase {
        /** Its rows are made. */
        BUILDING,
        /** Its rows are compared with those that are served. */
        COMPARING,
        /** Its rows differ by more than they may, or could not be compared: {@code POST /api/views/{view}/cutover} serves it. */
        AWAITING_CUTOVER,
        /** It may be served, and is as soon as those may that are served in one step with it. */
        AWAITING_OTHERS,
        /** It is served as soon as it has what the served version has. */
        CUTTING_OVER
    }

    /**
     * A comparison of its rows with those that its streams make anew; {@code GET /api/views/{view}/check} shows more.
     *
     * @param at when it was done
     * @param differences how many rows differed; null where they could not be compared
     * @param refusal why not; null where they were
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Check(
            Instant at,
            @Nullable Long differences,
            @Nullable String refusal) {}

    /**
     * A version that was served before. It is kept up to date, so that {@code POST /api/views/{view}/rollback} serves it at once.
     *
     * @param replacedAt when another version took its place
     * @param keptUntil when it is given up
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Previous(
            int version, ViewState state, @Nullable String reason, String sql, Instant replacedAt, Instant keptUntil) {}

    /**
     * @param asOf every event that was acknowledged before this instant is in the view
     * @param lagMs how far behind the acknowledged events the view is, milliseconds; 0 when caught up
     */
    public record Freshness(Instant asOf, long lagMs) {}
}

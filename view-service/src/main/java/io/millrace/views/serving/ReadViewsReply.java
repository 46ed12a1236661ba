package io.millrace.views.serving;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewState;
import io.millrace.api.view.ViewStatus;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.SourceFreshness;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a read of several views answers.
 *
 * @param position what the rows of any of the views include, and what was asked for; the next request may name it as its {@code
 *     after}
 * @param consistent whether all rows are of one moment: the results include the same of every stream that two of the views read
 * @param results in the order of the reads
 */
record ReadViewsReply(String position, boolean consistent, List<Result> results) {

    /**
     * The rows of one read.
     *
     * @param state as a view's status has it; BACKFILLING where the rows are not whole yet
     * @param freshness every event acknowledged before {@code asOf} is in the rows; absent while that is not known
     * @param watermark event time up to which the rows are complete; absent before the first event
     * @param position what the rows include
     * @param closedAt since when these were the newest rows; absent unless {@code asOf} was asked for
     * @param next the {@code query} of the next page; absent where there is none
     * @param receipt what {@code POST /api/receipts/verify} takes, of this result; absent unless it was preferred
     * @param rows in the order of the query, or one per key, null where a key has none
     */
    @Schema(name = "ReadViewsResult")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(
            String view,
            int version,
            ViewState state,
            ViewStatus.@Nullable Freshness freshness,
            @Nullable Instant watermark,
            String position,
            @Nullable Instant closedAt,
            @Nullable String next,
            @Nullable String receipt,
            @Nullable List<@Nullable Map<String, Object>> rows) {

        /** All but the rows. */
        static Result head(
                PublishedView view,
                Cut cut,
                SourceFreshness.Freshness fresh,
                @Nullable Instant closedAt,
                @Nullable String next,
                @Nullable String receipt) {
            Instant asOf = fresh.asOf();
            Long lagMs = fresh.lagMs();
            return new Result(
                    view.name(),
                    view.version(),
                    RowsReply.state(view, cut),
                    asOf == null || lagMs == null ? null : new ViewStatus.Freshness(asOf, lagMs),
                    fresh.watermark(),
                    cut.frontier().position().token(),
                    closedAt,
                    next,
                    receipt,
                    null);
        }
    }
}

package io.millrace.api.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far view-service has served a version of a view.
 *
 * @param epoch the epoch whose rows are shown; -1 before the first
 * @param building whether the rows are not yet one consistent cut, because Redis is being rebuilt
 * @param progress part of the events of the view's creation time that it has passed, 0 to 1
 * @param freshness null before the first measurement
 * @param watermark null before the first event
 * @param position token of what is in the rows
 * @param lateRows rows excluded for being late
 * @param rows how many rows it holds
 * @param next of the version that is to take its place; null where none is being built
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServedProgress(
        String view,
        int version,
        long epoch,
        boolean building,
        double progress,
        ViewStatus.@Nullable Freshness freshness,
        @Nullable Instant watermark,
        String position,
        long lateRows,
        long rows,
        @Nullable ServedProgress next) {}

package io.millrace.views.materialization;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A consistent state of a view version: the rows of one closed epoch.
 *
 * @param generation names the rebuild that the rows come from; empty where Redis holds nothing of the version
 * @param epoch the closed epoch; -1 before the first
 * @param building the rows are being rebuilt and are no consistent cut
 * @param frontier what is included of the streams
 * @param asOf known when the epoch became visible: every event acknowledged before it is included; null where unknown
 * @param rows how many rows the version holds, those of an epoch that is being applied included
 */
public record Cut(
        String generation,
        long epoch,
        boolean building,
        Frontier frontier,
        @Nullable Instant asOf,
        long rows) {
    /** Nothing is there yet, or nothing any more. */
    public static final Cut ABSENT = new Cut("", -1, true, Frontier.NONE, null, 0);

    /** Whether the rows are an answer, or only a part of one. */
    public boolean isConsistent() {
        return !building && epoch >= 0;
    }

    /** Whether the rows of both come from one rebuild, and both from within it or both from after it. */
    public boolean isOfSameRebuild(Cut other) {
        return generation.equals(other.generation) && building == other.building;
    }

    boolean isSameAs(Cut other) {
        return generation.equals(other.generation) && epoch == other.epoch && building == other.building;
    }

    String id() {
        return generation + ":" + epoch + ":" + (building ? "1" : "0");
    }
}

package io.millrace.api.view;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that the streams of a view version make anew at given positions: what stream-processor-service is asked, and the lines of
 * JSON of its answer. {@code POST /internal/view-definitions/{view}/versions/{version}/rows-anew}, for services only.
 *
 * <pre>
 * {"eventsRead":…,"eventsToRead":…}      at least each second while there is work
 * {"of":{"view":{…},"lineage":{…}}}      the first line that is not about the work
 * {"key":["DE"],"row":{…}}               a row that came or changed since the position before
 * {"key":["FR"],"row":null}              a row that is gone since then
 * {"reached":0}                          what was told so far makes the rows of the position of this index
 * {"ended":{"removed":[…]}}              the last line, or
 * {"problem":{…}}                        why the work ended
 * </pre>
 */
public final class RowsAnew {
    /** Positions in one question. */
    public static final int POSITIONS_MAX = 1_000;
    /** Rows at a position. */
    public static final int ROWS_MAX = 200_000;

    private RowsAnew() {}

    /** @param positions tokens, each of which includes the one before */
    public record Question(List<String> positions) {
        public Question {
            positions = positions == null ? List.of() : List.copyOf(positions);
        }
    }

    /** What the rows are of. */
    public record Of(PublishedView view, ViewLineage lineage) {}

    /** The line of {@link Of}. */
    public record OfLine(Of of) {}

    /**
     * The line of a row.
     *
     * @param key the key's values as a JSON array
     * @param row the row as the changelog has it; null where it is gone
     */
    public record RowLine(
            @JsonRawValue String key,
            @JsonRawValue @Nullable String row) {}

    /** @param reached index of a position in the question */
    public record ReachedLine(int reached) {}

    /** @param removed what retention has removed of the streams since the view began to read them */
    public record Ended(List<RemovedStart> removed) {}

    /** The line of {@link Ended}. */
    public record EndedLine(Ended ended) {}

    /** @param firstOffset the first that is there; those before it are gone */
    public record RemovedStart(String stream, int partition, long firstOffset) {}
}

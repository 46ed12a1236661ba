package io.millrace.api.check;

import io.millrace.api.contract.StreamSchema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks stream-processor-service to compile views, and to run some of them over given events.
 *
 * @param streams all that views may read
 * @param views one statement each
 * @param runs in any order
 * @param functions that views may call; null for none
 */
public record CheckViews(
        List<StreamSchema> streams,
        List<SourceText> views,
        List<Run> runs,
        @Nullable Functions functions) {
    /**
     * Functions of jars.
     *
     * @param directory an absolute path; the jars are in it
     * @param statements one CREATE FUNCTION each
     */
    public record Functions(String directory, List<SourceText> statements) {}

    /**
     * One run of a view from its beginning.
     *
     * @param file the view's
     * @param given per stream its partitions, 1 or more, in each the events in the order of the log; streams that are not
     *     named have one partition without events
     */
    public record Run(String file, Map<String, List<List<String>>> given) {}
}

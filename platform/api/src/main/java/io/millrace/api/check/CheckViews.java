package io.millrace.api.check;

import io.millrace.api.contract.StreamSchema;
import java.util.List;
import java.util.Map;

/**
 * Asks stream-processor-service to compile views, and to run some of them over given events.
 *
 * @param streams all that views may read
 * @param views one statement each
 * @param runs in any order
 */
public record CheckViews(List<StreamSchema> streams, List<SourceText> views, List<Run> runs) {
    /**
     * One run of a view from its beginning.
     *
     * @param file the view's
     * @param given per stream its partitions, 1 or more, in each the events in the order of the log; streams that are not
     *     named have one partition without events
     */
    public record Run(String file, Map<String, List<List<String>>> given) {}
}

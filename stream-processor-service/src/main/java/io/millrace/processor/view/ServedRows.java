package io.millrace.processor.view;

import io.millrace.api.changelog.Progress;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The rows of a view at the end of one closed epoch, as readers see them.
 *
 * @param rows by their keys, which are JSON arrays
 * @param progress per partition of the view what is in it
 */
record ServedRows(long epoch, Map<String, String> rows, Map<Integer, Progress> progress) {
    /** A partition of a stream. */
    record Source(UUID topicId, int partition) {}

    /** Per source partition one past the last offset that is in the rows, as {@link Progress} says it. */
    Map<Source, Long> frontier() {
        Map<Source, Long> frontier = new HashMap<>();
        for (Progress sink : progress.values()) {
            for (Progress.Source source : sink.sources()) {
                frontier.merge(new Source(source.topicId(), source.partition()), source.nextOffset(), Math::min);
            }
        }
        return frontier;
    }
}
